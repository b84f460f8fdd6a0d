"""A report read back from each format as words: what a reader sees, without what the renderer adds."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

from lxml import etree, html

from workingregions.reports.report import Report

MARGIN = 56
"""Points at the head and foot of a PDF's page that hold no text of the report."""


def words(text: str) -> str:
    """Return letters and digits alone, as formats differ in spaces, hyphens and line breaks."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def read_html(content: bytes) -> str:
    """Return the words of a page, without citations and the marks of evidence."""
    tree = html.document_fromstring(content.decode())
    for element in tree.xpath("//style|//nav|//*[@class='cite']|//summary|//a[@class='pill']"):
        element.drop_tree()
    return words(tree.text_content())


def read_markdown(content: bytes) -> str:
    """Return the words of Markdown as it is shown, without the marks of footnotes."""
    from markdown_it import MarkdownIt

    text = re.sub(r"\[\^[^\]]+\](?!:)", "", content.decode())
    shown = MarkdownIt("commonmark").enable("table").render(text)
    return words(html.document_fromstring(shown).text_content())


def read_docx(content: bytes) -> str:
    """Return the words of a Word document, with those of its footnotes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(f"word/{name}.xml") for name in ("document", "footnotes")]
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    trees = [etree.fromstring(part) for part in parts]
    return words("".join(text.text or "" for tree in trees for text in tree.iter(space)))


def read_pdf(content: bytes) -> str:
    """Return the words of a PDF, without the lines at the head and foot of its pages."""
    import pypdfium2

    found = []
    for page in pypdfium2.PdfDocument(content):
        width, height = page.get_size()
        found.append(page.get_textpage().get_text_bounded(0, MARGIN, width, height - MARGIN))
    return words("".join(found))


READERS: Mapping[str, Callable[[bytes], str]] = {
    "html": read_html,
    "md": read_markdown,
    "docx": read_docx,
    "pdf": read_pdf,
}


def stated(report: Report) -> list[str]:
    """Return what every format must hold: each claim up to its citation, cells, captions, quotes, titles."""
    from workingregions.reports.report import shown

    found = [report.title, report.subtitle, *(section.title for section in report.walk())]
    found += [claim.text.rstrip(".") for claim in report.claims()]
    for table in report.tables():
        found += [column.label for column in table.columns]
        found += [shown(c, k) for row in table.rows for c, k in zip(row.cells, table.columns, strict=True)]
    found += [figure.caption for figure in report.figures()]
    found += [report.quotes[ident].text for ident in report.used()]
    return [words(text) for text in found]
