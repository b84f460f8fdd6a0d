"""Words with their formats and links, as the template reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from workingregions.reports.citing import Rich
from workingregions.reports.render.pdf.letters import printable

_PAGE = re.compile(r"\b(pp?\.) (?=\d)")
"""What must not be parted from its number at the end of a line."""

_PERCENT = re.compile(r"(?<=\d) %")
"""A per cent sign that must not be parted from its number."""

Piece = dict[str, Any]
"""Words of one format: `text`, `italic`, `bold`, `raised`; `to` is an anchor, `url` an address."""


def plain(text: str, **formats: object) -> list[Piece]:
    """Return words of one format as pieces; none for no words."""
    return [{"text": _kept(text), **formats}] if text else []


def rich(words: Rich, anchors: Mapping[str, str]) -> list[Piece]:
    """Return the words of a citation as pieces; `anchors` has those of the references by document."""
    pieces: list[Piece] = []
    for link, runs in groupby(words, key=lambda run: run.link):
        parts = [
            {"text": _PAGE.sub("\\1\u00a0", _kept(run.text)), **({"italic": True} if run.italic else {})}
            for run in runs
        ]
        target = _target(link, anchors)
        pieces += [{"parts": parts, **target}] if target else parts
    return pieces


def raised(numbers: Sequence[int], anchors: Sequence[str], before: str = "") -> list[Piece]:
    """Return numbers that lead to entries of a list, raised: "3, 7–9"; `anchors` has that of each number."""
    pieces: list[Piece] = []
    pairs = sorted(zip(numbers, anchors, strict=True))
    for _, run in groupby(enumerate(pairs), key=lambda one: one[1][0] - one[0]):
        found = [pair for _, pair in run]
        first, last = found[0][0], found[-1][0]
        text = (
            str(first)
            if first == last
            else f"{first}–\u2060{last}"
            if last - first > 1
            else f"{first}, {last}"
        )
        pieces.append({"text": before + text, "raised": True, "to": found[0][1]})
    return pieces


def listed_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces with a comma at the end of each but the last, where a line may break."""
    return [{**piece, "text": f"{piece['text']},\u200b"} for piece in pieces[:-1]] + list(pieces[-1:])


def _kept(text: str) -> str:
    """Return printable words with the spaces at their ends, which join them to their neighbours."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    inner = _PERCENT.sub("\u00a0%", printable(text))
    return f"{before and ' '}{inner}{after and ' '}" if inner else " "


def _target(link: str, anchors: Mapping[str, str]) -> Piece:
    if link.startswith("#"):
        anchor = anchors.get(link[1:])
        return {"to": anchor} if anchor else {}
    return {"url": link} if link else {}
