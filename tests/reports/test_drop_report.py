from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workingregions.corpus import drops
from workingregions.corpus.drops import DropItem, DropReport, FileOutcome
from workingregions.corpus.errors import NotFoundError, StoreError
from workingregions.reports.drop_report import not_read, render_drop_report, write_drop_report


def report(name: str = "d0001") -> DropReport:
    return DropReport(
        id=name,
        paths=("papers",),
        started="2024-05-01T10:00:00Z",
        seconds=3.5,
        snapshot="s000001",
        items=(
            DropItem(
                path="a.pdf", outcome=FileOutcome.NEW, document="da", title="Plan <b>", year=2014, pages=3
            ),
            DropItem(
                path="b.pdf", outcome=FileOutcome.DUPLICATE, document="db", of="da", message="revision (0.91)"
            ),
            DropItem(
                path="c.pdf",
                outcome=FileOutcome.FAILED,
                category="encrypted",
                message="locked",
                advice="unlock",
            ),
            DropItem(
                path="d.pdf", outcome=FileOutcome.KNOWN, region="Ohio", lacks=("year",), failed_pages=(2, 5)
            ),
        ),
        missing=("files/2/lost & found.pdf",),
    )


def test_a_report_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    report().save(tmp_path)
    assert drops.load(tmp_path, "d0001") == report()
    assert drops.next_id(tmp_path) == "d0002"
    assert [r.id for r in drops.load_all(tmp_path)] == ["d0001"]


def test_an_unknown_and_a_broken_report_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        drops.load(tmp_path, "d0007")
    (tmp_path / "d0001.json").write_text("{}")
    with pytest.raises(StoreError, match="not a drop report"):
        drops.load(tmp_path, "d0001")


def test_the_page_tells_every_file_and_escapes_what_it_shows(tmp_path: Path) -> None:
    steps = {"encrypted": "Run `wr retry --password-file FILE`."}
    page = render_drop_report(report(), steps=steps, advice=str.upper)
    for text in (
        "a.pdf",
        "b.pdf",
        "c.pdf",
        "d.pdf",
        "locked",
        "UNLOCK",
        "revision (0.91)",
        "2, 5",
        "3 pages read",
        "1 May 2024, 10:00 UTC",
        "Ohio",
        "1 without year",
        "<code>wr retry --password-file FILE</code>",
        "files/2/lost &amp; found.pdf",
    ):
        assert text in page
    assert "Plan &lt;b&gt;" in page
    assert "<td>a.pdf</td><td>revision" in page  # the duplicate names the file it repeats, not an id
    assert write_drop_report(report(), tmp_path, steps=steps, advice=str.upper).read_text("utf8") == page
    assert "Retry them with their passwords." in render_drop_report(report())


def test_languages_and_pages_that_were_not_read_are_reported() -> None:
    items = (
        DropItem(path="neu.pdf", outcome=FileOutcome.NEW, document="dn", language="de", pages=4),
        DropItem(
            path="scan.pdf", outcome=FileOutcome.NEW, document="ds", pages=9, failed_pages=(3,),
            recognised_pages=6, doubtful_pages=(4, 8),
        ),
        DropItem(path="form.pdf", outcome=FileOutcome.NEW, document="df", pages=2, form_pages=(1,)),
    )  # fmt: skip
    found = replace(report(), items=items)
    assert list(not_read(found)) == [
        "Not in English, so that nothing is extracted: 1 document (German 1).",
        "Pages: 1 page without text, 6 pages read by OCR, 2 of them hard to recognise, "
        "1 page with answers in form fields, which were read.",
    ]
    page = render_drop_report(found)
    assert "In other languages: 1" in page
    assert "<td>neu.pdf</td><td>German</td>" in page
    assert "<td>scan.pdf</td><td>3</td><td>4, 8</td><td></td>" in page
    assert "<td>form.pdf</td><td></td><td></td><td>1</td>" in page
    assert not list(not_read(replace(report(), items=report().items[:2])))
