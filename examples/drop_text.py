"""Sources of the sample drop: front matter, Markdown body and footnotes, cut into plain pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark", {"typographer": True}).enable(["table", "smartquotes"])
_NOTE = re.compile(r"^\[\^(\d+)\]: (.+)$\n?", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^(\d+)\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the body: heading, paragraph, caption, bullets, numbers, quote or table (`rows`).

    `level` is a heading's, or the number that an item of a numbered list bears.
    """

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One authored document: its front matter (`meta`), body (Markdown) and footnotes by number."""

    meta: dict[str, Any]
    body: str
    notes: dict[str, str] = field(default_factory=dict)

    def get(self, key: str, default: Any = "") -> Any:
        return self.meta.get(key, default)

    @property
    def date(self) -> date | None:
        value = self.meta.get("date")
        return value if isinstance(value, date) else None


def read_sample(path: Path) -> Sample:
    """Read one file of source/. Raises ValueError when it has no front matter or another id."""
    text = path.read_text(encoding="utf-8")
    match = re.match(r"---\n(.*?)\n---\n(.*)", text, re.DOTALL)
    if match is None:
        raise ValueError(f"{path.name} has no front matter")
    meta = yaml.safe_load(match[1])
    if meta["id"] != path.stem:
        raise ValueError(f"{path.name} calls itself {meta['id']}")
    return Sample(meta, _NOTE.sub("", match[2]).strip() + "\n", dict(_NOTE.findall(match[2])))


def mark_notes(text: str, form: str) -> str:
    """`text` with each footnote mark [^n] written as `form`, in which {n} is the number."""
    return _NOTE_MARK.sub(lambda m: form.format(n=m[1]), text)


def pieces(body: str) -> list[Piece]:
    """Return the blocks of a Markdown body, in order; their texts are still inline Markdown."""
    tokens = MARKDOWN.parse(body)
    found: list[Piece] = []
    kind, number = "paragraph", 0
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type in _OPENERS:
            kind = _OPENERS[token.type]
        elif token.type in _CLOSERS:
            kind = "paragraph"
        elif token.type == "list_item_open":
            number = int(token.info or 0)
        elif token.type == "table_open":
            kind, rows = "table", []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            found.append(Piece("table", rows=tuple(tuple(row) for row in rows)))
            kind = "paragraph"
        elif token.type == "inline" and kind == "table":
            rows[-1].append(token.content)
        elif token.type == "inline":
            found.append(_piece(kind, number, tokens[at - 1], token.content))
    return found


_OPENERS = {"bullet_list_open": "bullets", "ordered_list_open": "numbers", "blockquote_open": "quote"}
_CLOSERS = {"bullet_list_close", "ordered_list_close", "blockquote_close"}


def _piece(kind: str, number: int, opener: Token, text: str) -> Piece:
    text = text.replace("\n", " ")
    if opener.type == "heading_open":
        return Piece("heading", text, int(opener.tag[1]))
    if re.match(r"(Table|Figure) \d+[.:] ", text):
        return Piece("caption", text)
    return Piece(kind, text, number if kind == "numbers" else 0)
