"""Rich text (RTF)."""

from __future__ import annotations

import re

from workingregions.corpus.records import MetadataValue, Parsed
from workingregions.ingest.blocks import Builder
from workingregions.ingest.formats.text import add_lines
from workingregions.ingest.hints import hint

_INFO = re.compile(r"\{\\(title|author|company|keywords)\s+((?:[^{}\\]|\\[^{}])*)\}")
_HEX = re.compile(r"[0-9a-fA-F\r\n]{4000,}")
_HIDING = re.compile(r"\\v(?P<off>0?)(?![a-zA-Z0-9]) ?|\\[^v]|[{}]")
_BIN = re.compile(r"\\bin(\d{1,9}) ")


def read_rtf(data: bytes) -> Parsed:
    """Return the blocks of an RTF file: paragraphs, tables, headings (by their words); info as hints."""
    source = _without_hidden(_without_pictures(data.decode("latin-1")))
    builder = Builder()
    builder.hints += _info(source)
    row: list[list[str]] = []
    lines: list[str] = []
    for line in _plain(source).split("\n"):
        if line.endswith("|") and line.count("|") > 1:
            add_lines(builder, lines)
            lines = []
            row.append(line[:-1].split("|"))
        else:
            builder.table(row)
            row = []
            lines.append(line)
    builder.table(row)
    add_lines(builder, lines)
    return builder.parsed()


def _plain(source: str) -> str:
    from striprtf.striprtf import rtf_to_text

    text: str = rtf_to_text(source, errors="ignore")  # type: ignore[no-untyped-call]
    return text


def _without_pictures(source: str) -> str:
    """Return the source without raw bytes and long runs of hexadecimal digits, which are pictures."""
    parts, start = [], 0
    while raw := _BIN.search(source, start):
        parts.append(source[start : raw.start()])
        start = raw.end() + int(raw.group(1))
    return _HEX.sub("", "".join(parts) + source[start:])


def _without_hidden(source: str) -> str:
    """Return the source without hidden text: from `\\v` to `\\v0` or the end of its group."""
    if "\\v" not in source:
        return source
    parts: list[str] = []
    start, depth, since = 0, 0, 0  # `since` is the depth of the group that hides, from 1
    for mark in _HIDING.finditer(source):
        sign = mark[0]
        depth += (sign == "{") - (sign == "}")
        if not since and mark["off"] == "":
            parts.append(source[start : mark.start()])
            since = depth or 1
        elif since and (mark["off"] == "0" or depth < since):
            start = mark.start() if sign == "}" else mark.end()
            since = 0
    return "".join(parts) + ("" if since else source[start:])


def _info(source: str) -> list[MetadataValue]:
    start = source.find("{\\info")
    found = _INFO.findall(source[start : start + 4000]) if start >= 0 else []
    return [
        one for key, value in found for one in hint("rtf", key, _plain("{\\rtf1 " + value + "}"), "RTF info")
    ]
