"""Input of the metadata rules: a parsed file read once, divided into cover, end and margins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from statistics import median

from workingregions.corpus.enums import FURNITURE, BlockKind
from workingregions.corpus.records import Block, MetadataValue, Parsed
from workingregions.ingest.references import reference_blocks
from workingregions.ingest.text import clean, display

FRONT_CHARACTERS = 6000
END_CHARACTERS = 3000
_BULLET = re.compile(r"^[\s•▪■●►»·◦✓❖\uf0a7\uf0b7-]+(?=\w)")
_ADDRESS = re.compile(r"(?<!\S)\S*(?:@|://|www\.)\S*")
_BODY = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.FOOTNOTE})


@dataclass(frozen=True, slots=True)
class ClueLine:
    """A block as the rules see it: its cleaned text, page, and type size relative to the body's."""

    text: str
    page: int
    kind: BlockKind
    size: float
    level: int
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """The input of the rules for a file.

    `cover` is the first two pages, `end` the last page, `margins` the running lines with the number of
    their pages. `body` holds the text without running lines, contents and references; `references` the
    reference list. `common` are the words that occur without a capital. `pages` is 0 for formats without
    pages; `page` the first page with text; `scanned` the pages read by OCR. `slides` marks landscape pages
    with few words. `latest` is the last plausible year.
    """

    name: str
    hints: tuple[MetadataValue, ...]
    cover: tuple[ClueLine, ...]
    end: tuple[ClueLine, ...]
    margins: tuple[tuple[ClueLine, int], ...]
    body: str
    references: str
    words: int
    common: frozenset[str]
    pages: int
    page: int
    slides: bool
    latest: int
    scanned: frozenset[int] = frozenset()

    @property
    def office(self) -> bool:
        """Whether the file's own date is one that Word, PowerPoint and similar programs keep."""
        return any(hint.rule == "properties: created" for hint in self.hints)

    @property
    def stem(self) -> str:
        """The file's name without its suffix and a leading serial number."""
        stem = PurePosixPath(self.name.replace("\\", "/")).name
        stem = re.sub(r"(\.(?:pdf|docx?|pptx?|html?|md|txt|rtf|odt|xml|epub|eml))+$", "", stem, flags=re.I)
        return re.sub(r"^\d{1,3}[_ .-]+(?=\D)", "", stem)

    def stated(self, field: str) -> list[MetadataValue]:
        """Return the file's own statements (properties, front matter, meta tags) for `field`."""
        return [hint for hint in self.hints if hint.field == field and hint.value.strip()]

    def first(self) -> list[ClueLine]:
        """Return the lines of the first page with text; of formats without pages, the first thirty."""
        lines = [line for line in self.cover if line.page == self.page]
        return lines[:60] if self.pages else lines[:30]

    def headers(self) -> list[ClueLine]:
        """Return the first page's lines that the reader took for running lines; a title may be among them."""
        return [
            line
            for line, pages in self.margins
            if line.page == self.page and line.kind is BlockKind.HEADER and pages <= max(1, self.pages // 4)
        ]

    def front_text(self) -> str:
        """Return the first pages as one text, margins included, one block per line."""
        margins = [line.text for line, _ in self.margins if line.page <= self.page + 1]
        return "\n".join([*(line.text for line in self.cover), *margins])[: FRONT_CHARACTERS * 2]


def gather(parsed: Parsed, name: str, latest: int) -> Clues:
    """Return the clues of `parsed`, whose file is called `name`."""
    lines = _lines(parsed.blocks)
    inside = [line for line in lines if line.kind not in FURNITURE and any(map(str.isalnum, line.text))]
    page = inside[0].page if inside else 1
    last = max((line.page for line in inside), default=1)
    listed, _ = reference_blocks(parsed.blocks)
    cited = {block.ordinal for block in listed}
    body = [
        line.text
        for line in inside
        if line.block.ordinal not in cited and line.kind is not BlockKind.CONTENTS
    ]
    words = sum(text.count(" ") + 1 for text in body)
    wide = [p for p in parsed.pages if p.width > p.height > 0]
    return Clues(
        name=name,
        hints=parsed.hints,
        cover=_upto([line for line in inside if line.page <= page + 1], FRONT_CHARACTERS),
        end=_upto([line for line in reversed(inside) if line.page == last], END_CHARACTERS)[::-1],
        margins=_margins(lines),
        body="\n".join(body),
        references="\n".join(clean(block.text) for block in listed),
        words=words,
        common=frozenset(re.findall(r"\b[a-zà-ÿ]{2,}\b", _ADDRESS.sub(" ", "\n".join(body)))),
        pages=sum(p.width > 0 for p in parsed.pages),
        page=page,
        slides=2 * len(wide) > len(parsed.pages) > 0 and words < 200 * len(parsed.pages),
        latest=latest,
        scanned=frozenset(p.number for p in parsed.pages if p.origin == "ocr"),
    )


def _lines(blocks: Sequence[Block]) -> list[ClueLine]:
    heights = [_height(block) for block in blocks]
    running = [h for h, b in zip(heights, blocks, strict=True) if h and b.kind in _BODY for _ in b.spans]
    usual = median(running) if running else median([h for h in heights if h] or [1.0])
    lines = []
    for block, height in zip(blocks, heights, strict=True):
        if (
            text := display(_BULLET.sub("", block.text[:2000]))
            if block.kind is not BlockKind.TABLE
            else clean(block.text[:2000])
        ):
            size = height / usual if height else (1.6 - 0.1 * block.level if block.level else 1.0)
            lines.append(ClueLine(text, block.page, block.kind, round(size, 2), block.level, block))
    return lines


def _height(block: Block) -> float:
    """Return the median height of a block's lines in points: near its type size; 0 when unknown."""
    # A table counts as a whole: its type size varies.
    if block.kind is BlockKind.TABLE and block.spans and block.box is not None:
        return block.box.y1 - block.box.y0
    heights = [span.box.y1 - span.box.y0 for span in block.spans]
    return median(heights) if heights else 0.0


def _upto(lines: Sequence[ClueLine], characters: int) -> tuple[ClueLine, ...]:
    taken, total = [], 0
    for line in lines:
        if total > characters:
            break
        taken.append(line)
        total += len(line.text)
    return tuple(taken)


def _margins(lines: Sequence[ClueLine]) -> tuple[tuple[ClueLine, int], ...]:
    """Return running headers and footers, each once with the number of its pages, the commonest first."""
    first: dict[str, ClueLine] = {}
    pages: Counter[str] = Counter()
    for line in lines:
        if line.kind in FURNITURE:
            text = re.sub(r"\d+", "#", line.text)
            first.setdefault(text, line)
            pages[text] += 1
    last = max((line.page for line in lines), default=1)
    edges = {lines[0].page, last} if lines else set()
    return tuple(
        (first[text], count)
        for rank, (text, count) in enumerate(pages.most_common(400))
        if rank < 40 or first[text].page in edges
    )
