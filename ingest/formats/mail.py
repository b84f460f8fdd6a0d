"""E-mail messages (EML, MHTML) with their attachments."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime

from workingregions.corpus.records import MetadataValue, Parsed
from workingregions.ingest.blocks import Builder, clean
from workingregions.ingest.formats.decode import decode
from workingregions.ingest.formats.flow import flow, parse_html
from workingregions.ingest.formats.text import add_text
from workingregions.ingest.hints import hint

_FORWARDED = re.compile(
    r"^(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|vb|antw|doorst)(?:\[\d+\])?\s?:\s*)+", re.IGNORECASE
)
"""What programs put before the subject of an answer or a forwarded message, in several languages."""
_MOST = 200
"""Maximum number of attachments taken from one message."""


def read_mail(data: bytes) -> Parsed:
    """Return the blocks of a message: its subject as heading, then its text; attachments as separate files.

    Plain text is preferred to HTML. Pictures that the HTML shows are not attachments.
    """
    message = message_from_bytes(data, policy=policy.default)
    builder = Builder()
    subject = _FORWARDED.sub("", clean(str(message.get("Subject", ""))))
    builder.hints += _hints(message, subject)
    builder.heading(subject, 1)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None and (text := _text(body)).strip():
        if body.get_content_subtype() == "html":
            root = parse_html(text)
            builder.extend(flow(root) if root is not None else ())
        else:
            add_text(builder, text)
            builder.page = 1
    return builder.parsed(attachments=_attachments(message))


def _hints(message: EmailMessage, subject: str) -> list[MetadataValue]:
    senders = getaddresses([str(message.get("From", ""))])
    values = {
        "title": subject,
        "from": "; ".join(name for name, _ in senders if name),
        "date": _date(message),
    }
    return [one for key, value in values.items() for one in hint("mail", key, value, "e-mail")]


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).date().isoformat()
    except ValueError:
        return ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload, declared=part.get_content_charset() or "") if isinstance(payload, bytes) else ""


def _attachments(message: EmailMessage) -> list[tuple[str, bytes]]:
    """Return name and bytes of each attached file; an attached message becomes an .eml."""
    files: list[tuple[str, bytes]] = []
    body = message.get_body(preferencelist=("plain", "html"))
    for part in message.walk():
        if len(files) >= _MOST:
            break
        if part is body or (part.is_multipart() and part.get_content_type() != "message/rfc822"):
            continue
        name = clean(part.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1]
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            if not isinstance(inner, Message):
                continue
            subject = clean(str(inner.get("Subject", ""))) or "message"
            files.append((f"{re.sub(r'[/:]', ' ', subject)[:80]}.eml", inner.as_bytes()))
        elif name and not _is_shown(part):
            payload = part.get_payload(decode=True)
            files.append((name, payload if isinstance(payload, bytes) else b""))
    return files


def _is_shown(part: Message) -> bool:
    return part.get_content_maintype() == "image" and (
        part.get("Content-ID") is not None or part.get_content_disposition() == "inline"
    )
