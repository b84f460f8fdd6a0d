"""Reports that were made again, and editions that were compared, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app.cli.output import console, note

if TYPE_CHECKING:
    from workingregions.app.made import ChangedClaim, Rebuilt, ReportDiff
    from workingregions.reports.editions import NumberChange


def show_rebuilt(found: Rebuilt) -> None:
    """Print how each file compares, and what is not as it was."""
    out = console()
    for name, state in found.states.items():
        out.print(f"{name}: {state.value}")
    for words in found.notes:
        note(words)
    if found.folder:
        out.print(f"Wrote {found.folder}.")
    elif not found.equal:
        note("Give --out DIR to write it and look at the two.")


def show_diff(found: ReportDiff) -> None:
    """Print the claims that differ with their causes, all that happened, and what is left of the evidence."""
    out = console()
    for edition in (found.old, found.new):
        out.print(
            f"{edition.name}: {edition.title}, snapshot {edition.snapshot} of {edition.date}, "
            f"{edition.claims} claims"
        )
    for words in found.notes:
        note(words)
    out.print(f"\n{found.same} claims are equal; {len(found.changes)} differ.")
    for change in found.changes:
        out.print("")
        _show_change(change)
    if found.causes:
        out.print("\nIn between:")
        for cause in found.causes:
            out.print(f"  {cause.kind.value}: {cause.words}")
    if (left := found.half_life) and left.quotes:
        out.print(
            f"\nOf {left.quotes} quotes of the old report, {left.exact} are where they were, "
            f"{left.moved} moved, {left.changed} changed and {left.gone} are gone "
            f"(snapshot {left.snapshot}). {left.standing} of {left.claims} claims keep all of theirs."
        )


def _show_change(change: ChangedClaim) -> None:
    """Print one claim that differs."""
    out = console()
    out.print(f"{change.id} ({change.section}): {', '.join(what.value for what in change.what)}")
    if change.before and change.before != change.now:
        out.print(f"  - {change.before}")
    if change.now and change.before != change.now:
        out.print(f"  + {change.now}")
    for number in change.numbers if change.before and change.now else ():
        out.print(f"  {_number(number)}")
    if change.gained or change.lost:
        out.print(f"  quotes: {len(change.gained)} more, {len(change.lost)} fewer")
    for cause in change.causes:
        out.print(f"  because of {cause.kind.value}: {cause.words}")


def _number(number: NumberChange) -> str:
    before, now = ("-" if value is None else f"{value:,.6g}" for value in (number.before, number.now))
    return f"{number.name}: {before} -> {now} {number.unit}".rstrip()
