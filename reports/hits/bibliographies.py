"""Documents as BibTeX and RIS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from workingregions.corpus.enums import DocumentType
from workingregions.corpus.records import Document
from workingregions.reports.citing import reference

Cited = tuple[str, Document, Sequence[str]]
"""A citation key, the document, and notes: quotes with their pages."""

BIBTEX: Mapping[DocumentType, tuple[str, str]] = {
    DocumentType.ARTICLE: ("article", "journal"),
    DocumentType.CHAPTER: ("incollection", "publisher"),
    DocumentType.THESIS: ("phdthesis", "school"),
    DocumentType.LAW: ("misc", "howpublished"),
    DocumentType.SPEECH: ("misc", "howpublished"),
    DocumentType.FACT_SHEET: ("misc", "howpublished"),
    DocumentType.OTHER: ("misc", "howpublished"),
}
"""The entry type of a document type, and its field for the publisher; the others are reports."""
REPORT = "techreport", "institution"
"""The entry type of a report in BibTeX, and its field for the publisher."""
RIS: Mapping[DocumentType, str] = {
    DocumentType.ARTICLE: "JOUR",
    DocumentType.CHAPTER: "CHAP",
    DocumentType.THESIS: "THES",
    DocumentType.LAW: "STAT",
    DocumentType.SPEECH: "GEN",
    DocumentType.FACT_SHEET: "GEN",
    DocumentType.OTHER: "GEN",
}
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # BibTeX counts braces even after a backslash, so that a lone \{ would break the file.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


def bibtex(cited: Iterable[Cited]) -> str:
    """Return BibTeX entries in UTF-8, one per document; notes become `annote`."""
    return "\n".join(_bibtex_entry(*one) for one in cited)


def _bibtex_entry(key: str, document: Document, notes: Sequence[str]) -> str:
    kind, body = BIBTEX.get(document.type, REPORT)
    known = reference(document)
    if document.type is DocumentType.ARTICLE and not known.container:
        body = "publisher"
    # Braces keep the capitals of a title, and the words of a body in one piece.
    people = [f"{{{tex(name.family)}}}" if name.body else tex(name.whole) for name in known.authors]
    fields = {
        "author": " and ".join(people),
        "title": f"{{{tex(document.title or document.path)}}}",
        "year": str(document.year or ""),
        "date": document.date if len(document.date) > 4 else "",
        body: tex(document.publisher),
        "type": tex(document.type.value.replace("_", " ")) if kind == "techreport" else "",
        "language": document.language,
        **dict(_numbers(document)),
        "annote": tex("\n\n".join(notes)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _numbers(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the fields of a document's identifiers, the first of each kind."""
    seen: set[str] = set()
    for identifier in document.identifiers:
        kind, _, value = identifier.partition(":")
        field = "number" if kind == "report" else kind
        if field in ("doi", "isbn", "issn", "number") and field not in seen:
            seen.add(field)
            # Programs take a DOI as it is; only braces would break the entry.
            yield field, value.replace("{", "").replace("}", "") if field == "doi" else tex(value)


def tex(text: str) -> str:
    """Return text with the signs that TeX interprets written as commands."""
    return text.translate(_TEX)


def ris(cited: Iterable[Cited]) -> str:
    """Return RIS records, one per document; notes become N1."""
    return "".join(_ris_record(*one) for one in cited)


def _ris_record(key: str, document: Document, notes: Sequence[str]) -> str:
    known = reference(document)
    numbers = dict(_ris_numbers(document))
    date = document.date.replace("-", "/")
    values = [
        ("TY", RIS.get(document.type, "RPRT")),
        ("ID", key),
        *(("AU", name.whole) for name in known.authors),
        ("TI", document.title or document.path),
        ("PY", str(document.year or "")),
        ("DA", date + "/" * (3 - date.count("/")) if len(date) > 4 else ""),
        ("M3", document.type.value.replace("_", " ") if document.type not in RIS else ""),
        ("JO" if known.container else "PB", document.publisher),
        *numbers.items(),
        ("LA", document.language),
        *(("N1", note) for note in notes),
        ("ER", ""),
    ]
    # A value is one line; a line break would begin another tag.
    rows = [f"{tag}  - {' '.join(value.split())}" for tag, value in values if value or tag == "ER"]
    return "\r\n".join(rows) + "\r\n\r\n"


def _ris_numbers(document: Document) -> Iterator[tuple[str, str]]:
    for kind, value in _numbers_as_written(document):
        if tag := {"doi": "DO", "isbn": "SN", "issn": "SN", "report": "M1"}.get(kind):
            yield tag, value


def _numbers_as_written(document: Document) -> Iterator[tuple[str, str]]:
    """Yield kind and value of the identifiers, the last of each kind first, so that the first one holds."""
    for identifier in reversed(document.identifiers):
        kind, _, value = identifier.partition(":")
        yield kind, value
