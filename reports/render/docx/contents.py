"""The table of contents: a field with its entries, as Word would have filled it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.reports.render.docx.elements import (
    field,
    inner_link,
    paragraph,
    run,
    tab,
    w,
)
from workingregions.reports.render.docx.styles import Styles

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LEVELS = 2
"""Levels of headings that the contents list."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its bookmark, its words, its level from 1, and the page on which it is expected."""

    bookmark: str
    text: str
    level: int
    page: int


def contents(headings: Sequence[Heading], width: int, styles: Styles) -> Element:
    """Return the table of contents, `width` twentieths of a point wide, with its heading, on a page of
    its own.

    It is a building block of Word's, which offers to update it. No field of it is marked as stale: Word would
    ask whoever opens the report whether to update fields "that may refer to other files".
    """
    entries = []
    for heading in (heading for heading in headings if heading.level <= LEVELS):
        page = field(f"PAGEREF {heading.bookmark} \\h", run(str(heading.page)))
        link = inner_link(heading.bookmark, run(heading.text), tab(), *page)
        entries.append(paragraph(styles[f"TOC{heading.level}"], [link], leader=width))
    whole = field(f'TOC \\o "1-{LEVELS}" \\h \\z \\u')
    *start, end = whole
    for place, part in enumerate(start):
        entries[0].insert(place + 1, part)
    entries[-1].append(end)
    title = paragraph(styles["TOCHeading"], [run("Contents")], breaks=True)
    gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
    return w("sdt", w("sdtPr", w("id", val=1), gallery), w("sdtContent", title, *entries))
