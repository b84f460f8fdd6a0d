"""LibreOffice opens a report as it is: its pages have the claims, the notes and the sections of the model."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from tests.helpers.reports import made_up_report
from workingregions.reports.render.claims import split_stop
from workingregions.reports.render.docx import read_template, render_docx
from workingregions.reports.report import Report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("soffice") is None,
        reason="LibreOffice is not installed (package libreoffice-writer-nogui)",
    ),
]

Convert = Callable[[bytes], list[tuple[float, float, str]]]


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Return a function that lays a document out: the width, height and words of its pages."""
    folder = tmp_path_factory.mktemp("soffice")

    def converted(document: bytes) -> list[tuple[float, float, str]]:
        source = folder / "report.docx"
        source.write_bytes(document)
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        with pypdfium2.PdfDocument(folder / "report.pdf") as pdf:
            return [(*page.get_size(), _plain(page.get_textpage().get_text_range())) for page in pdf]

    return converted


@pytest.fixture(scope="module")
def report() -> Report:
    return replace(made_up_report(), base="https://workbench.example")


def test_claims_notes_and_cells_are_laid_out(convert: Convert, report: Report) -> None:
    pages = convert(render_docx(report))
    whole = "".join(words for _, _, words in pages)
    for claim in report.claims():
        stem, _ = split_stop(claim.text)
        assert _plain(stem) in whole
    supported = [claim for claim in report.claims() if claim.evidence]
    assert supported
    for claim in supported:
        assert _plain(f"“{report.quotes[claim.evidence[0]].text}”") in whole
    assert "answer2.11" in whole


def test_the_summary_has_its_page_and_the_wide_table_one_on_its_side(
    convert: Convert, report: Report
) -> None:
    pages = convert(render_docx(report))
    turned = [number for number, (width, height, _) in enumerate(pages) if width > height]
    assert len(turned) == 1
    (side,) = turned
    assert "Questionsbyregion" in pages[side][2]
    # The title in the head and the number of the page go on after the turn.
    assert "MouldingintheNorth" in pages[side][2]
    assert f"page{side + 1}of{len(pages)}" in pages[side][2]
    assert "Contents" in pages[1][2]
    assert "Contents" not in pages[0][2]


def test_a_template_is_laid_out_too(convert: Convert, report: Report, tmp_path: Path) -> None:
    import docx

    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "Ministry of Moulding"
    template.save(str(tmp_path / "house.docx"))
    pages = convert(render_docx(report, read_template(tmp_path / "house.docx")))
    assert all("MinistryofMoulding" in words for _, _, words in pages)


def _plain(text: str) -> str:
    """Return what can be compared wherever lines break and whatever a font lacks."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace() and sign in _COMPARED)


_COMPARED = frozenset(map(chr, range(0x20, 0x180))) | frozenset("“”’–…·")
