"""A reader of BibTeX: braces, quotes, @string, concatenation and TeX accents; broken parts are skipped."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from workingregions.ingest.text import clean, table

_ENTRY = re.compile(r"@\s*(\w+)\s*([{(])")
_FIELD = re.compile(r"\s*([A-Za-z][\w:.+-]*)\s*=\s*")
_LETTER = r"(?:\\[ij](?![A-Za-z])|[^\W\d_])"
_ACCENT = re.compile(rf"\\([`'^\"~=.]|[cvuHkrbdh](?=[\s{{\\]))\s*(?:\{{\s*({_LETTER})\s*\}}|({_LETTER}))")
_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a",
    "b": "\u0331", "d": "\u0323", "h": "\u0309",
}  # fmt: skip
MAX_EXPANDED = 20_000_000
"""Maximum characters that @string may insert in all; definitions that use each other double."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_bibtex(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return the entries as (type, fields), in lower case; values are plain text, `file` as it is.

    Authors and editors are separated by line breaks: an "and" in braces belongs to a body's name.

    @comment and @preamble are left out; an entry that never closes ends where the next begins.

    Raises:
        ValueError: the @string definitions expand beyond `MAX_EXPANDED`.
    """
    strings = _Strings()
    entries: list[tuple[str, dict[str, str]]] = []
    position = 0
    while head := _ENTRY.search(text, position):
        kind = head[1].lower()
        if kind in ("comment", "preamble"):
            position = head.end()
            continue
        if kind == "string":
            fields, position = _fields(text, head.end(), strings)
            strings.define(fields)
            continue
        comma = re.compile(r"[^,}={\"]*,").match(text, head.end())
        fields, position = _fields(text, comma.end() if comma else head.end(), strings)
        if fields:
            entries.append((kind, {name: _as_text(name, value) for name, value in fields.items()}))
    return entries


def _as_text(field: str, value: str) -> str:
    if field == "file":
        return value
    if field not in ("author", "editor"):
        return plain(value)
    names, start, depth = [], 0, 0
    for match in re.finditer(r"(?<!\\)[{}]|\sand\s", value):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth <= 0:
            names.append(value[start : match.start()])
            start = match.end()
    return "\n".join(map(plain, [*names, value[start:]]))


class _Strings:
    """The @string definitions so far, and the amount of text that they have inserted."""

    def __init__(self) -> None:
        self._values = {month: month for month in _MONTHS}
        self._expanded = 0

    def define(self, values: dict[str, str]) -> None:
        """Add definitions."""
        self._values |= values

    def expand(self, word: str) -> str:
        """Return the definition of a bare word, or the word itself."""
        value = self._values.get(word.lower(), word)
        self._expanded += len(value)
        if self._expanded > MAX_EXPANDED:
            raise ValueError(f"its @string definitions expand to more than {MAX_EXPANDED:,} characters")
        return value


def _fields(text: str, position: int, strings: _Strings) -> tuple[dict[str, str], int]:
    """Return the fields from `position` on, and the position where the entry ends."""
    fields: dict[str, str] = {}
    while field := _FIELD.match(text, position):
        value, position = _value(text, field.end(), strings)
        fields.setdefault(field[1].lower(), value)
        separator = re.compile(r"\s*,").match(text, position)
        if not separator:
            break
        position = separator.end()
    return fields, max(position, 1)


def _value(text: str, position: int, strings: _Strings) -> tuple[str, int]:
    """Return a value, its parts joined by #, and the position after it."""
    parts: list[str] = []
    while position < len(text):
        if text[position] == "{":
            end = _closing(text, position)
            parts.append(text[position + 1 : end])
            position = end + 1
        elif text[position] == '"':
            end = _quote_end(text, position + 1)
            parts.append(text[position + 1 : end])
            position = end + 1
        else:
            bare = re.compile(r"[^\s,#}]*").match(text, position)
            word = bare[0] if bare else ""
            parts.append(strings.expand(word))
            position += len(word)
        joint = re.compile(r"\s*#\s*").match(text, position)
        if not joint:
            break
        position = joint.end()
    return "".join(parts), position


def _closing(text: str, position: int) -> int:
    """Return where the brace at `position` closes, or the next entry or the end if it does not."""
    depth = 0
    for index in range(position, len(text)):
        char = text[index]
        if char == "{" and text[index - 1] != "\\":
            depth += 1
        elif char == "}" and text[index - 1] != "\\":
            depth -= 1
            if depth == 0:
                return index
        elif char == "@" and index and text[index - 1] == "\n" and _ENTRY.match(text, index):
            return index - 1
    return len(text)


def _quote_end(text: str, position: int) -> int:
    depth = 0
    for index in range(position, len(text)):
        char = text[index]
        if char == '"' and depth == 0 and text[index - 1] != "\\":
            return index
        depth += (char == "{") - (char == "}")
        if char == "@" and text[index - 1] == "\n" and _ENTRY.match(text, index):
            return index - 1
    return len(text)


@cache
def _commands() -> dict[str, str]:
    return dict(table("tex_commands.yaml"))


def plain(value: str) -> str:
    """Return TeX as plain text: accents composed, signs replaced, other commands and braces dropped."""
    inner = ""
    while inner != value:  # an accent may stand over an accented letter: {\'\u a}
        inner, value = value, _ACCENT.sub(_composed, value)
    value = re.sub(r"\\([A-Za-z]+)(?:\s+|\{\}|(?![A-Za-z]))", lambda m: _commands().get(m[1], ""), value)
    value = value.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    value = re.sub(r"(?<!\\)[{}]|(?<!\\)~|(?<!\\)\$", lambda m: " " if m[0] == "~" else "", value)
    return clean(re.sub(r"\\([&%$#_{}~\\ ])", r"\1", value))


def _composed(match: re.Match[str]) -> str:
    letter = (match[2] or match[3]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _MARKS[match[1]])
