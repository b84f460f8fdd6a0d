"""A user's template: its styles, headers and pages restyle the report; what is not a template is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.shared import Cm, Pt, RGBColor
from PIL import Image

from tests.helpers.reports import made_up_report
from tests.helpers.word import R, W, faults, marked, parts
from workingregions.corpus.errors import InputError
from workingregions.reports.render.docx import claim_bookmark, read_template, render_docx
from workingregions.reports.report import Report

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.fixture(scope="module")
def report() -> Report:
    return replace(made_up_report(), base="https://workbench.example")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a house style: headings in red, a letterhead, A5 paper, a text that must go."""
    made = docx.Document()
    heading = made.styles["Heading 1"].font
    heading.name, heading.size, heading.color.rgb = "Comic Sans MS", Pt(30), RGBColor(200, 0, 0)
    made.styles["Normal"].font.name = "Papyrus"
    section = made.sections[0]
    section.page_width, section.page_height = Cm(14.8), Cm(21)
    section.header.paragraphs[0].text = "Ministry of Moulding"
    made.add_paragraph("Write here.")
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    made.add_picture(picture)
    made.core_properties.author = "Somebody Private"
    folder = tmp_path_factory.mktemp("template")
    made.save(str(folder / "english.docx"))
    # A German Word gives the same styles other ids.
    styles = parts((folder / "english.docx").read_bytes())["word/styles.xml"].decode()
    german = styles.replace('"Heading1"', '"berschrift1"')
    return _changed(folder / "english.docx", folder, {"word/styles.xml": german}, "house.docx")


@pytest.fixture(scope="module")
def restyled(report: Report, template: Path) -> bytes:
    return render_docx(report, read_template(template))


def test_a_template_restyles_the_report(restyled: bytes, report: Report) -> None:
    assert faults(restyled) == []
    opened = docx.Document(io.BytesIO(restyled))
    (heading,) = [p for p in opened.paragraphs if p.text == "What is claimed"]
    assert heading.style.style_id == "berschrift1"
    assert heading.style.font.name == "Comic Sans MS"
    assert opened.styles["Normal"].font.name == "Papyrus"
    assert [round(section.page_width.cm, 1) for section in opened.sections] == [14.8, 21.0, 14.8]
    for section in opened.sections:
        assert section.header.paragraphs[0].text == "Ministry of Moulding"
    found = marked(restyled)
    assert all(found[claim_bookmark(claim.id)] == claim.text for claim in report.claims())


def test_of_a_templates_text_nothing_stays(restyled: bytes, template: Path) -> None:
    before, after = parts(template.read_bytes()), parts(restyled)
    assert any(name.startswith("word/media/image") for name in before)
    assert not any(name.startswith("word/media/image") for name in after)
    content = b"".join(after.values())
    assert b"Write here" not in content
    assert b"Somebody Private" not in content
    assert "docProps/thumbnail.jpeg" not in after


def test_missing_styles_are_added_in_the_typefaces_of_the_template(restyled: bytes) -> None:
    assert b"Source Serif" not in parts(restyled)["word/styles.xml"]
    names = {style.name for style in docx.Document(io.BytesIO(restyled)).styles}
    assert {"Lead", "Table Note", "footnote text", "Citation", "Table"} <= names


def test_an_added_style_takes_no_id_of_another(report: Report, tmp_path: Path) -> None:
    made = docx.Document()
    made.styles.add_style("Something else", 1).element.set(f"{W}styleId", "Lead")
    made.save(str(tmp_path / "t.docx"))
    document = render_docx(report, read_template(tmp_path / "t.docx"))
    assert faults(document) == []
    assert docx.Document(io.BytesIO(document)).styles["Lead"].style_id == "ReportLead"


def test_same_bytes_again(restyled: bytes, report: Report, template: Path) -> None:
    assert render_docx(report, read_template(template)) == restyled


def test_settings_that_lock_ask_or_fetch_are_removed(report: Report, template: Path, tmp_path: Path) -> None:
    settings = parts(template.read_bytes())["word/settings.xml"].decode()
    end = settings.index(">", settings.index("<w:settings")) + 1
    evil = (
        f'{settings[:end]}<w:attachedTemplate xmlns:r="{R[1:-1]}" r:id="rId1"/><w:trackRevisions/>'
        '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'
    )
    rest = settings[end:].replace("<w:compat>", '<w:updateFields w:val="true"/><w:compat>')
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{R[1:-1]}/attachedTemplate" '
        'Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    path = _changed(
        template, tmp_path, {"word/settings.xml": evil + rest, "word/_rels/settings.xml.rels": links}
    )
    made = render_docx(report, read_template(path))
    assert faults(made) == []
    content = b"".join(parts(made).values())
    for gone in (b"evil.example", b"documentProtection", b"trackRevisions", b"updateFields"):
        assert gone not in content


def test_a_word_template_is_taken_as_well(report: Report, template: Path, tmp_path: Path) -> None:
    types = parts(template.read_bytes())["[Content_Types].xml"].decode()
    kind = types.replace(_MAIN, _MAIN.replace("document.main", "template.main"))
    path = _changed(template, tmp_path, {"[Content_Types].xml": kind}, "house.dotx")
    assert faults(render_docx(report, read_template(path))) == []


def _macros(template: Path, folder: Path) -> Path:
    return _changed(template, folder, {"word/vbaProject.bin": "macro"}, "macro.docm")


def _macro_type(template: Path, folder: Path) -> Path:
    kind = "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"
    types = parts(template.read_bytes())["[Content_Types].xml"].decode().replace(_MAIN, kind)
    return _changed(template, folder, {"[Content_Types].xml": types}, "macro.dotm")


def _cut(template: Path, folder: Path) -> Path:
    path = folder / "cut.docx"
    path.write_bytes(template.read_bytes()[:3000])
    return path


def _broken(template: Path, folder: Path) -> Path:
    return _changed(template, folder, {"word/styles.xml": "<w:styles"}, "broken.docx")


def _headless(template: Path, folder: Path) -> Path:
    return _changed(
        template, folder, {"word/document.xml": f'<w:document xmlns:w="{W[1:-1]}"/>'}, "empty.docx"
    )


def _old(_: Path, folder: Path) -> Path:
    path = folder / "old.doc"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512)
    return path


def _text(_: Path, folder: Path) -> Path:
    path = folder / "text.docx"
    path.write_text("Dear all")
    return path


def _sheet(_: Path, folder: Path) -> Path:
    path = folder / "sheet.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    return path


def _absent(_: Path, folder: Path) -> Path:
    return folder / "absent.docx"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_macros, "macros"),
        (_macro_type, "macros"),
        (_cut, "damaged"),
        (_broken, "damaged"),
        (_headless, "damaged"),
        (_old, "Word 97"),
        (_text, "not a Word document"),
        (_sheet, "not a Word document"),
        (_absent, "cannot be read"),
    ],
)
def test_what_is_no_template_is_refused_by_name(
    make: Callable[[Path, Path], Path], said: str, template: Path, tmp_path: Path
) -> None:
    path = make(template, tmp_path)
    with pytest.raises(InputError, match=said) as error:
        read_template(path)
    assert path.name in error.value.message
    assert error.value.advice


def _changed(template: Path, folder: Path, files: Mapping[str, str], name: str = "changed.docx") -> Path:
    """Return a copy of a template with other files in it."""
    with zipfile.ZipFile(folder / name, "w") as package:
        for file, content in {**parts(template.read_bytes()), **files}.items():
            package.writestr(file, content)
    return folder / name
