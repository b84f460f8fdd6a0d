"""The drop report as a page to look at: what came in, what is new, unreadable or incomplete, what to do."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

from workingregions.corpus.drops import DropItem, DropReport, Outcome
from workingregions.corpus.snapshot import write_atomically
from workingregions.reports.pages import render

EXPLAINED = {
    Outcome.NEW: "read and added",
    Outcome.UPDATED: "known before; read again, because the file, the rules or the settings changed",
    Outcome.KNOWN: "known before; nothing to do",
    Outcome.DUPLICATE: "repeats another document; counted once unless you say otherwise",
    Outcome.FAILED: "not read; the reason is given",
}


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
TO_DO = {
    "encrypted": "Write the passwords into a file, one a line, for `wr retry --password-file FILE`.",
    "damaged": "Get fresh copies, or open and print them to new PDFs where they lie; then run `wr retry`.",
    "empty": "Download or copy them again; then run `wr retry`.",
    "unsupported": "Save them as PDF, DOCX or HTML and add those.",
    "no_text": "There is nothing to read in them, not even by OCR. Leave them, or add a better scan.",
    "garbled": "Their text is not language. Print them to new PDFs or scan them; then run `wr retry`.",
    "timeout": "Raise `timeout` under `[ingest]` in workingregions.toml; then run `wr retry`.",
    "memory": "Raise `memory` under `[ingest]` in workingregions.toml; then run `wr retry`.",
    "missing": "Put them back where they were; then run `wr retry`.",
    "too_large": "Split or unpack them and add the parts.",
}
"""What the user can do about files that failed so; the rest is told file by file."""


def render_drop_report(report: DropReport) -> str:
    """A self-contained HTML page."""
    incomplete = [i for i in report.items if i.lacks and i.outcome is not Outcome.FAILED]
    partly = [i for i in report.items if i.failed_pages]
    return render(
        "drop_report.html.j2",
        report=report,
        names={item.document: item.path for item in report.items if item.document},
        outcomes=[(o, report.count(o), EXPLAINED[o]) for o in Outcome if report.count(o)],
        failed=_of(report, Outcome.FAILED),
        duplicates=_of(report, Outcome.DUPLICATE),
        incomplete=incomplete,
        lacking=sorted(Counter(name for item in incomplete for name in item.lacks).items()),
        steps=_steps(report),
        started=_readable(report.started),
        partly=partly,
        rest=[i for i in report.items if i.outcome in (Outcome.NEW, Outcome.UPDATED, Outcome.KNOWN)],
    )


def _steps(report: DropReport) -> list[tuple[str, int, str]]:
    """What the user can do: the category of failure, how many files failed so, and the step."""
    failed = Counter(item.category for item in _of(report, Outcome.FAILED))
    ranked = sorted(failed.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(name.replace("_", " "), count, TO_DO[name]) for name, count in ranked if name in TO_DO]


def _readable(started: str) -> str:
    """2024-05-01T10:00:00Z as 1 May 2024, 10:00 UTC; anything else as it is."""
    try:
        moment = datetime.strptime(started, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return started
    # calendar.month_name and %B would follow the locale of the process.
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment:%Y, %H:%M} UTC"


def write_drop_report(report: DropReport, folder: Path) -> Path:
    """Writes `ID.html` into `folder` and returns its path."""
    folder.mkdir(exist_ok=True)
    target = folder / f"{report.id}.html"
    write_atomically(target, render_drop_report(report))
    return target


def _of(report: DropReport, outcome: Outcome) -> list[DropItem]:
    return [item for item in report.items if item.outcome is outcome]
