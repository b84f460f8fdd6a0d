"""Plain text: form feeds as pages, wrapped lines joined into paragraphs."""

from __future__ import annotations

import re
from statistics import median

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Page, Parsed
from workingregions.ingest.blocks import BREAK, Builder, clean_lines
from workingregions.ingest.formats.decode import decode

_SHORT_LINE = 50
"""Letters of the longest line of an address or a list of members; wrapped text has longer ones."""
_ITEM = re.compile(r"^\s*(?:[-*•‣▪–·]|\(?[a-z0-9]{1,3}[.)])\s+(?=\S)")
_BULLET = re.compile(r"^[-*•‣▪–·]\s+")
_UNDERLINE = re.compile(r"^\s*([=\-~^#*_])\1{2,}\s*$")
_NUMBERED = re.compile(r"^\s*((?:\d+\.)*\d+)\.?\s+[A-Z]")
_COMPOUND = re.compile(r"[A-Za-zÀ-ÿ]+(-[a-zà-ÿ]+)?")  # words without a hyphen too, so that each is tried once
_WORD_START = re.compile(r"[a-zà-ÿ]+")
_BROKEN_WORD = re.compile(r"(?<![A-Za-zÀ-ÿ])([A-Za-zÀ-ÿ]+)-$")


def read_text(data: bytes) -> Parsed:
    """Return the blocks of a text file in any encoding; a form feed begins a page."""
    builder = Builder()
    pages = add_text(builder, decode(data))
    return builder.parsed(pages)


def add_text(builder: Builder, text: str) -> list[Page]:
    """Add the paragraphs, list items and headings of `text` to the builder; return its pages."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\f\n ")
    lines = [line.rstrip() for line in text.split("\n")]
    lengths = [len(line) for line in lines if line.strip()]
    # Lines were wrapped by a program or typist when most are of a reading width.
    wrapped = bool(lengths) and max(lengths) <= 140 and median(lengths) > 30
    compounds = frozenset(match[0] for match in _COMPOUND.finditer(text) if match[1])
    sheets = text.split("\f")
    for number, sheet in enumerate(sheets, start=1):
        builder.page = number
        for group in _groups(sheet.split("\n"), wrapped):
            _add_group(builder, group, compounds)
    return [Page(number=n, width=0.0, height=0.0) for n in range(1, len(sheets) + 1)]


def add_lines(builder: Builder, lines: list[str]) -> None:
    """Add lines each of which is a separate paragraph, list item or heading."""
    for line in lines:
        if line.strip():
            _add_group(builder, [line], frozenset())


def _groups(lines: list[str], wrapped: bool) -> list[list[str]]:
    """Return groups of lines: separated by blank lines, list marks and, if unwrapped, by every line."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if not line.strip():
            groups.append([])
            continue
        indented = bool(groups[-1]) and line[:2].isspace() and not groups[-1][-1][:2].isspace()
        if (not wrapped and not _UNDERLINE.match(line)) or _ITEM.match(line) or indented:
            groups.append([])
        groups[-1].append(line)
    return [group for group in groups if group]


def _add_group(builder: Builder, group: list[str], compounds: frozenset[str]) -> None:
    if len(group) == 2 and _UNDERLINE.match(group[1]):
        builder.heading(group[0], 1 if "=" in group[1] else 2)
        return
    group = [line for line in group if not _UNDERLINE.match(line)]
    if not group:
        return
    if len(group) == 1 and (level := _heading_level(group[0].strip())):
        builder.heading(group[0], level)
        return
    entries = clean_lines(BREAK.join(group)) if max(map(len, group)) <= _SHORT_LINE else ""
    joined = entries if BREAK in entries else _join(group, compounds)
    if _ITEM.match(group[0]):
        builder.add(BlockKind.LIST, _BULLET.sub("", joined))
    else:
        builder.add(BlockKind.PARAGRAPH, joined)


def _heading_level(line: str) -> int:
    """Return the level 1.. of a line by itself that reads as a heading, else 0."""
    if len(line) > 90 or not any(c.isalpha() for c in line) or line[-1] in ".,;:!?":
        return 0
    if number := _NUMBERED.match(line):
        return number.group(1).count(".") + 1
    return 1 if line.isupper() and len(line) > 3 else 0


def _join(lines: list[str], compounds: frozenset[str]) -> str:
    """Return one line from several; a word broken at a hyphen is rejoined, unless it is known with one."""
    parts = [lines[0].strip()]
    for line in (line.strip() for line in lines[1:]):
        broken = _BROKEN_WORD.search(parts[-1][-60:])
        rest = _WORD_START.match(line)
        if not broken or not rest:
            parts.append(" ")
        elif f"{broken.group(1)}-{rest.group()}" not in compounds:
            parts[-1] = parts[-1][:-1]
        parts.append(line)
    return "".join(parts)
