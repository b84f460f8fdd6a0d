"""Hits as CSV, XLSX, BibTeX, RIS or Markdown, by the ending of the file's name."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.errors import InputError
from workingregions.corpus.evidence import citation
from workingregions.corpus.records import Document
from workingregions.reports.hits.bibliographies import Cited, bibtex, ris
from workingregions.reports.output import Content, write

COLUMNS = (
    "rank", "key", "citation", "title", "authors", "publisher", "year", "file", "page", "section", "voice",
    "relevance", "weak", "quote", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedHit:
    """A hit with the citation key of its document; `evidence` is the evidence id of the quote."""

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
        }


def check_format(out: Path) -> None:
    """Raise InputError if no format has the ending of this file's name."""
    if out.suffix.lower() not in FORMATS:
        raise InputError(
            f"{out.name!r} does not end in the name of a format.",
            advice=f"Formats: {', '.join(suffix[1:] for suffix in FORMATS)}.",
        )


def write_hits(hits: Sequence[CitedHit], out: Path, *, query: str) -> Path:
    """Write hits to a file in the format that its ending names; return its path.

    Raises:
        InputError: there is no such format, or the file cannot be written.
    """
    check_format(out)
    (path,) = write(FORMATS[out.suffix.lower()](hits, query), out)
    return path


def _cited(hits: Sequence[CitedHit]) -> list[Cited]:
    """Return the documents of the hits, each once, with its quotes."""
    notes: dict[str, list[str]] = {}
    for hit in hits:
        notes.setdefault(hit.key, []).append(hit.note)
    documents = {hit.key: hit.document for hit in hits}
    return [(key, document, notes[key]) for key, document in documents.items()]


def _csv(hits: Sequence[CitedHit], _: str) -> str:
    return rows_as_csv(COLUMNS, (hit.row() for hit in hits))


def _xlsx(hits: Sequence[CitedHit], _: str) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    # Text stays text: a quote that begins with = is no formula, and an address no link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        sheet = book.add_worksheet("hits")
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        widths = {"quote": 80, "citation": 50, "title": 40, "section": 30, "file": 30, "key": 24}
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, widths.get(name, 12), wrapped)
            sheet.write_string(0, column, name, bold)
        for line, hit in enumerate(hits, 1):
            for column, value in enumerate(hit.row().values()):
                if isinstance(value, str):
                    sheet.write_string(line, column, _printable(value))
                elif value is not None:
                    sheet.write(line, column, value)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, len(hits)), len(COLUMNS) - 1)
    return data.getvalue()


def _printable(text: str) -> str:
    """Return text that a cell may hold: without control characters, and at most 32,767 characters."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", " ", text)[:32_767]


def _markdown(hits: Sequence[CitedHit], query: str) -> str:
    """Return the quotes, each with its key as pandoc cites, and the list of their sources."""
    parts = [f"# Hits for {_plain(query)}\n"]
    for hit in hits:
        place = ", ".join(filter(None, (hit.locator, "weak" if hit.weak else "")))
        title = _plain(hit.document.title or hit.document.path)
        parts.append(f"{hit.rank}. {title}{f' ({place})' if place else ''}\n")
        cite = ", ".join(filter(None, (f"@{hit.key}", hit.locator)))
        parts.append(f"   > {_plain(hit.quote)} [{cite}]\n")
    parts.append("## Sources\n")
    sources = {hit.key: citation(hit.document) for hit in hits}
    parts += [f"- `{key}`: {_plain(source)}" for key, source in sorted(sources.items())]
    return "\n".join(parts) + "\n"


def _plain(text: str) -> str:
    """Return text on one line whose signs Markdown does not interpret."""
    flat = re.sub(r"([\\`*_\[\]<>{}|$@#])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^([-+=~]|\d+(?=[.)]))", r"\\\1" if not flat[:1].isdigit() else r"\1\\", flat)


FORMATS: Mapping[str, Callable[[Sequence[CitedHit], str], Content]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".bib": lambda hits, _: bibtex(_cited(hits)),
    ".ris": lambda hits, _: ris(_cited(hits)),
    ".md": _markdown,
}
"""The formats, by the ending of a file's name."""
