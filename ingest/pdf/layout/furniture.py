"""Running headers, footers and page numbers, recognised by position, appearance and repetition.

One page gives evidence of its own (a short line by itself in the margin, a page number, a date, a
journal's volume, small type); a document adds what recurs from page to page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from rapidfuzz import fuzz

from workingregions.corpus.enums import BlockKind
from workingregions.ingest.pdf.layout.lines import TextLine
from workingregions.ingest.pdf.layout.regions import Region, Wall
from workingregions.ingest.pdf.tables import Table

_ZONE = 0.16  # of the page's height, at the top and the bottom, where furniture may be
_ROWS = 5  # rows examined from either edge
_NUMBER = re.compile(
    r"(?:[-–—|~\[(. ]*)(?:page|seite|p\.|pag\.|página|sida|side|стр\.)?\s*(?:[a-z]{1,3}-?)?"
    r"(\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:of|/|von|de|av|sur)\s*\d{1,4})?(?:[-–—|~\]). ]*)",
    re.IGNORECASE,
)
_EDGE_NUMBER = re.compile(
    r"^(?:\d{1,4}|[ivxlc]{1,6})\b\W*\s(?=\D)|\s\W*\b(?:\d{1,4}|[ivxlc]{1,6})$", re.IGNORECASE
)
_FIRST_NUMBER, _LAST_NUMBER = re.compile(r"\W*(\d{1,4})(?!\w)"), re.compile(r"(?<!\w)(\d{1,4})\W*$")
_TELLING = re.compile(
    r"©|\(c\) ?\d{4}|copyright|all rights reserved|www\.|https?:|\bdoi\b|\bissn\b|\bisbn\b|"
    r"\bvol(?:ume)?\b[. ]*\d|\bno\.? ?\d|\bissue\b|\bet al\b|\bpage\b|\bpp\. ?\d|\bversion\b|\bdraft\b|"
    r"\brev\b|confidential|downloaded|\bjournal\b|\barxiv\b|@|\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|"
    r"\bchapter \d|\bsection \d",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"©|copyright|all rights reserved|\bisbn\b|\bissn\b|\bdoi\b|confidential|downloaded|"
    r"\bvol(?:ume)?\b[. ]*\d",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:\w+,? )?(?:\d{1,2}(?:st|nd|rd|th|\.)? (?:of )?[^\W\d]{3,9}\.?,? \d{4}|"
    r"[^\W\d]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?, \d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d)"
)
_ADDRESS = re.compile(rf"{_IMPRINT.pattern}|www\.|https?:|\btel\b|\d-\d+$", re.IGNORECASE)
_TITLE = 1.25  # times the text's size: a larger line at the top is a title
_RIM = 0.042  # of the page's height: text begins further from the edge
_MOST_LETTERS = 600  # of a row that are examined: furniture is shorter
_LINE = 20  # letters of a line that seldom comes twice
_LONG = 4  # pages from which a document alone shows what recurs
_NEAR = 6  # pages before and after on which a running header is searched
_LIKE = 80  # of 100: rows this similar are one; recognised text differs in letters
_MARK = re.compile(r"\d{1,3}|[*†‡§¶a-z]")
_NUMBERED = re.compile(r"(?:[IVXLC]+|\d{1,2}|[A-Z])\.?\s+[^\W\d]{2}")
_CAPTION = re.compile(
    r"(?:table|figure|fig\.|box|chart|exhibit|tabell?e?|abb\.|abbildung|tableau) ?\d", re.IGNORECASE
)
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.? ")


@dataclass(slots=True)
class PageLines:
    """The lines of a page with its size in points as shown, and which of them are furniture.

    The lines are upright on the page turned by `angle`; `aside` are lines at other angles, each turned
    upright by itself. `flood` is the text of a page with too many words to lay out.
    """

    number: int
    width: float
    height: float
    lines: list[TextLine]
    origin: str = "text"
    angle: int = 0
    aside: list[tuple[int, list[TextLine]]] = field(default_factory=list)
    tables: Sequence[Table] = ()
    walls: Sequence[Wall] = ()  # ruling lines across, on an upright page
    table_regions: list[Region] = field(default_factory=list)
    flood: str = ""
    body: float = 0.0  # the type size of its running text, where there is enough of it
    marked: dict[int, BlockKind] = field(default_factory=dict)  # id(line) to HEADER or FOOTER

    @property
    def reach(self) -> float:
        """The height of the page turned so that its lines are upright."""
        return self.width if self.angle in (90, 270) else self.height


@dataclass(slots=True)
class _Row:
    """Lines at one height."""

    lines: list[TextLine]
    gap: float = 0.0  # white to the next row towards the middle of the page
    next_size: float = 0.0  # the type size of that row

    @property
    def y0(self) -> float:
        return min(line.y0 for line in self.lines)

    @property
    def y1(self) -> float:
        return max(line.y1 for line in self.lines)

    @property
    def text(self) -> str:
        text = "   ".join(line.text for line in sorted(self.lines, key=lambda line: line.x0))
        return (
            text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS // 2] + text[-_MOST_LETTERS // 2 :]
        )

    @property
    def size(self) -> float:
        return max(line.size for line in self.lines)


def mark_furniture(pages: Sequence[PageLines]) -> None:
    """Fill in `marked` of every page, from each page alone and from all together."""
    body = body_size(line for page in pages for line in page.lines)
    edges = {page.number: (_rows(page, top=True), _rows(page, top=False)) for page in pages}
    repeated = _repeated(pages, edges)
    alone = _alone(pages, edges)
    plain = _plain(pages, edges, body) if len(pages) < _LONG else set()
    for page in pages:
        own = body_size(page.lines) or body
        if sum(len(line.text) for line in page.lines) > 400:
            page.body = own
        for rows, kind in zip(edges[page.number], (BlockKind.HEADER, BlockKind.FOOTER), strict=True):
            _mark_edge(page, rows, kind, own, repeated, alone, plain)
        _mark_sides(page)


def body_size(lines: Iterable[TextLine]) -> float:
    """Return the type size of most letters, to half a point; 0 without lines."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size * 2) / 2] += len(line.text)
    return max(letters, key=lambda size: (letters[size], size)) if letters else 0.0


def _rows(page: PageLines, *, top: bool) -> list[_Row]:
    """Return the outermost rows of a page, from the edge inwards, with the white that follows each."""
    rows: list[_Row] = []
    sign = 1 if top else -1
    for line in sorted(page.lines, key=lambda line: sign * line.baseline):
        if rows and abs(line.baseline - rows[-1].lines[0].baseline) < 0.5 * max(line.size, rows[-1].size):
            rows[-1].lines.append(line)
        elif len(rows) > _ROWS:
            break
        else:
            rows.append(_Row([line]))
    for row, following in pairwise(rows):
        row.gap = max(0.0, following.y0 - row.y1 if top else row.y0 - following.y1)
        row.next_size = following.size
    if rows and len(rows) <= _ROWS:
        rows[-1].gap = 1e3
    return rows[:_ROWS]


def _key(row: _Row, *, top: bool) -> tuple[bool, str]:
    text = re.sub(r"\d+|\b[ivxlc]+\b", "#", row.text.casefold())
    return top, re.sub(r"\W+", " ", text.replace("#", "0")).strip()


def _repeated(
    pages: Sequence[PageLines], edges: dict[int, tuple[list[_Row], list[_Row]]]
) -> set[tuple[bool, str]]:
    """Return the row texts (numbers apart) that are at about one height on three pages or more."""
    heights: dict[tuple[bool, str], list[float]] = defaultdict(list)
    copies = _copies(pages)
    for page in pages:
        for top, rows in zip((True, False), edges[page.number], strict=True):
            for row in rows if page.number not in copies else ():
                y = row.y0 if top else page.reach - row.y1
                if y < 0.2 * page.reach:
                    heights[_key(row, top=top)].append(y)
    least = 3 if len(pages) > 4 else 2
    out = set()
    for key, found in heights.items():
        if len(found) >= least and key[1]:
            middle = median(found)
            if sum(abs(y - middle) < 8 for y in found) >= max(least, 0.6 * len(found)):
                out.add(key)
    return out


def _alone(pages: Sequence[PageLines], edges: dict[int, tuple[list[_Row], list[_Row]]]) -> set[int]:
    """Return the rows (ids) of a longer document without a similar one at the same edge of the pages around.

    A running header that names a section is on a page or two before and after as well; a title, a note or a
    caption is not. Rows that are furniture by themselves are left out: numbers and imprints.
    """
    if len(pages) < _LONG:
        return set()
    out = set()
    offset = _page_offset(pages, edges)
    for side in (0, 1):
        keys = [[_key(row, top=not side)[1] for row in edges[page.number][side]] for page in pages]
        for at, page in enumerate(pages):
            near = (*keys[max(0, at - _NEAR) : at], *keys[at + 1 : at + 1 + _NEAR])
            around = [key for rows in near for key in rows]
            for row, key in zip(edges[page.number][side], keys[at], strict=True):
                text = row.text.strip()
                paged = _NUMBER.fullmatch(text) or offset in _offsets(row, page.number)
                if paged or _IMPRINT.search(text) or any(fuzz.ratio(key, other) > _LIKE for other in around):
                    continue
                out.add(id(row))
    return out


def _plain(
    pages: Sequence[PageLines], edges: dict[int, tuple[list[_Row], list[_Row]]], body: float
) -> set[int]:
    """Return the rows (ids) of a short document that only their place at the edge sets apart.

    There is no other page to compare; a date over a letter, a title or a line of text may come first.
    """
    out = set()
    for page in pages:
        own = body_size(page.lines) or body
        for top, rows in zip((True, False), edges[page.number], strict=True):
            out |= {id(row) for row in rows if not _has_sign(row, page, own, top=top)}
    return out


def _has_sign(row: _Row, page: PageLines, body: float, *, top: bool) -> bool:
    """Return whether a row by itself looks like furniture: small, slanted, numbered, at the rim."""
    text = row.text.strip()
    if _NUMBER.fullmatch(text) or row.size < 0.95 * body or len(row.lines) > 1 or _ADDRESS.search(text):
        return True
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters) > 0.6 * len(letters)
    title = top and row.size > _TITLE * body
    if title or _DATE.fullmatch(text) or (_is_sentence(text) and not capitals):
        return False
    rim = (row.y0 if top else page.reach - row.y1) < _RIM * page.reach and row.gap > 2 * body
    slanted = all(line.italic for line in row.lines)
    told = _TELLING.search(text) or _EDGE_NUMBER.search(text)
    return rim or slanted or (capitals and (row.size < 1.1 * body or not top)) or bool(told)


def _runs_on(row: _Row, body: float) -> bool:
    """Return whether a row is a line of running text: long, and closely followed by another of its size."""
    alike = abs(row.size - row.next_size) < 0.05 * body and abs(row.size - body) < 0.05 * body
    return len(row.text.split()) > 8 and alike and row.gap < 0.5 * body


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 4 and text.endswith((".", "!", "?", ".”", '."'))


def _copies(pages: Sequence[PageLines]) -> set[int]:
    """Return the numbers of pages that repeat an earlier one line by line: scanned or bound twice."""
    first: dict[str, list[int]] = defaultdict(list)
    out = set()
    for page in pages:
        lines = {line.text for line in page.lines if len(line.text) > _LINE}
        seen = Counter(number for text in lines for number in first[text][:_NEAR])
        if len(lines) > _ROWS and max(seen.values(), default=0) > 0.6 * len(lines):
            out.add(page.number)
        for text in lines:
            first[text].append(page.number)
    return out


def _page_offset(pages: Sequence[PageLines], edges: dict[int, tuple[list[_Row], list[_Row]]]) -> int | None:
    """Return how far the numbers printed at the edges are ahead of the file's; None without evidence."""
    found = Counter(
        offset
        for page in pages
        for rows in edges[page.number]
        for row in rows
        for offset in _offsets(row, page.number)
    )
    offset, count = max(found.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    return offset if count >= 3 else None


def _offsets(row: _Row, number: int) -> set[int]:
    """Return the numbers that a row begins or ends with, less that of its page."""
    text = row.text.strip()
    ends = (_FIRST_NUMBER.match(text), _LAST_NUMBER.search(text))
    return {int(match[1]) - number for match in ends if match}


def _mark_edge(
    page: PageLines,
    rows: Sequence[_Row],
    kind: BlockKind,
    body: float,
    repeated: set[tuple[bool, str]],
    alone: set[int],
    plain: set[int],
) -> None:
    top = kind is BlockKind.HEADER
    notes = set() if top else _notes(page, body)
    last = -1
    for index, row in enumerate(rows):
        if any(id(line) in notes for line in row.lines):
            break
        y = row.y1 if top else page.reach - row.y0
        if y > 0.2 * page.reach:
            break
        if _key(row, top=top) in repeated:
            if _runs_on(row, body):
                break
            last = index
            continue
        if y > _ZONE * page.reach or any(_CAPTION.match(line.text) for line in row.lines):
            break
        before = rows[index - 1].gap if index else 0.0
        if id(row) not in alone | plain and _score(row, page, body, before, top=top) >= 2:
            last = index
        elif row.gap > 0.9 * body:
            break
    for row in rows[: last + 1]:
        title = id(row) in plain and top and row.size > _TITLE * body
        for line in row.lines if id(row) not in alone and not title else ():
            page.marked[id(line)] = kind


def _notes(page: PageLines, body: float) -> set[int]:
    """Return the lines (ids) of footnotes: a raised mark, small type, and lines that closely follow."""
    lower = [line for line in page.lines if line.y0 > 0.45 * page.reach and line.size < 0.95 * body]
    notes: set[int] = set()
    last: TextLine | None = None
    for line in sorted(lower, key=lambda line: (line.baseline, line.x0)):
        first = line.words[0]
        raised = first.size < 0.85 * line.size and len(line.words) > 3 and len(first.text) < 4
        near = last is not None and line.baseline - last.baseline < 2.2 * line.size
        follows = near and last is not None and abs(line.size - last.size) < 0.08 * line.size
        if (raised and _MARK.fullmatch(first.text)) or (follows and len(line.words) > 1):
            notes.add(id(line))
            last = line
    return notes


def _mark_sides(page: PageLines) -> None:
    """Mark page numbers beside the text."""
    text = [line for line in page.lines if len(line.text) > 20]
    if not text:
        return
    left, right = min(line.x0 for line in text), max(line.x1 for line in text)
    for line in page.lines:
        if (line.x1 < left or line.x0 > right) and _NUMBER.fullmatch(line.text):
            page.marked[id(line)] = BlockKind.FOOTER


def _score(row: _Row, page: PageLines, body: float, before: float, *, top: bool) -> float:
    """Return how much a row looks like furniture; `before` is the white on its side of the page's edge."""
    text = row.text
    words = len(text.split())
    y = (row.y1 if top else page.reach - row.y0) / page.reach
    score = 1.5 if y < 0.07 else 1.0 if y < 0.1 else 0.3 if y < 0.13 else -1.0
    gap = row.gap / max(body, 1.0)
    score += 1.5 if gap > 1.6 else 0.8 if gap > 0.8 else 0.0 if gap > 0.45 else -1.0
    if _NUMBER.fullmatch(text.strip()):
        score += 3.0
    elif _EDGE_NUMBER.search(text):
        score += 1.2
    if row.size < 0.93 * body:
        score += 0.8
    elif top and row.size > 1.08 * body:  # more likely a title
        score -= 2.0 if row.size > 1.5 * body else 1.2 if row.size > 1.2 * body else 0.7
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > 0.8 * len(letters):
        score += 0.4
    if all(line.italic for line in row.lines):
        score += 0.5
    if _TELLING.search(text):
        score += 1.0
    if len(row.lines) > 1:
        score += 0.4
    if _SECTION.match(text):
        score -= 2.5
    if _NUMBERED.match(text) and all(line.bold for line in row.lines):
        score -= 2.5
    alike = abs(row.size - row.next_size) < 0.05 * body and abs(row.size - body) < 0.05 * body
    if gap < 0.9 and words > 6 and alike:
        score -= 2.5
    if gap < 0.6 and words > 3 and before > row.gap:  # it belongs to the text, not to the margin
        score -= 2.0
    if words > 18 or (words > 8 and text.rstrip().endswith(".")):
        score -= 1.0
    if text.rstrip().endswith((":", "-", ",")):
        score -= 0.8
    return score
