"""The formats that a report is written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from workingregions.corpus.errors import NotFoundError
from workingregions.reports.render.docx import render_docx
from workingregions.reports.render.html import render_html
from workingregions.reports.render.markdown import render_markdown
from workingregions.reports.render.pdf import render_pdf
from workingregions.reports.report import Report

WORD = "docx"
"""The id of the format that takes a user's template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: its id, the name of its file, what it is for, and the function that renders it."""

    id: str
    file: str
    about: str
    render: Callable[[Report], bytes] = field(repr=False)


def _html(report: Report) -> bytes:
    return render_html(report).encode()


def _markdown(report: Report) -> bytes:
    return render_markdown(report).encode()


FORMATS: Mapping[str, Format] = {
    format.id: format
    for format in (
        Format(id="html", file="report.html", about="Web page: the evidence opens in place", render=_html),
        Format(
            id=WORD,
            file="report.docx",
            about="Word document: to be edited and restyled, with footnotes",
            render=render_docx,
        ),
        Format(
            id="pdf",
            file="report.pdf",
            about="PDF: for print and for archives, tagged for screen readers",
            render=render_pdf,
        ),
        Format(
            id="md",
            file="report.md",
            about="Markdown: plain text for editors and notebooks",
            render=_markdown,
        ),
    )
}
"""The formats by id, in the order in which they are offered."""


def check_formats(names: Iterable[str]) -> tuple[Format, ...]:
    """Return the formats of these names, each once; all of them if no name is given.

    Raises:
        NotFoundError: a name is unknown.
    """
    wanted = [name.strip().casefold().removeprefix(".") for name in names]
    for name in wanted:
        if name not in FORMATS:
            raise NotFoundError("format", name, FORMATS, advice=f"One of: {', '.join(FORMATS)}.")
    return tuple(format for name, format in FORMATS.items() if name in wanted or not wanted)


def render(report: Report, format: str) -> bytes:
    """Return the report in one format; the same bytes for the same report.

    Raises:
        NotFoundError: there is no such format.
    """
    (found,) = check_formats([format])
    return found.render(report)
