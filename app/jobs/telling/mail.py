"""Hand a message to the mail server: text and HTML, under a lasting Message-ID."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr
from urllib.parse import unquote, urlsplit

from app.jobs.telling.letters import Letter

SECONDS = 15
PORTS = {"smtp": 25, "smtps": 465}
LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class Server:
    """The mail server and the sender; without an address no mail is written."""

    url: str = ""
    sender: str = "shaodao@localhost"

    @property
    def domain(self) -> str:
        """Return the part of the sender after the @."""
        return self.sender.rpartition("@")[2]


def send(letter: Letter, server: Server) -> None:
    """Hand a message over; SMTPRecipientsRefused when the address is no good."""
    url = urlsplit(server.url)
    dial = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with dial(url.hostname or "localhost", url.port or PORTS[url.scheme], timeout=SECONDS) as line:
        if url.username:
            line.login(unquote(url.username), unquote(url.password or ""))
        line.send_message(message(letter, server))


def message(letter: Letter, server: Server) -> EmailMessage:
    """Return the mail: its headers say that a program wrote it and where to end it."""
    made = EmailMessage()
    made["Message-ID"] = f"<{letter.id}@{server.domain}>"
    made["From"], made["To"] = formataddr(("哨到", server.sender)), letter.to
    made["Subject"] = " ".join(letter.written.subject.split())[:LONGEST_SUBJECT]
    made["Auto-Submitted"] = "auto-generated"
    if letter.settings_url:
        made["List-Unsubscribe"] = f"<{letter.settings_url}>"
    made.set_content(letter.written.text)
    if letter.written.html:
        made.add_alternative(letter.written.html, subtype="html")
    return made
