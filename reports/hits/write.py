"""Hits as CSV, XLSX, BibTeX, RIS or Markdown, by the ending of the file's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.errors import InputError
from workingregions.corpus.evidence import citation
from workingregions.corpus.records import Document
from workingregions.reports.hits.bibliographies import Cited, bibtex, ris
from workingregions.reports.output import Content, write
from workingregions.reports.tables import frame_as_xlsx

COLUMNS = (
    "rank", "key", "citation", "title", "authors", "publisher", "year", "file", "page", "section", "voice",
    "relevance", "weak", "quote", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedHit:
    """A hit with the citation key of its document; `evidence` is the evidence id of the quote, `link` the
    address that opens it, if it has one."""

    rank: int
    key: str
    document: Document
    page: int
    quote: str
    evidence: str
    section: tuple[str, ...] = ()
    voice: str = ""
    relevance: float = 0.0
    weak: bool = False
    link: str = ""

    @property
    def citation(self) -> str:
        """The document, and the page in it."""
        return citation(self.document, (self.page,))

    @property
    def locator(self) -> str:
        """The page, "" of a document without pages."""
        return f"p. {self.page}" if any(page.width for page in self.document.pages) else ""

    @property
    def note(self) -> str:
        """The quote with its page, on one line."""
        quote = f"“{' '.join(self.quote.split())}”"
        return f"{self.locator}: {quote}" if self.locator else quote

    def row(self) -> dict[str, Any]:
        """Return the hit as a row of a table."""
        return {
            "rank": self.rank,
            "key": self.key,
            "citation": self.citation,
            "title": self.document.title,
            "authors": "; ".join(self.document.authors),
            "publisher": self.document.publisher,
            "year": self.document.year,
            "file": self.document.path,
            "page": self.page,
            "section": " > ".join(self.section),
            "voice": self.voice,
            "relevance": self.relevance,
            "weak": self.weak,
            "quote": " ".join(self.quote.split()),
            "evidence": self.evidence,
            "link": self.link,
        }


def check_format(out: Path, formats: Collection[str] = ()) -> None:
    """Raise InputError if no format (of hits, unless others are given) has the ending of this file's name."""
    known = formats or FORMATS
    if out.suffix.lower() not in known:
        raise InputError(
            f"{out.name!r} does not end in the name of a format.",
            advice=f"Formats: {', '.join(suffix[1:] for suffix in known)}.",
        )


def write_hits(hits: Sequence[CitedHit], out: Path, *, query: str) -> Path:
    """Write hits to a file in the format that its ending names; return its path.

    Raises:
        InputError: there is no such format, or the file cannot be written.
    """
    check_format(out)
    (path,) = write(FORMATS[out.suffix.lower()](hits, query), out)
    return path


def cited(hits: Sequence[CitedHit]) -> list[Cited]:
    """Return the documents of the hits, each once, with its quotes."""
    notes: dict[str, list[str]] = {}
    for hit in hits:
        notes.setdefault(hit.key, []).append(hit.note)
    documents = {hit.key: hit.document for hit in hits}
    return [(key, document, notes[key]) for key, document in documents.items()]


def _csv(hits: Sequence[CitedHit], _: str) -> str:
    return rows_as_csv(*_table(hits))


def _table(hits: Sequence[CitedHit]) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the columns of a table and its rows; links are a column only where there are any."""
    columns = [*COLUMNS, *(["link"] if any(hit.link for hit in hits) else [])]
    rows = [hit.row() for hit in hits]
    return columns, [{name: row[name] for name in columns} for row in rows]


def _xlsx(hits: Sequence[CitedHit], _: str) -> bytes:
    import pandas as pd

    columns, rows = _table(hits)
    return frame_as_xlsx(pd.DataFrame(rows, columns=columns, dtype=object), "hits")


def _markdown(hits: Sequence[CitedHit], query: str) -> str:
    """Return the quotes, each with its key as pandoc cites, and the list of their sources."""
    parts = [f"# Hits for {plain_markdown(query)}\n"]
    for hit in hits:
        place = ", ".join(filter(None, (hit.locator, "weak" if hit.weak else "")))
        title = plain_markdown(hit.document.title or hit.document.path)
        parts.append(f"{hit.rank}. {title}{f' ({place})' if place else ''}\n")
        cite = ", ".join(filter(None, (f"@{hit.key}", hit.locator)))
        parts.append(f"   > {plain_markdown(hit.quote)} [{cite}]\n")
    parts.append("## Sources\n")
    sources = {hit.key: citation(hit.document) for hit in hits}
    parts += [f"- `{key}`: {plain_markdown(source)}" for key, source in sorted(sources.items())]
    return "\n".join(parts) + "\n"


def plain_markdown(text: str) -> str:
    """Return text on one line whose signs Markdown does not interpret."""
    flat = re.sub(r"([\\`*_\[\]<>{}|$@#])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^([-+=~]|\d+(?=[.)]))", r"\\\1" if not flat[:1].isdigit() else r"\1\\", flat)


FORMATS: Mapping[str, Callable[[Sequence[CitedHit], str], Content]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".bib": lambda hits, _: bibtex(cited(hits)),
    ".ris": lambda hits, _: ris(cited(hits)),
    ".md": _markdown,
}
"""The formats, by the ending of a file's name."""
