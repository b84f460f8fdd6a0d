"""Protection of the terminal: names from files and documents cannot move its cursor or turn its text."""

from __future__ import annotations

import re
from typing import Any

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, which begin escape sequences; not tab and newline
    "\u061c\u202a-\u202e\u2066-\u2069"  # characters that change the direction of the following text
    "\u2028\u2029\ud800-\udfff]"  # line separators, and bytes of file names that are not UTF-8
)


def printable(text: str) -> str:
    r"""Return `text` with control characters, bidirectional overrides and lone surrogates as \x1b, \u202e."""
    return _UNSAFE.sub(_escaped, text) if _UNSAFE.search(text) else text


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def json_safe(text: str) -> str:
    """Return JSON text with the same content, in which such characters are escaped."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class Guarded:
    """A text stream for all output: everything passes through `printable`.

    There is no `buffer`, so that nothing can bypass it. `rich_proxied_file` is where rich writes its
    own escape sequences: its consoles check their content themselves (see `app.cli.output`).
    """

    def __init__(self, stream: Any) -> None:
        self.rich_proxied_file = stream

    def write(self, text: str) -> int:
        """Write text. Raises TypeError for bytes, as text streams do."""
        self.rich_proxied_file.write(printable(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write several pieces of text."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.rich_proxied_file, name)
