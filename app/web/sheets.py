"""A page of a document as a drawing over its picture: the outline of a quote, tints of findings, its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workingregions.app.ask import DocumentPage, PageBlock, PageFinding
from workingregions.corpus.evidence import Evidence
from workingregions.corpus.records import Box

KINDS: Mapping[str, tuple[str, str]] = {
    "institution": ("Institution", "Institutions"),
    "tie": ("Tie", "Ties between institutions"),
    "outcome": ("Outcome", "Figures and outcomes"),
    "theme": ("Theme", "Sentences on themes"),
    "place": ("Place", "Places"),
    "person": ("Person", "People"),
    "other": ("Other", "Programmes, laws and others"),
}
"""Kinds of findings, one and several in words; at most seven, as many as colours can tell apart."""
HERE = 0
"""Level of what lies within the evidence, which is always tinted."""
_PAD = 1.2  # points around a quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Tint:
    """A finding as the page shows it: its place in the list, its kind, the level from which it is shown."""

    number: int
    kind: str
    level: int
    finding: PageFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Part of a block's text: a stretch with the same tints; `quoted` if it belongs to the evidence."""

    text: str
    tint: Tint | None
    quoted: bool


def tints(page: DocumentPage, evidence: Evidence | None) -> list[Tint]:
    """Return the findings of a page with the level from which each is shown."""
    return [
        Tint(
            number=number,
            kind=kind_of(finding.kind),
            level=HERE if evidence is not None and _within(finding, evidence) else finding.level,
            finding=finding,
        )
        for number, finding in enumerate(page.findings, 1)
    ]


def kind_of(kind: str) -> str:
    """Return which of KINDS a finding of a kind belongs to."""
    return kind if kind in KINDS else "other"


def drawn(shown: Sequence[Tint], evidence: Evidence | None) -> list[Tint]:
    """Return the tints that the picture needs, the longest first, so that names lie on their sentences.

    Of those in the same words, such as the ties of one sentence, the first is drawn; words that are the whole
    evidence have an outline already.
    """
    once: dict[tuple[str, str, int, int], Tint] = {}
    for tint in shown:
        found = tint.finding
        whole = evidence is not None and (found.passage, found.start, found.end) == (
            evidence.passage,
            evidence.start,
            evidence.end,
        )
        if found.boxes and not (whole and tint.kind in ("tie", "theme")):
            once.setdefault((tint.kind, found.passage, found.start, found.end), tint)
    return sorted(once.values(), key=lambda tint: tint.finding.start - tint.finding.end)


def _within(finding: PageFinding, evidence: Evidence) -> bool:
    same = finding.passage == evidence.passage
    return same and finding.start >= evidence.start and finding.end <= evidence.end


def outlines(boxes: Sequence[Box]) -> list[str]:
    """Return the outline of lines of text as SVG paths: one for each run of lines below one another."""
    return [_path([_padded(box) for box in group]) for group in _columns(boxes)]


def _columns(boxes: Sequence[Box]) -> Iterator[list[Box]]:
    """Yield the boxes in runs of lines that follow one another in one column."""
    group: list[Box] = []
    for box in boxes:
        if group:
            last = group[-1]
            height = max(last.y1 - last.y0, 1.0)
            below = -0.5 * height < box.y0 - last.y1 < height
            beside = box.x0 < last.x1 and last.x0 < box.x1
            if abs(box.y0 - last.y0) < 0.3 * height and -1 <= box.x0 - last.x1 < height:
                group[-1] = Box(last.x0, min(last.y0, box.y0), box.x1, max(last.y1, box.y1))
                continue
            if not (below and beside):
                yield group
                group = []
        group.append(box)
    if group:
        yield group


def _padded(box: Box) -> Box:
    return Box(box.x0 - _PAD, box.y0 - _PAD, box.x1 + _PAD, box.y1 + _PAD)


def _path(lines: Sequence[Box]) -> str:
    """Return the outline of lines: down along their ends, and up along their beginnings."""
    middles = [(one.y1 + other.y0) / 2 for one, other in pairwise(lines)]
    tops = [lines[0].y0, *middles]
    bottoms = [*middles, lines[-1].y1]
    rows = list(zip(lines, tops, bottoms, strict=True))
    down = [(box.x1, y) for box, top, bottom in rows for y in (top, bottom)]
    up = [(box.x0, y) for box, top, bottom in reversed(rows) for y in (bottom, top)]
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in (*down, *up)) + " Z"


def rows(block: PageBlock, quoted: Sequence[tuple[int, int, int]]) -> list[tuple[tuple[str, ...], bool]]:
    """Return the rows of a table on its page, and whether each is in the evidence; none if it is not a table.

    A table's text is its Markdown: a line for each row, and one of dashes below the first.
    """
    lines = block.text.split("\n")
    if not block.cells or len(lines) != len(block.cells) + 1:
        return []
    found, at = [], 0
    for number, line in enumerate(lines):
        end = at + len(line)
        if number != 1 and at < block.end and block.start < max(end, at + 1):
            inside = any(o == block.ordinal and a < end and at < b for o, a, b in quoted)
            found.append((block.cells[number - (number > 1)], inside))
        at = end + 1
    return found


def runs(block: PageBlock, shown: Sequence[Tint], quoted: Sequence[tuple[int, int, int]]) -> Iterator[Run]:
    """Yield the text of a block on its page, cut where a tint or the evidence begins or ends.

    Where tints overlap, the shortest is shown: names within the sentence of a tie.

    Args:
        block: the block.
        shown: the tints of its page.
        quoted: stretches of blocks that are the evidence: block, start and end.
    """
    spans = [(m.start, m.end, tint) for tint in shown for m in tint.finding.marks if m.block == block.ordinal]
    quotes = [(start, end) for ordinal, start, end in quoted if ordinal == block.ordinal]
    cuts = {block.start, block.end, *(at for a, b, _ in spans for at in (a, b))}
    cuts |= {at for quote in quotes for at in quote}
    inside = sorted(at for at in cuts if block.start <= at <= block.end)
    for start, end in pairwise(inside):
        over = [(b - a, tint.number, tint) for a, b, tint in spans if a <= start and end <= b]
        yield Run(
            text=block.text[start:end],
            tint=min(over, key=lambda found: found[:2])[2] if over else None,
            quoted=any(a <= start and end <= b for a, b in quotes),
        )
