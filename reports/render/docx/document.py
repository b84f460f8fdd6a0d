"""A report as a Word document."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workingregions.reports.citing import cite_report
from workingregions.reports.english import long_date
from workingregions.reports.render.claims import FACTS, facts
from workingregions.reports.render.docx.base import Template, opened
from workingregions.reports.render.docx.elements import field, paragraph, run, safe
from workingregions.reports.render.docx.layout import LETTER, Layout
from workingregions.reports.render.docx.settings import prepare_settings
from workingregions.reports.render.docx.styles import Styles
from workingregions.reports.render.docx.writer import Writer
from workingregions.reports.report import Report, Spelling

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

_EPOCH = (1980, 1, 1, 0, 0, 0)
_ENDS = ("The numbers of the figures", "Quotes behind the tables", "References", "How it was made")
"""The headings of what follows the sections."""
_TITLE = 90
"""Characters of the title that a page's header has room for."""


def render_docx(report: Report, template: Template | None = None) -> bytes:
    """Return the report as a Word document; the same bytes for the same report and template.

    Args:
        report: the report.
        template: a Word document or template whose styles, headers, footers and page layout the report
            takes; styles that it lacks are added.

    Raises:
        InputError: the template is damaged, of another format or carries macros; there is no such style.
    """
    citations = cite_report(report)
    document = opened(template)
    styles = Styles(document, ours=template is None)
    styles.speak(report.language)
    prepare_settings(document, report.language)
    if template is None:
        _head_and_foot(document, report, styles)
    body = document.element.body
    layout = Layout(body[-1])
    if template is None and report.spelling is Spelling.AMERICAN:
        layout.take_paper(*LETTER)
    body.remove(body[-1])
    writer = Writer(report, citations, document, styles, layout)
    _write(writer, report)
    body.extend(writer.finished())
    _describe(document, report)
    return _packed(document)


def _write(writer: Writer, report: Report) -> None:
    """Write the report: a page with its summary, contents, sections, annexes, references."""
    writer.put("Title", [run(report.title)])
    writer.put("Subtitle", [run(report.subtitle)])
    (_, made), *others = facts(report)
    writer.put("Details", [run(made)])
    summary, *sections = report.sections
    writer.section(summary, summary=True)
    writer.contents(sum(1 for _ in report.walk()) + len(_ENDS))
    body = [section for section in sections if not section.annex]
    annexes = [section for section in sections if section.annex]
    for number, section in enumerate([*body, *annexes]):
        writer.section(section, breaks=number in (0, len(body)))
    numbers, quotes, references, made_of = _ENDS
    writer.figure_data(numbers)
    writer.quotes(quotes)
    writer.references(references)
    writer.facts(made_of, FACTS, others)


def _head_and_foot(document: Document, report: Report, styles: Styles) -> None:
    """Give the pages the title above, from the second on, and below their number."""
    section = document.sections[0]
    title = safe(report.title)
    title = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
    day = long_date(report.provenance.date, american=report.spelling is Spelling.AMERICAN)
    about = f"{report.provenance.corpus} · {day} · page "

    def number() -> list[Element]:
        return [run(about), *field("PAGE", run("1")), run(" of "), *field("NUMPAGES", run("1"))]

    for part, style, content in (
        (section.header, "Header", [run(title)]),
        (section.footer, "Footer", number()),
        (section.first_page_header, "Header", []),
        (section.first_page_footer, "Footer", number()),
    ):
        part.is_linked_to_previous = False
        element = part._element
        for child in list(element):
            element.remove(child)
        element.append(paragraph(styles[style], content))


def _describe(document: Document, report: Report) -> None:
    """Set the properties of the document from what the report was made from."""
    about, properties = report.provenance, document.core_properties
    properties.title, properties.subject = safe(report.title)[:255], safe(report.subtitle)[:255]
    properties.author = properties.last_modified_by = "Working Regions"
    properties.language = report.language
    properties.category = about.kind
    properties.keywords = f"snapshot {about.snapshot}; codebook {about.codebook}; version {about.version}"
    properties.comments = ""
    properties.identifier = about.snapshot
    properties.revision = 1
    day = datetime.fromisoformat(about.date[:10] or "1980-01-01").replace(tzinfo=UTC)
    properties.created = properties.modified = day.replace(tzinfo=None)


def _packed(document: Document) -> bytes:
    """Return the document as a file: its parts in order, without the time of writing."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            target.writestr(entry, source.read(name))
    return out.getvalue()
