"""What a non-interrupting boundary event begins is looked at by itself where it stands alone.

Reminders and notices run beside a task to an end of their own. Played together with everything
else they multiply the markings; played alone they add a few. One that is not sound, or that has
to do with the rest, stays where it is.
"""

from dataclasses import replace

from app.engine.soundness.game.net import Aside, Move, Net
from app.engine.soundness.game.space import Budget, Space
from app.engine.soundness.game.steps import own_places


def set_aside(net: Net, budget: Budget) -> bool:
    """Take such parts out of a net, the inner ones first; say whether there was one."""
    lone = [(own_places(net, move), move) for move in net.moves if move.host]
    found = False
    for region, move in sorted(lone, key=lambda pair: len(pair[0])):
        found = _try(net, region, move, budget) or found
    return found


def _try(net: Net, region: set[int], move: Move, budget: Budget) -> bool:
    inner = [each for each in net.moves if region.intersection([*each.take, *each.read])]
    if not all(_stays_within(each, region) for each in inner):
        return False
    begin = Move(move.owner, [], [0], move.give)
    space = Space(replace(net, moves=[begin, *inner], asides=[]), budget.part()).explore()
    if not space.is_sound:
        return False
    gone = {id(each) for each in (move, *inner)}
    net.moves = [each for each in net.moves if id(each) not in gone]
    ways = {element: space.way_to(element) for element in space.first}
    net.asides.append(Aside(move.host, ways))
    return True


def _stays_within(move: Move, region: set[int]) -> bool:
    leaves = move.clears or move.is_free or move.thrown is not None
    return not leaves and region.issuperset([*move.take, *move.read, *move.give])
