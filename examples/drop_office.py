"""DOCX, HTML and Markdown files of the sample drop."""

from __future__ import annotations

import html
import io
import zipfile
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Any

import yaml
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from drop_text import MARKDOWN, Piece, Sample, mark_notes, pieces

_DOCX_STYLES = {
    "bullets": "List Bullet",
    "numbers": "List Number",
    "quote": "Intense Quote",
    "caption": "Caption",
}

_PAGE = Path(__file__).with_name("page.html")


def make_docx(sample: Sample) -> bytes:
    """Return the sample as a Word file with title page lines, running header and page numbers."""
    doc = Document()
    _slim(doc)
    _properties(doc, sample)
    section = doc.sections[0]
    section.page_width, section.page_height = (
        (Mm(216), Mm(279)) if sample.get("paper") == "letter" else (Mm(210), Mm(297))
    )
    doc.styles["Normal"].font.name = sample.get("docx_font", "Calibri")
    doc.styles["Normal"].font.size = Pt(11)
    section.header.paragraphs[0].text = sample.get("running")
    _page_number(section.footer.paragraphs[0])
    doc.add_paragraph(sample.get("publisher"))
    _runs(doc.add_paragraph(style="Title"), sample.get("title"))
    for line in (sample.get("subtitle"), _byline(sample), sample.get("printed")):
        if line:
            doc.add_paragraph(line, style="Subtitle" if line == sample.get("subtitle") else None)
    for line in sample.get("front_lines", []):
        doc.add_paragraph(line)
    for piece in pieces(sample.body):
        _add_piece(doc, piece)
    if sample.notes:
        doc.add_heading("Notes", level=1)
        for number, note in sample.notes.items():
            _runs(doc.add_paragraph(f"{number}  "), note)
    if sample.get("imprint"):
        _runs(doc.add_paragraph(), sample.get("imprint"))
    return _fixed_zip(doc)


def _add_piece(doc: Any, piece: Piece) -> None:
    if piece.kind == "heading":
        _runs(doc.add_heading(level=piece.level - 1), piece.text)
    elif piece.kind == "table":
        table = doc.add_table(rows=0, cols=len(piece.rows[0]), style="Table Grid")
        for row in piece.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                _runs(cell.paragraphs[0], text)
        doc.add_paragraph()
    else:
        _runs(doc.add_paragraph(style=_DOCX_STYLES.get(piece.kind)), piece.text)


def _runs(paragraph: Paragraph, text: str) -> None:
    """Add inline Markdown as runs, keeping bold and italics; a note mark becomes a raised number."""
    bold = italic = False
    for token in MARKDOWN.parseInline(mark_notes(text, "\x00{n}\x00"))[0].children or []:
        bold = token.type == "strong_open" or (bold and token.type != "strong_close")
        italic = token.type == "em_open" or (italic and token.type != "em_close")
        for at, part in enumerate(token.content.split("\x00")):
            if part:
                run = paragraph.add_run(part)
                run.bold, run.italic = bold or None, italic or None
                run.font.superscript = True if at % 2 else None


def _slim(doc: Any) -> None:
    """Drop what the template brings and nothing here uses: 0.9 MB of styles, a thumbnail."""
    package, main = doc.part.package, doc.part
    for owner, unwanted in ((package, RT.THUMBNAIL), (main, _STYLES_WITH_EFFECTS)):
        for key in [k for k, rel in owner.rels.items() if rel.reltype == unwanted]:
            owner.rels.pop(key)
    for style in list(doc.styles.element.findall(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in (
            "TableNormal",
            "TableGrid",
        ):
            doc.styles.element.remove(style)


_STYLES_WITH_EFFECTS = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"


def _properties(doc: Any, sample: Sample) -> None:
    core = doc.core_properties
    core.title = sample.get("properties", {}).get("title", sample.get("title"))
    core.author = sample.get("properties", {}).get("author", ", ".join(sample.get("authors", [])))
    core.last_modified_by, core.comments, core.revision = core.author, "", 3
    if sample.date:
        day = sample.date
        core.created = core.modified = datetime(day.year, day.month, day.day, 9, 30)
    else:  # the template's own dates would pass for the document's
        for name in ("dcterms:created", "dcterms:modified"):
            for element in core._element.findall(qn(name)):
                core._element.remove(element)


def _page_number(paragraph: Paragraph) -> None:
    run = paragraph.add_run("Page ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _fixed_zip(doc: Any) -> bytes:
    """Return the file with one timestamp for all members, uncompressed: compressed bytes vary by zlib."""
    raw, out = io.BytesIO(), io.BytesIO()
    doc.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 0
            target.writestr(info, source.read(name))
    return out.getvalue()


def make_markdown(sample: Sample) -> bytes:
    """Return the sample as Markdown with the front matter a web editor would keep."""
    front: dict[str, Any] = {"title": sample.get("title")}
    if sample.get("authors"):
        front["author"] = sample.get("authors")
    front |= {
        "date": sample.get("date"),
        "publisher": sample.get("publisher"),
        "tags": sample.get("tags", []),
    }
    head = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=1000)
    notes = "".join(f"[^{number}]: {note}\n" for number, note in sample.notes.items())
    subtitle = f"*{sample.get('subtitle')}*\n\n" if sample.get("subtitle") else ""
    title = f"# {sample.get('title')}\n\n"
    return f"---\n{head}---\n\n{title}{subtitle}{sample.body}{notes and chr(10)}{notes}".encode()


def make_html(sample: Sample) -> bytes:
    """Return the sample as a page of its publisher's web site, with menus, cookie bar and related links."""
    get = sample.get
    lines = [get("subtitle"), _byline(sample), get("printed"), *get("front_lines", [])]
    notes = "".join(f'<li id="n{n}">{MARKDOWN.renderInline(text)}</li>\n' for n, text in sample.notes.items())
    mark = '<sup><a href="#n{n}">{n}</a></sup>'
    metas = "".join(
        f'<meta name="{k}" content="{html.escape(str(v))}">\n' for k, v in get("html_meta", {}).items()
    )
    page = Template(_PAGE.read_text(encoding="utf-8")).substitute(
        language=get("language", "en"),
        title=MARKDOWN.renderInline(get("title")),
        site=html.escape(get("site", get("publisher"))),
        meta=metas,
        colour=get("colour", "#1f3a5f"),
        cookies=html.escape(get("cookies", "We use cookies to improve this site.")),
        nav=_links(get("nav", [])),
        crumb=html.escape(get("crumb")),
        byline="\n".join(f"<p>{MARKDOWN.renderInline(line)}</p>" for line in lines if line),
        body=mark_notes(MARKDOWN.render(sample.body), mark),
        notes=f'<ol class="notes">\n{notes}</ol>\n' if notes else "",
        related_title=html.escape(get("related_title", "Related pages")),
        related=_links(get("related", [])),
        imprint=html.escape(get("imprint")),
    )
    return page.encode()


def _byline(sample: Sample) -> str:
    """Return the authors as printed; nothing where the subtitle names them already."""
    return "" if sample.get("authors_in_subtitle") else ", ".join(sample.get("authors", []))


def _links(names: list[str]) -> str:
    return "\n".join(f'<li><a href="#">{html.escape(name)}</a></li>' for name in names)
