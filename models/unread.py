"""What of the documents of an answer was not read, or only in part, and why: the same for every answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workingregions.corpus.records import Document, Failure, Page
from workingregions.corpus.remedies import NOT_READ
from workingregions.models.wording import language, plural

if TYPE_CHECKING:
    from workingregions.corpus.store import Snapshot

DOUBTFUL = 0.9
"""Confidence of OCR in the letters of a page, on average, below which the page is hard to recognise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadRow:
    """A file, or pages of one, that was not read or only in part.

    `what` is language (nothing is extracted from documents in it), failed (the file), no_text (pages that
    gave none) or ocr (pages that were hard to recognise). `detail` is the language's code or the category of
    the failure; `pages` is empty for the whole file, `document` for files that failed.
    """

    file: str
    document: str
    what: str
    detail: str
    pages: tuple[int, ...]
    message: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """How much of `documents` documents was not read, or only in part.

    `languages` counts those in another language than English, in which nothing is extracted, by ISO 639-1
    code; `files` the files of the whole project that failed, by category: nobody knows what they are about.
    `pages` gave no text, in `partly` documents. `recognised` pages were read by OCR, of which `doubtful` were
    hard to recognise. `withheld` documents were shared without their texts.
    """

    documents: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    partly: int = 0
    recognised: int = 0
    doubtful: int = 0
    withheld: int = 0

    @property
    def foreign(self) -> int:
        """The number of documents in other languages."""
        return sum(self.languages.values())

    @property
    def words(self) -> str:
        """The counts as a sentence; "" where everything was read."""
        languages = ", ".join(
            language(code) if self.foreign == n else f"{language(code)} {n}"
            for code, n in sorted(self.languages.items(), key=lambda item: (-item[1], item[0]))
        )
        files = sum(self.files.values())
        parts = [
            f"the texts of {plural(self.withheld, 'document')}, which were not shared"
            if self.withheld
            else "",
            f"{self.foreign} of {plural(self.documents, 'document')} ({languages})" if self.foreign else "",
            f"{plural(self.pages, 'page')} without text" if self.pages else "",
            f"{plural(self.doubtful, 'page')} that OCR could hardly recognise" if self.doubtful else "",
            f"{plural(files, 'file')} that failed" if files else "",
        ]
        said = "; ".join(part for part in parts if part)
        return f"{NOT_READ} {said}." if said else ""


def unread(snapshot: Snapshot, documents: Collection[Document]) -> Unread:
    """Return what of these documents, and of the files that gave no document, was not read."""
    ids = [d.id for d in documents]
    recognised, doubtful = _recognised(snapshot, ids)
    whole, blank = _failures(snapshot, documents)
    return Unread(
        documents=len(ids),
        languages=Counter(d.language for d in documents if not d.is_read),
        files=Counter(f.category.value for f in whole),
        pages=sum(map(len, blank.values())),
        partly=len(blank),
        recognised=recognised,
        doubtful=sum(map(len, doubtful.values())),
    )


def unread_rows(snapshot: Snapshot, documents: Collection[Document]) -> list[UnreadRow]:
    """Return a row for each file, and for its pages, that `unread` counts: by file."""
    _, doubtful = _recognised(snapshot, [d.id for d in documents])
    whole, blank = _failures(snapshot, documents)
    rows = [
        UnreadRow(
            file=f.path, document="", what="failed", detail=f.category.value, pages=(), message=f.message,
            advice=f.advice,
        )
        for f in whole
    ]  # fmt: skip
    for d in documents:
        if not d.is_read:
            message = f"In {language(d.language)}; only English is annotated."
            rows.append(_row(d, "language", d.language, (), message, ""))
        if failed := blank.get(d.sha256):
            why = sorted({f.category.value for f in failed})
            pages = sorted({f.page for f in failed if f.page is not None})
            rows.append(_row(d, "no_text", ", ".join(why), pages, failed[0].message, failed[0].advice))
        if pages := doubtful.get(d.id, []):
            message = "OCR could hardly recognise these pages."
            rows.append(_row(d, "ocr", "", pages, message, "A better scan gives better text."))
    return sorted(rows, key=lambda row: (row.file, row.what))


def is_doubtful(page: Page) -> bool:
    """Return whether OCR could hardly recognise a page."""
    return page.origin == "ocr" and page.confidence < DOUBTFUL


def _row(
    document: Document, what: str, detail: str, pages: Iterable[int], message: str, advice: str
) -> UnreadRow:
    return UnreadRow(
        file=document.path,
        document=document.id,
        what=what,
        detail=detail,
        pages=tuple(pages),
        message=message,
        advice=advice,
    )


def _failures(
    snapshot: Snapshot, documents: Iterable[Document]
) -> tuple[list[Failure], dict[str, list[Failure]]]:
    """Return the failures of whole files, and those of pages of the documents by their sha256."""
    own = {d.sha256 for d in documents}
    pages: dict[str, list[Failure]] = defaultdict(list)
    whole = []
    for failure in snapshot.records("failures"):
        if failure.page is None:
            whole.append(failure)
        elif failure.sha256 in own:
            pages[failure.sha256].append(failure)
    return whole, pages


def _recognised(snapshot: Snapshot, documents: Collection[str]) -> tuple[int, dict[str, list[int]]]:
    """Return the number of pages read by OCR, and per document those that were hard to recognise."""
    import pyarrow.compute as pc

    found = snapshot.arrow("documents", among=("id", documents), columns=["id", "pages"])
    count = 0
    doubtful: dict[str, list[int]] = {}
    for batch in found.to_batches():
        pages = pc.list_flatten(batch["pages"])
        scanned = pc.equal(pc.struct_field(pages, "origin"), "ocr")
        count += pc.sum(scanned).as_py() or 0
        hard = pc.and_(scanned, pc.less(pc.struct_field(pages, "confidence"), DOUBTFUL))
        owners = batch["id"].take(pc.list_parent_indices(batch["pages"]).filter(hard)).to_pylist()
        numbers = pc.struct_field(pages, "number").filter(hard).to_pylist()
        for owner, number in sorted(zip(owners, numbers, strict=True)):
            doubtful.setdefault(owner, []).append(number)
    return count, doubtful
