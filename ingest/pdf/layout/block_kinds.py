"""The kind of each paragraph: heading with its level, list item, caption, footnote, reference, contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workingregions.corpus.enums import FURNITURE, BlockKind
from workingregions.corpus.files import lines
from workingregions.ingest.pdf.layout.furniture import PageLines
from workingregions.ingest.pdf.layout.lines import TextLine
from workingregions.ingest.pdf.layout.paragraphs import BULLET, NUMBERED, has_leader
from workingregions.ingest.pdf.layout.regions import Region
from workingregions.ingest.pdf.tables import Table

_CAPTION = re.compile(
    r"(?:figure|fig\.?|table|chart|box|map|exhibit|graph|plate|photo|abbildung|abb\.?|tabelle|tab\.|tableau|figura|"
    r"tabla|cuadro|gráfico|kaavio|kuva|taulukko|tabell|figur)\s?"
    r"(?:[A-Z]?[-–—.]?\d+(?:[-–.]\d+)*[a-z]?|[IVX]+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_SOURCE = re.compile(r"(?:sources?|notes?|quelle|fuente)\s?:\s", re.IGNORECASE)
_NUMBERING = re.compile(
    r"(?:(?:chapter|section|part|annex|appendix)\s+)?([A-Z]|\d{1,2}|[IVX]+)((?:\.\d{1,2})*)[.):]?\s+(?=\S)"
)
_NOTE = re.compile(r"(?:\d{1,3}(?!\s?[\d%,|:–-]|\.\d)|[*†‡§¶]{1,3}|[a-z](?=\s))\s?\S")


@dataclass(slots=True)
class BlockDraft:
    """A block under construction: its lines, and its kind so far."""

    page: PageLines
    lines: list[TextLine]
    kind: BlockKind
    region: Region | None = None
    table: Table | None = None
    angle: int | None = None  # of text that runs in another direction than its page
    level: int = 0
    section: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of its lines, separated by spaces."""
        return " ".join(line.text for line in self.lines)


def split_notes(regions: Sequence[Region], body: float, height: float) -> tuple[list[Region], list[Region]]:
    """Return running text, and footnotes: small type with a mark, under the last text of a column."""
    text = [r for r in regions if r.size >= 0.93 * body]
    main: list[Region] = []
    notes: list[Region] = []
    for region in regions:
        under = any(t.y0 > region.y0 and t.x0 < region.x1 and region.x0 < t.x1 and t.words > 3 for t in text)
        small = region.size < 0.93 * body and region.y0 > 0.45 * height
        follows = bool(notes) and small and abs(region.x0 - notes[-1].x0) < 3 * body
        marked = _NOTE.match(region.lines[0].text) or follows
        (notes if small and not under and marked and region.table is None else main).append(region)
    return main, notes


def name_kinds(drafts: Sequence[BlockDraft], body: float) -> list[BlockDraft]:
    """Return the drafts with kinds, levels and section paths filled in; torn paragraphs are joined."""
    bold = _mostly_bold(drafts, body)
    for previous, draft in zip([None, *drafts], drafts, strict=False):
        if draft.kind is BlockKind.PARAGRAPH and draft.lines:
            draft.kind = _kind(draft, previous, min(body, draft.page.body or body), bold=bold)
    joined = _join_torn(drafts)
    _set_levels([d for d in joined if d.kind is BlockKind.HEADING], body)
    _set_sections(joined)
    return joined


def _mostly_bold(drafts: Iterable[BlockDraft], body: float) -> bool:
    letters = heavy = 0
    for draft in drafts:
        for line in draft.lines:
            if abs(line.size - body) < 0.1 * body:
                letters += len(line.text)
                heavy += len(line.text) * line.bold
    return heavy > 0.4 * letters


def _kind(draft: BlockDraft, previous: BlockDraft | None, body: float, *, bold: bool) -> BlockKind:
    first = draft.lines[0].text
    text = draft.text
    if _is_contents(draft):
        return BlockKind.CONTENTS
    if tagged := draft.lines[0].heading:
        draft.level = tagged
        return BlockKind.HEADING
    if _is_caption(draft, text, body):
        return BlockKind.CAPTION
    if _is_heading(draft, text, previous, body, bold=bold):
        return BlockKind.HEADING
    if BULLET.match(first) or NUMBERED.match(first):
        return BlockKind.LIST
    return BlockKind.PARAGRAPH


def _is_contents(draft: BlockDraft) -> bool:
    return 2 * sum(has_leader(line.text) for line in draft.lines) >= len(draft.lines)


def _is_caption(draft: BlockDraft, text: str, body: float) -> bool:
    if _SOURCE.match(text):
        return draft.lines[0].size < 0.97 * body and len(draft.lines) < 6
    match = _CAPTION.match(text)
    if match is None or len(text.split()) > 90:
        return False
    rest = match["rest"].lstrip()
    small = draft.lines[0].size < 0.97 * body or draft.lines[0].bold or draft.lines[0].italic
    return not rest or rest[0] in ".:|–—-)" or (rest[0].isupper() and (small or len(draft.lines) < 3))


def _is_heading(
    draft: BlockDraft, text: str, previous: BlockDraft | None, body: float, *, bold: bool
) -> bool:
    lines = draft.lines
    words = text.split()
    letters = sum(c.isalpha() for c in text)
    if section_name(text):
        return len(lines) == 1
    if (
        len(lines) > 4
        or not 1 <= len(words) <= 28
        or letters < 3
        or letters < 0.6 * len(text.replace(" ", ""))
        or not any(len(word.strip("().,:;")) > 2 for word in words)
        or BULLET.match(text)
        or not (text.lstrip("“\"'‘(¿¡")[:1].isupper() or text[:1].isdigit())
    ):
        return False
    size = min(line.size for line in lines)
    end = text.rstrip()[-1]
    if end in ".,;" and not (size > 1.3 * body and end == "." and len(words) < 9):
        return False
    if previous is not None and previous.kind is BlockKind.PARAGRAPH and _open(previous.text) and end == "-":
        return False
    if size >= 1.12 * body:
        return True
    short = len(words) <= 14 and len(lines) <= 2 and end != ":"
    if size < 0.93 * body or not short:
        return False
    heavy = not bold and all(line.bold for line in lines)
    capitals = letters > 4 and sum(c.isupper() for c in text) > 0.85 * letters
    numbered = bool(_NUMBERING.match(text)) and not NUMBERED.match(text)
    alone = draft.region is None or _alone(draft)
    return heavy or (alone and (capitals or numbered))


def _alone(draft: BlockDraft) -> bool:
    """Return whether a draft's lines are not part of a longer paragraph or list of their region."""
    region = draft.region
    return region is None or region.lines[0] is draft.lines[0] or len(draft.lines) == 1


def _open(text: str) -> bool:
    end = text.rstrip()[-1:]
    return end.isalnum() or end in ",-–"


def _join_torn(drafts: Sequence[BlockDraft]) -> list[BlockDraft]:
    """Join paragraphs that end one column and continue at the head of the next."""
    out: list[BlockDraft] = []
    last: BlockDraft | None = None  # the last draft of running text
    for draft in drafts:
        if (
            last is not None
            and draft.kind is BlockKind.PARAGRAPH
            and last.kind in (BlockKind.PARAGRAPH, BlockKind.LIST)
            and last.page is draft.page
            and last.lines
            and draft.lines
            and last.region is not draft.region
            and last.angle == draft.angle
            and abs(last.lines[-1].size - draft.lines[0].size) < 0.06 * draft.lines[0].size
            and draft.lines[0].text[:1].islower()
            and _open(last.lines[-1].text)
        ):
            last.lines = [*last.lines, *draft.lines]
            continue
        out.append(draft)
        if draft.kind in (BlockKind.PARAGRAPH, BlockKind.LIST):
            last = draft
        elif draft.kind not in (BlockKind.CAPTION, BlockKind.TABLE, *FURNITURE):
            last = None
    return out


def _set_levels(headings: Sequence[BlockDraft], body: float) -> None:
    """Set levels by appearance: larger type, then bold or capitals at the text's size, then numbers."""
    sizes = sorted({_look(h, body)[0] for h in headings}, reverse=True)
    steps: list[float] = []
    for size in sizes:
        if not steps or size < 0.94 * steps[-1]:
            steps.append(size)
    headings = [heading for heading in headings if not heading.level]  # a tagged one has its level
    for heading in headings:
        size, plain = _look(heading, body)
        rank = next(i for i, step in enumerate(steps) if size >= 0.94 * step)
        heading.level = min(rank + 1 + plain, 6)
    first: int | None = None
    for heading in headings:
        if match := _NUMBERING.match(heading.text):
            depth = match[2].count(".")
            if depth == 0 and first is None:
                first = heading.level
            elif depth and first is not None:
                heading.level = min(max(heading.level, first + depth), 6)


def _look(heading: BlockDraft, body: float) -> tuple[float, bool]:
    line = heading.lines[0]
    size = round(2 * line.size) / 2
    return (size, False) if size > 1.08 * body else (round(2 * body) / 2, not line.bold)


def _set_sections(drafts: Sequence[BlockDraft]) -> None:
    path: list[tuple[int, str]] = []
    under = ""
    for draft in drafts:
        if draft.kind is BlockKind.HEADING:
            while path and path[-1][0] >= draft.level:
                path.pop()
            title = " ".join(draft.text.split())
            path.append((draft.level, title))
            name = section_name(title)
            # A letter or a year inside a list of references does not end it.
            if name or len(title) > 4:
                under = name
        elif under == "references" and draft.kind in (BlockKind.PARAGRAPH, BlockKind.LIST):
            draft.kind = BlockKind.REFERENCE
        elif under == "contents" and draft.kind in (BlockKind.PARAGRAPH, BlockKind.LIST):
            text = draft.text.rstrip()
            if text[-1:].isdigit() and len(text) < 160:
                draft.kind = BlockKind.CONTENTS
        draft.section = tuple(title for _, title in path)


def section_name(text: str) -> str:
    """Return the content under a heading: "references", "contents", "plain"; "" for other headings."""
    bare = _NUMBERING.sub("", text, count=1) if text[:1].isdigit() else text
    return _names().get(bare.strip(" .:|").casefold(), "")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    rows = lines(__package__, "section_names.txt")
    return {name: kind for kind, _, name in (row.partition(" ") for row in rows)}
