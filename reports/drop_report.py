"""The drop report as an HTML page: what was added, what is new, unreadable or incomplete, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from workingregions.corpus.drops import DropItem, DropReport, FileOutcome
from workingregions.corpus.files import write_atomically
from workingregions.models.wording import language, plural
from workingregions.reports.english import long_date
from workingregions.reports.pages import render

EXPLAINED = {
    FileOutcome.NEW: "read and added",
    FileOutcome.UPDATED: "known before; read again, because the file, the rules or the settings changed",
    FileOutcome.KNOWN: "known before; nothing to do",
    FileOutcome.DUPLICATE: "repeats another document; counted once unless configured otherwise",
    FileOutcome.FAILED: "not read; the reason is given",
}

TO_DO = {
    "encrypted": "Retry them with their passwords.",
    "damaged": "Get fresh copies, or open and print them to new PDFs in the same place; then retry them.",
    "empty": "Download or copy them again; then retry them.",
    "unsupported": "Save them as PDF, DOCX or HTML and add those.",
    "no_text": "They contain no text, not even by OCR. Leave them, or add a better scan.",
    "garbled": "Their text is unreadable. Print them to new PDFs or scan them; then retry them.",
    "timeout": "Raise `timeout` under `[ingest]` in workingregions.toml; then retry them.",
    "memory": "Raise `memory` under `[ingest]` in workingregions.toml; then retry them.",
    "missing": "Put them back where they were; then retry them.",
    "too_large": "Split or unpack them and add the parts.",
}
"""What the user can do about the files of each failure category; an interface may word it differently."""


def render_drop_report(
    report: DropReport, *, steps: Mapping[str, str] = TO_DO, advice: Callable[[str], str] = str
) -> str:
    """Return a self-contained HTML page.

    Args:
        report: the drop.
        steps: what the user can do about each failure category.
        advice: rewords the advice of one file for the interface that shows the page.
    """
    incomplete = [i for i in report.items if i.lacks and i.outcome is not FileOutcome.FAILED]
    partly = [i for i in report.items if i.failed_pages or i.doubtful_pages or i.form_pages]
    foreign = [i for i in report.items if i.language]
    return render(
        "drop_report.html.j2",
        report=report,
        names={item.document: item.path for item in report.items if item.document},
        outcomes=[(o, report.count(o), EXPLAINED[o]) for o in FileOutcome if report.count(o)],
        failed=[replace(item, advice=advice(item.advice)) for item in _of(report, FileOutcome.FAILED)],
        duplicates=_of(report, FileOutcome.DUPLICATE),
        incomplete=incomplete,
        lacking=sorted(Counter(name for item in incomplete for name in item.lacks).items()),
        steps=_steps(report, steps),
        started=_readable(report.started),
        partly=partly,
        searches=list(new_hits(report)),
        foreign=foreign,
        languages=[(language(code), count) for code, count in languages(report)],
        spoken=language,
        plural=plural,
        rest=[
            i for i in report.items if i.outcome in (FileOutcome.NEW, FileOutcome.UPDATED, FileOutcome.KNOWN)
        ],
    )


def languages(report: DropReport) -> list[tuple[str, int]]:
    """Return the languages in which nothing is extracted, with the numbers of documents, most first."""
    found = Counter(item.language for item in report.items if item.language)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def not_read(report: DropReport) -> Iterator[str]:
    """Yield a sentence on the documents, and one on the pages, of which nothing or little is extracted."""
    if foreign := languages(report):
        documents = plural(sum(count for _, count in foreign), "document")
        named = ", ".join(f"{language(code)} {count}" for code, count in foreign)
        yield f"Not in English, so that nothing is extracted: {documents} ({named})."
    blank = sum(len(item.failed_pages) for item in report.items)
    hard = sum(len(item.doubtful_pages) for item in report.items)
    filled = sum(len(item.form_pages) for item in report.items)
    recognised = sum(item.recognised_pages for item in report.items)
    pages = [
        f"{plural(blank, 'page')} without text" if blank else "",
        f"{plural(recognised, 'page')} read by OCR" if recognised else "",
        f"{hard} of them hard to recognise" if hard else "",
        f"{plural(filled, 'page')} with answers in form fields, which were read" if filled else "",
    ]
    if said := ", ".join(part for part in pages if part):
        yield f"Pages: {said}."


def new_hits(report: DropReport) -> Iterator[str]:
    """Yield a sentence on each saved search with hits that were not reported yet, or that failed."""
    for search in report.searches:
        if search.problem:
            yield f"Saved search {search.name}: {search.problem}"
        else:
            hits, documents = plural(search.hits, "new passage"), plural(search.documents, "document")
            yield f"Saved search {search.name}: {hits} in {documents}."


def _steps(report: DropReport, steps: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """Return what the user can do: the category of failure, the number of failed files, and the step."""
    failed = Counter(item.category for item in _of(report, FileOutcome.FAILED))
    ranked = sorted(failed.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(name.replace("_", " "), count, steps[name]) for name, count in ranked if name in steps]


def _readable(started: str) -> str:
    """Return 2024-05-01T10:00:00Z as 1 May 2024, 10:00 UTC; other text unchanged."""
    try:
        moment = datetime.strptime(started, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return started
    return f"{long_date(started[:10])}, {moment:%H:%M} UTC"


def write_drop_report(
    report: DropReport,
    folder: Path,
    *,
    steps: Mapping[str, str] = TO_DO,
    advice: Callable[[str], str] = str,
) -> Path:
    """Write `ID.html` into `folder`, with the words of `render_drop_report`; return its path."""
    folder.mkdir(exist_ok=True)
    target = folder / f"{report.id}.html"
    write_atomically(target, render_drop_report(report, steps=steps, advice=advice))
    return target


def _of(report: DropReport, outcome: FileOutcome) -> list[DropItem]:
    return [item for item in report.items if item.outcome is outcome]
