"""Formatted words of citations: runs of text, in italics or not, with links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one format. `link` is an address, or # and the key of the reference that is cited."""

    text: str
    italic: bool = False
    link: str = ""


Rich = tuple[Run, ...]
"""A text with its formats."""


def as_text(rich: Rich) -> str:
    """Return the words alone."""
    return "".join(run.text for run in rich)


def as_html(rich: Rich, anchor: str = "") -> str:
    """Return the words as HTML. Links to references are to `anchor` and the key; none if it is ""."""
    return "".join(
        _linked(link, list(runs), anchor) for link, runs in groupby(rich, key=lambda run: run.link)
    )


def _linked(link: str, runs: Sequence[Run], anchor: str) -> str:
    text = "".join(f"<em>{escape(run.text)}</em>" if run.italic else escape(run.text) for run in runs)
    if link.startswith("#"):
        link = f"#{anchor}{link[1:]}" if anchor else ""
    return f'<a href="{escape(link)}">{text}</a>' if link else text


def as_markdown(rich: Rich) -> str:
    """Return the words as Markdown: italics between asterisks, addresses as they are, signs escaped."""
    return "".join(_markdown(run) for run in rich)


def _markdown(run: Run) -> str:
    if run.link and not run.link.startswith("#") and run.text == run.link:
        return f"<{run.text}>"
    text = re.sub(r"([\\`*_\[\]<>{}|$#~])", r"\\\1", run.text)
    bare = text.strip()
    return text.replace(bare, f"*{bare}*", 1) if run.italic and bare else text
