"""Records of what was read: files, documents, pages, blocks, passages, references, failures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workingregions.corpus.enums import BlockKind, DocumentType, FailureCategory, Voice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SIGNED = 0.6
"""Confidence from which the authors of a document that is not scholarly are cited."""
VECTOR_SIZE = 384
"""Dimensions of a passage vector in a new project (all-MiniLM-L6-v2)."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in PDF points, origin top left: x0 <= x1, y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file as it came in. `path` is relative to the path given to the drop.

    `location` is where the file was then, as `corpus.location.Location` writes it.
    """

    sha256: str
    path: str
    media_type: str
    bytes: int
    drop: str
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataValue:
    """One candidate or chosen metadata value with the rule that found it.

    `field` is a Document field name; `confidence` in 0..1; `quote` is the text it was read from
    and `page` the page, None when it came from file properties or a side-car.
    """

    field: str
    value: str
    rule: str
    confidence: float
    page: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's size in points, and where its text came from.

    `origin` is "text" (its text layer), "form" (that, with the answers of filled form fields), "scan" (a
    layer that a scanner recognised), "repaired", "ocr" or "none". `confidence` is that of the recognition
    (0..1), below 0.6 where many words are wrong; 1 for text that was not recognised.
    """

    number: int
    width: float
    height: float
    origin: str = "text"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionWeight:
    """A focal region of a document or passage: gazetteer id, name and share of attention (0..1)."""

    region: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that was read. `id` is the first 16 hex digits of the source's sha256."""

    id: str
    sha256: str
    path: str
    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    date: str = ""  # ISO 8601, as precise as known: 2014, 2014-06 or 2014-06-17
    publisher: str = ""
    type: DocumentType = DocumentType.OTHER
    genre: str = "other"  # policy, scholarly or other
    language: str = ""  # ISO 639-1, empty when there is too little text to identify it
    identifiers: tuple[str, ...] = ()  # "doi:10.1080/...", "isbn:978...", "report:GAO-12-..."
    jurisdiction: str = ""  # ISO 3166-1 alpha-2, or EU
    regions: tuple[RegionWeight, ...] = ()
    pages: tuple[Page, ...] = ()
    metadata: tuple[MetadataValue, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether it is in the language that is annotated, English; nothing is extracted from the others."""
        return self.language in ("", "en")

    @property
    def is_signed(self) -> bool:
        """Whether its authors are cited, and not the body that published it.

        Scholarly work is cited by its authors; of a body's document only those count that it surely names as
        such: its file's properties name whoever typed it, and names near the title those who speak in it.
        """
        stated = [value.confidence for value in self.metadata if value.field == "authors"]
        return bool(self.authors) and (self.genre == "scholarly" or max(stated, default=1.0) >= SIGNED)

    def _repr_html_(self) -> str:
        from workingregions.corpus.cards import card, lines

        regions = ", ".join(weight.region for weight in self.regions)
        about = ("; ".join(self.authors), self.year, self.publisher, self.type.value.replace("_", " "))
        facts = " · ".join(str(part) for part in about if part)
        return card(self.title or self.path, lines([facts, regions, f"{len(self.pages)} pages", self.path]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span (start, end) of a block's text and its box on a page: one per line."""

    start: int
    end: int
    page: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, paragraph, list item, table... in reading order.

    `document` is empty until the pipeline sets it. `level` is 1.. for headings, else 0. `cells` are the
    rows of a table (`text` is its Markdown). `spans` map text back to the page; empty for formats without
    pages. `advances` are the positions of the characters within the spans' boxes, as `corpus.boxes` packs
    them; empty where they are not known. `voice` is None where the kind shows whose voice it is; see
    `corpus.voices.voice_of`.
    """

    ordinal: int
    page: int
    kind: BlockKind
    text: str
    document: str = ""
    box: Box | None = None
    level: int = 0
    section: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    spans: tuple[Span, ...] = ()
    confidence: float = 1.0
    advances: str = ""
    voice: Voice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part (start, end) of a passage's text: the text of block `block` from `offset` on."""

    start: int
    end: int
    block: int
    page: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """About 200 tokens of running text in one voice, never across a section.

    `vector` is float32, unit length, as wide as the encoder's (384 by default), or None before encoding.
    The facets (year to institutions) are copied from the document and the annotations, so that search
    can filter before it ranks.
    """

    id: str
    document: str
    ordinal: int
    pages: tuple[int, ...]
    first_block: int
    last_block: int
    text: str
    section: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    voice: Voice = Voice.BODY
    year: int | None = None
    genre: str = ""
    type: str = ""  # a DocumentType
    regions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    vector: npt.NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

    @property
    def reference(self) -> bool:
        """Whether it lists other works or the document's own headings: names here do not count."""
        return self.voice in (Voice.REFERENCE, Voice.CONTENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An entry of a reference list or a citing footnote; `target` is a document of the corpus."""

    document: str
    ordinal: int
    text: str
    page: int
    authors: tuple[str, ...] = ()
    year: int | None = None
    title: str = ""
    source: str = ""
    doi: str = ""
    target: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A document that repeats another: identical bytes, same text, near duplicate or revision."""

    document: str
    of: str
    kind: str  # identical, same_text, near_duplicate, revision
    similarity: float  # Jaccard of letter shingles, 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file (page None) or a page that gave nothing, and why."""

    sha256: str
    path: str
    stage: str
    category: FailureCategory
    message: str
    advice: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The result of reading one file, before the pipeline names it.

    `hints` are metadata values stated by the file itself: front matter, properties, HTML meta tags.
    `failures` are pages that gave nothing; their sha256 and path are filled in by the pipeline.
    `attachments` are files found inside (name, bytes); the drop adds them as files of their own.
    """

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    hints: tuple[MetadataValue, ...] = ()
    failures: tuple[Failure, ...] = ()
    attachments: tuple[tuple[str, bytes], ...] = ()
