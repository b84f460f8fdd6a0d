"""wr status: what a project holds and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from workingregions.app.cli.options import JsonOption, add, asks
from workingregions.app.cli.output import console, note, print_json
from workingregions.models.wording import listed, plural

if TYPE_CHECKING:
    from workingregions.app.ask import Share
    from workingregions.app.view import View

MOST = 6
"""Values that are shown of regions, types and others."""
COMMANDS = {
    "ingest": "wr ingest PATH",
    "retry": "wr documents --unread",
    "refresh": "wr refresh",
    "searches": "wr searches run",
    "conflicts": "wr corrections conflicts",
    "describe": "wr correct",
    "fit_topics": "wr topics fit",
    "label": "wr label THEME",
}
"""The command for each kind of step."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(app, status)


@asks()
def status(view: View, json: JsonOption = False) -> None:
    """Show what the project holds, what is missing, what the last drop added and what to do next.

    Example:

        wr status -p review
    """
    found = view.overview()
    if json:
        print_json(found)
        return
    out = console()
    out.print(
        f"{found.project}: {plural(found.documents, 'document')}, {plural(found.pages, 'page')}, "
        f"{plural(found.passages, 'passage')}. Snapshot {found.snapshot}, {found.created}."
    )
    if found.years:
        first, last = found.years[0].name, found.years[-1].name
        out.print(f"Years: {first} to {last}." if first != last else f"Year: {first}.")
    for name, shares in (
        ("Regions", found.regions),
        ("Types", found.types),
        ("Publishers", found.publishers),
        ("Languages", found.languages if len(found.languages) > 1 else ()),
    ):
        if shares:
            out.print(f"{name}: {_shares(shares)}.")
    if found.missing:
        lacks = [f"{plural(one.documents, 'document')} with {one.name}" for one in found.missing]
        out.print(f"Missing: {listed(lacks)}.")
    if found.last:
        parts = {"new": found.last.new, "updated": found.last.updated, "failed": found.last.failed}
        said = ", ".join(f"{count} {name}" for name, count in parts.items() if count) or "nothing new"
        out.print(f"Last drop: {found.last.id}, {found.last.started}: {said}.")
    if words := found.unread.words:
        note(words)
    for number, step in enumerate(found.steps, 1):
        out.print(f"{'Next:' if number == 1 else '     '} {number}. {step.what}: {COMMANDS[step.kind]}")
        out.print(f"         {step.why}")


def _shares(shares: Sequence[Share]) -> str:
    named = [f"{one.name} {one.documents}" for one in shares[:MOST]]
    more = len(shares) - MOST
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")
