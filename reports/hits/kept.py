"""The passages of a basket as DOCX, Markdown, CSV, XLSX, BibTeX or RIS, by the ending of the file's name."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.evidence import citation
from workingregions.models.wording import listed, plural
from workingregions.reports.hits.bibliographies import bibtex, ris
from workingregions.reports.hits.write import CitedHit, check_format, cited, plain_markdown
from workingregions.reports.output import Content, write
from workingregions.reports.tables import frame_as_xlsx, printable

COLUMNS = (
    "rank", "key", "citation", "title", "authors", "publisher", "year", "file", "page", "section", "quote",
    "labels", "note", "who", "when", "state", "evidence", "link",
)  # fmt: skip
STATES = {
    "moved": "The document has these words in another place now.",
    "changed": "The document has changed since; these are its present words.",
    "gone": "The document no longer has these words; they are as they were when kept.",
}
"""What a reader of an export should know about a quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPassage(CitedHit):
    """A passage of the basket. `cited` is its citation, `remark` the reader's note, `state` that of its
    evidence: exact, moved, changed or gone."""

    cited: str = ""
    labels: tuple[str, ...] = ()
    remark: str = ""
    who: str = ""
    when: str = ""
    state: str = "exact"

    @property
    def citation(self) -> str:
        """The document, and the page in it."""
        return self.cited

    @property
    def note(self) -> str:
        """The quote with its page, its labels and the reader's note, on one line."""
        labels = f"[{'; '.join(self.labels)}]" if self.labels else ""
        # `super` without arguments does not know a class that dataclass made anew for its slots.
        quote = super(KeptPassage, self).note
        return " ".join(filter(None, (quote, labels, " ".join(self.remark.split()))))

    def row(self) -> dict[str, Any]:
        """Return the passage as a row of a table."""
        row = super(KeptPassage, self).row()
        own = {name: getattr(self, name) for name in ("citation", "who", "when", "state")}
        return {**row, **own, "labels": "; ".join(self.labels), "note": self.remark}


def kept_formats() -> Sequence[str]:
    """Return the endings of the formats that `write_kept` writes."""
    return tuple(FORMATS)


def write_kept(passages: Sequence[KeptPassage], out: Path, *, title: str) -> Path:
    """Write passages of a basket to a file in the format that its ending names; return its path.

    Raises:
        InputError: there is no such format, or the file cannot be written.
    """
    check_format(out, FORMATS)
    (path,) = write(FORMATS[out.suffix.lower()](passages, title), out)
    return path


def _rows(passages: Sequence[KeptPassage]) -> list[dict[str, Any]]:
    return [{name: passage.row()[name] for name in COLUMNS} for passage in passages]


def _csv(passages: Sequence[KeptPassage], _: str) -> str:
    return rows_as_csv(COLUMNS, _rows(passages))


def _xlsx(passages: Sequence[KeptPassage], _: str) -> bytes:
    import pandas as pd

    return frame_as_xlsx(pd.DataFrame(_rows(passages), columns=list(COLUMNS), dtype=object), "basket")


def _markdown(passages: Sequence[KeptPassage], title: str) -> str:
    """Return the quotes, each with its key as pandoc cites, its labels and note, and their sources."""
    parts = [f"# {plain_markdown(title)}\n"]
    for one in passages:
        cite = ", ".join(filter(None, (f"@{one.key}", one.locator)))
        parts.append(f"> {plain_markdown(one.quote)} [{cite}]\n")
        about = [f"{plain_markdown(one.citation)}"]
        about += [f"Labels: {plain_markdown(listed(one.labels))}."] if one.labels else []
        about += [plain_markdown(one.remark)] if one.remark else []
        about += [STATES[one.state]] if one.state in STATES else []
        parts.append("  \n".join(about) + "\n")
    parts.append("## Sources\n")
    sources = {one.key: citation(one.document) for one in passages if one.document.id}
    parts += [f"- `{key}`: {plain_markdown(source)}" for key, source in sorted(sources.items())]
    return "\n".join(parts) + "\n"


def _docx(passages: Sequence[KeptPassage], title: str) -> bytes:
    """Return a text document: each quote in the style for quotations, its citation, labels and note."""
    from docx import Document
    from docx.shared import Pt

    document = Document()
    document.add_heading(printable(title), level=0)
    documents = len({one.document.id or one.document.path for one in passages})
    document.add_paragraph(f"{plural(len(passages), 'passage')} from {plural(documents, 'document')}.")
    for one in passages:
        document.add_paragraph(
            printable(" ".join(one.quote.split())), style="Quote"
        ).paragraph_format.keep_with_next = True
        paragraph = document.add_paragraph(printable(one.citation))
        if one.labels:
            paragraph.add_run(f" [{printable('; '.join(one.labels))}]").bold = True
        if one.remark:
            document.add_paragraph(printable(one.remark))
        if one.state in STATES:
            document.add_paragraph().add_run(STATES[one.state]).italic = True
        document.add_paragraph().add_run(printable(one.link or one.evidence)).font.size = Pt(7)
    document.add_heading("Sources", level=1)
    for source in sorted({citation(one.document) for one in passages if one.document.id}):
        document.add_paragraph(printable(source), style="List Bullet")
    document.core_properties.title, document.core_properties.author = printable(title)[:255], ""
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


FORMATS: Mapping[str, Callable[[Sequence[KeptPassage], str], Content]] = {
    ".docx": _docx,
    ".md": _markdown,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".bib": lambda passages, _: bibtex(cited(passages)),
    ".ris": lambda passages, _: ris(cited(passages)),
}
"""The formats, by the ending of a file's name."""
