"""The drop report as a page to look at: what came in, what is new, unreadable or incomplete, what to do."""

from __future__ import annotations

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
        partly=partly,
        rest=[i for i in report.items if i.outcome in (Outcome.NEW, Outcome.UPDATED, Outcome.KNOWN)],
    )


def write_drop_report(report: DropReport, folder: Path) -> Path:
    """Writes `ID.html` into `folder` and returns its path."""
    folder.mkdir(exist_ok=True)
    target = folder / f"{report.id}.html"
    write_atomically(target, render_drop_report(report))
    return target


def _of(report: DropReport, outcome: Outcome) -> list[DropItem]:
    return [item for item in report.items if item.outcome is outcome]
