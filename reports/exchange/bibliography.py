"""Documents as a bibliography: BibTeX, RIS and CSL-JSON, each entry with its key, file, tags and link."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workingregions.corpus.enums import DocumentType
from workingregions.corpus.records import Document
from workingregions.reports.citing import Name, Reference, reference
from workingregions.reports.exchange.about import About, Counted
from workingregions.reports.exchange.places import new_file
from workingregions.reports.hits import BIBTEX, REPORT, RIS, tex

CSL: Mapping[DocumentType, str] = {
    DocumentType.ARTICLE: "article-journal",
    DocumentType.CHAPTER: "chapter",
    DocumentType.THESIS: "thesis",
    DocumentType.LAW: "legislation",
    DocumentType.SPEECH: "speech",
    DocumentType.FACT_SHEET: "document",
    DocumentType.OTHER: "document",
}
"""The item type of a document type in CSL 1.0.2; the others are reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a bibliography.

    Attributes:
        key: the citation key.
        document: what is cited.
        file: the path of its file; "" where it is not there.
        media_type: what the file is.
        tags: keywords, such as regions and themes.
        link: the address that opens the document in the workbench.
    """

    key: str
    document: Document
    file: str = ""
    media_type: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""


def write_bibliography(kind: str, entries: Sequence[Entry], about: About, out: Path) -> list[Counted]:
    """Write a bibliography as `bibtex`, `ris` or `csl` (CSL-JSON).

    Names of bodies stay whole. What a document does not state is left out. BibTeX has what the file is of in
    a comment.

    Raises:
        InputError: the file cannot be written.
    """
    with new_file(out) as path:
        path.write_text(WRITERS[kind](entries, about), encoding="utf8", newline="\n")
    return [Counted(name="documents", rows=len(entries), of=len(entries))]


# --- BibTeX


def _bibtex(entries: Sequence[Entry], about: About) -> str:
    head = f"@comment{{{tex(about.words)}}}\n"
    return "\n".join([head, *(_bibtex_entry(entry) for entry in entries)])


def _bibtex_entry(entry: Entry) -> str:
    document = entry.document
    known = reference(document)
    kind, body = BIBTEX.get(document.type, REPORT)
    fields = {
        "author": " and ".join(map(_bibtex_name, known.authors)),
        "title": f"{{{tex(document.title or document.path)}}}",
        "year": str(document.year or ""),
        "date": document.date if len(document.date) > 4 else "",
        **_published(body, document, known),
        "type": tex(document.type.value.replace("_", " ")) if kind == "techreport" else "",
        "langid": document.language,
        **_numbers(document),
        "keywords": tex(", ".join(entry.tags)),
        "file": _attached(entry),
        "annote": tex(entry.link),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{entry.key},", *lines, "}", ""])


def _published(body: str, document: Document, known: Reference) -> dict[str, str]:
    """Return the field of a journal, or that of who published a document: an article's is not its journal."""
    if document.type is DocumentType.ARTICLE and not known.container:
        body = "publisher"
    return {body: _whole(document.publisher)}


def _bibtex_name(name: Name) -> str:
    # "and" in a body's name, and a word that a person's name would be split at, stay inside braces.
    return f"{{{tex(name.family)}}}" if name.body else tex(name.whole)


def _whole(name: str) -> str:
    return f"{{{tex(name)}}}" if name else ""


def _numbers(document: Document) -> dict[str, str]:
    found: dict[str, str] = {}
    for identifier in document.identifiers:
        kind, _, value = identifier.partition(":")
        field = "number" if kind == "report" else kind
        if field in ("doi", "isbn", "issn", "number"):
            # Programs take a DOI as it is; only braces would break the entry.
            plain = value.replace("{", "").replace("}", "")
            found.setdefault(field, plain if field == "doi" else tex(value))
    return found


def _attached(entry: Entry) -> str:
    """Return a file as JabRef and Zotero read it: description, path and media type, between colons."""
    if not entry.file:
        return ""
    path = "".join(f"\\{sign}" if sign in ":;\\" else sign for sign in entry.file)
    return f":{path.replace('{', '').replace('}', '')}:{entry.media_type or 'application/pdf'}"


# --- RIS


def _ris(entries: Sequence[Entry], _: About) -> str:
    return "".join(
        "\r\n".join(f"{tag}  - {' '.join(value.split())}" for tag, value in _ris_values(entry)) + "\r\n\r\n"
        for entry in entries
    )


def _ris_values(entry: Entry) -> Iterator[tuple[str, str]]:
    document = entry.document
    cited = reference(document)
    date = document.date.replace("-", "/")
    known = _plain_numbers(document)
    values = [
        ("ID", entry.key),
        *(("AU", name.whole) for name in cited.authors),
        ("TI", document.title or document.path),
        ("PY", str(document.year or "")),
        ("DA", date + "/" * (3 - date.count("/")) if len(date) > 4 else ""),
        ("M3", document.type.value.replace("_", " ") if document.type not in RIS else ""),
        ("JO" if cited.container else "PB", document.publisher),
        ("DO", known.get("doi", "")),
        ("SN", known.get("isbn", "") or known.get("issn", "")),
        ("M1", known.get("report", "")),
        ("LA", document.language),
        *(("KW", tag) for tag in entry.tags),
        ("L1", entry.file),
        ("N1", entry.link),
    ]
    yield "TY", RIS.get(document.type, "RPRT")
    yield from ((tag, value) for tag, value in values if value.strip())
    yield "ER", ""


def _plain_numbers(document: Document) -> dict[str, str]:
    found: dict[str, str] = {}
    for identifier in document.identifiers:
        kind, _, value = identifier.partition(":")
        found.setdefault(kind, value)
    return found


# --- CSL-JSON


def _csl(entries: Sequence[Entry], _: About) -> str:
    return json.dumps([_csl_item(entry) for entry in entries], ensure_ascii=False, indent=1) + "\n"


def _csl_item(entry: Entry) -> dict[str, Any]:
    document = entry.document
    known = _plain_numbers(document)
    cited = reference(document)
    item = {
        "id": entry.key,
        "citation-key": entry.key,
        "type": CSL.get(document.type, "report"),
        "title": document.title or document.path,
        "author": [_csl_name(name) for name in cited.authors],
        "issued": _issued(document),
        "container-title": cited.container,
        "publisher": "" if cited.container else document.publisher,
        "genre": document.type.value.replace("_", " ") if document.type not in CSL else "",
        "number": known.get("report", ""),
        "DOI": known.get("doi", ""),
        "ISBN": known.get("isbn", ""),
        "ISSN": known.get("issn", ""),
        "language": document.language,
        "keyword": ", ".join(entry.tags),
        "custom": {
            name: value
            for name, value in (("file", entry.file), ("sha256", document.sha256), ("link", entry.link))
            if value
        },
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if name.body:
        return {"literal": name.family}
    return {"family": name.family, "given": name.given} if name.given else {"family": name.family}


def _issued(document: Document) -> dict[str, list[list[int]]] | None:
    parts = [int(part) for part in document.date.split("-") if part.isdecimal()]
    parts = parts or ([document.year] if document.year else [])
    return {"date-parts": [parts]} if parts else None


WRITERS: Mapping[str, Callable[[Sequence[Entry], About], str]] = {"bibtex": _bibtex, "ris": _ris, "csl": _csl}
"""What writes each form of bibliography."""
