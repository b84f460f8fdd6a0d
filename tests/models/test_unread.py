"""What was not read is counted by reason, for the documents of the answer, and said in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.records import Document, Failure, Page
from workingregions.models.unread import Unread, unread, unread_rows


class Held:
    """A snapshot that holds these documents and failures."""

    def __init__(self, documents: Sequence[Document], failures: Sequence[Failure]) -> None:
        self._documents, self._failures = documents, failures

    def records(self, name: str) -> list[Failure]:
        assert name == "failures"
        return list(self._failures)

    def arrow(self, name: str, *, among: tuple[str, Sequence[str]], columns: Sequence[str]) -> pa.Table:
        assert (name, list(columns)) == ("documents", ["id", "pages"])
        rows: list[Mapping[str, Any]] = [
            {
                "id": d.id,
                "pages": [
                    {"number": p.number, "origin": p.origin, "confidence": p.confidence} for p in d.pages
                ],
            }
            for d in self._documents
            if d.id in among[1]
        ]
        page = pa.struct([("number", pa.int64()), ("origin", pa.string()), ("confidence", pa.float64())])
        return pa.Table.from_pylist(list(rows), pa.schema([("id", pa.string()), ("pages", pa.list_(page))]))


def document(ident: str, language: str = "en", *pages: Page) -> Document:
    return Document(id=ident, sha256=f"s{ident}", path=f"{ident}.pdf", language=language, pages=pages)


def page(number: int, origin: str = "text", confidence: float = 1.0) -> Page:
    return Page(number=number, width=1.0, height=1.0, origin=origin, confidence=confidence)


def failure(sha256: str, path: str, page: int | None = None) -> Failure:
    return Failure(
        sha256=sha256, path=path, stage="read", category=FailureCategory.DAMAGED, message="Broken.",
        advice="Get another.", page=page,
    )  # fmt: skip


SCAN = document("a", "en", page(1, "ocr", 0.5), page(2, "ocr", 0.97), page(3, "text", 0.5))
GERMAN, SHORT = document("b", "de"), document("c", "")
FAILURES = [failure("x", "x.pdf"), failure("sa", "a.pdf", 4), failure("sz", "z.pdf", 1)]


def held() -> Any:
    return Held([SCAN, GERMAN, SHORT], FAILURES)


def test_languages_pages_ocr_and_failed_files_are_counted() -> None:
    found = unread(held(), [SCAN, GERMAN, SHORT])
    assert found == Unread(
        documents=3, languages={"de": 1}, files={"damaged": 1}, pages=1, partly=1, recognised=2, doubtful=1
    )
    assert found.words == (
        "Not read, or only in part: 1 of 3 documents (German); 1 page without text; "
        "1 page that OCR could hardly recognise; 1 file that failed."
    )
    # Pages of other documents do not concern this answer; a file that failed may.
    assert unread(held(), [SHORT]) == Unread(documents=1, files={"damaged": 1})


def test_nothing_is_said_where_all_was_read() -> None:
    snapshot: Any = Held([SHORT], [])
    assert unread(snapshot, [SHORT]).words == ""
    assert Unread(documents=9, languages={"de": 2, "fr": 3}).words == (
        "Not read, or only in part: 5 of 9 documents (French 3, German 2)."
    )


def test_each_file_and_its_pages_are_listed_with_the_reason() -> None:
    rows = unread_rows(held(), [SCAN, GERMAN, SHORT])
    assert [(r.file, r.what, r.detail, r.pages) for r in rows] == [
        ("a.pdf", "no_text", "damaged", (4,)),
        ("a.pdf", "ocr", "", (1,)),
        ("b.pdf", "language", "de", ()),
        ("x.pdf", "failed", "damaged", ()),
    ]
