"""Demo people have mail addresses of which nothing ever arrives."""

from app import identity, notifications
from app.cli import seed
from app.core.db import transaction
from app.notifications import MAIL


def test_everybody_of_the_demo_has_a_mailbox_once(app):
    with transaction():
        given = [notifications.give_mail(seed.mailboxes()) for _ in range(2)]

    watch = identity.find_user("watch").id
    assert given == [len(identity.users()), 0]
    assert notifications.contact(watch, MAIL).address == "watch@qh.example"
