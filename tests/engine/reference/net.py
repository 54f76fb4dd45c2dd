"""What has happened, as an occurrence net: events, the tokens they used up and those they made.

Nothing is forgotten, so a return needs no rule of its own: take away the event that used the
token up and every event that depends on it, and what is left is a marking that could have been.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """A token; ``scope`` is the token that holds it, ``where`` the loop instances around it."""

    number: int
    at: str
    state: str
    scope: int
    where: tuple[tuple[str, int], ...] = ()
    round: int = 0


@dataclass(frozen=True, eq=False)
class Event:
    """Something happened; ``act`` says what somebody did, or nothing if it followed by itself.

    ``trigger`` is the token whose arrival took others away.
    """

    act: str
    used: tuple[Token, ...]
    made: tuple[Token, ...]
    read: tuple[Token, ...] = ()
    trigger: Token | None = None


class Net:
    """The tokens that are live and the events that led to them."""

    def __init__(self, first: Token) -> None:
        self.events = [Event("", (), (first,))]
        self.live = {first.number: first}
        self.count = first.number

    def token(self, at: str, state: str, like: Token, **changes: object) -> Token:
        """Return a new token beside ``like``, not live before an event makes it."""
        self.count += 1
        values = {"scope": like.scope, "where": like.where, **changes}
        return Token(self.count, at, state, **values)

    def happen(
        self,
        used: Iterable[Token],
        made: Iterable[Token],
        read: Iterable[Token] = (),
        act: str = "",
        trigger: Token | None = None,
    ) -> None:
        """Use tokens up and make others; the causes are what was used and what was read."""
        event = Event(act, tuple(used), tuple(made), tuple(read), trigger)
        for token in event.used:
            del self.live[token.number]
        self.live |= {token.number: token for token in event.made}
        self.events.append(event)

    def held(self, holder: Token) -> list[Token]:
        """Return the live tokens right in a scope or loop."""
        return [token for token in self.live.values() if token.scope == holder.number]

    def within(self, holder: Token) -> list[Token]:
        """Return the live tokens in a scope or loop, and in those inside."""
        direct = self.held(holder)
        return [*direct, *(deep for token in direct for deep in self.within(token))]

    def user(self, token: Token) -> Event | None:
        """Return the event that used the token up."""
        return next((event for event in self.events if token in event.used), None)

    def since(self, cause: Event) -> list[Event]:
        """Return the event and all that depend on it, in order."""
        made, found = set(cause.made), [cause]
        for event in self.events[self.events.index(cause) + 1 :]:
            if made.intersection(event.used + event.read):
                made.update(event.made)
                found.append(event)
        return found

    def undo(self, cause: Event) -> list[Event]:
        """Unmake the event and all that depend on it: their tokens go, what they used is back."""
        gone = self.since(cause)
        self.events = [event for event in self.events if event not in gone]
        made = {token.number: token for event in self.events for token in event.made}
        used = {token.number for event in self.events for token in event.used}
        self.live = {number: made[number] for number in sorted(made.keys() - used)}
        return gone
