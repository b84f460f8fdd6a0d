"""wr label: passages shown one by one, and a coder's answers; what coders disagree on is settled here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import JsonOption, ProjectOption, WhoOption, add, open_project
from workingregions.app.cli.output import console, err, print_json, working
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.coding import QueueItem
    from workingregions.app.project import Project
    from workingregions.app.view import View
    from workingregions.models.labels import Judgement

Theme = Annotated[str, typer.Argument(metavar="THEME", help="A theme's id; see `wr themes`.")]
KEYS = "y yes   n no   u unsure   o other theme   s skip   b back   d definition   q stop"
CONTEXT = 300
"""Characters shown of the passages before and after."""


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(app, label)


def label(
    theme: Theme,
    n: Annotated[int, typer.Option("-n", metavar="N", help="Passages in this sitting.", min=1)] = 20,
    queue: Annotated[
        int | None,
        typer.Option("--queue", metavar="N", help="Print the next N passages and stop.", min=1),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="With --queue: write a table to fill in (CSV)."),
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Take answers from a table (CSV).")
    ] = None,
    random: Annotated[
        bool, typer.Option("--random", help="Only passages drawn at random, which measure.")
    ] = False,
    suggest: Annotated[bool, typer.Option("--suggest", help="Show the machine's score.")] = False,
    adjudicate: Annotated[
        bool, typer.Option("--adjudicate", help="Settle passages on which coders disagree.")
    ] = False,
    project: ProjectOption = None,
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Label passages: is each about the theme? Answer by one key; an answer is kept at once.

    Half of the passages are drawn at random: they measure, and no model learns from them (`wr accuracy`).
    The others are those that the machine is least sure of, or that are unlike the rest; it learns from them
    at the next `wr refresh`. You see neither the machine's score nor what others said. Stop when you like:
    the next sitting goes on from there.

    A table has the columns evidence and answer (yes, no, unsure, other), and may have theme, other, who,
    note, and why, stratum, size and survey, as --queue --out writes them.

    Example:

        wr label reshoring -p review
        wr label reshoring --queue 50 --out sheet.csv -p review
        wr label reshoring --from sheet.csv -p review
        wr label reshoring --adjudicate -p review
    """
    from workingregions.corpus.labels import Reason

    if sum([queue is not None, source is not None, adjudicate]) > 1 or (out and queue is None):
        raise typer.BadParameter("Give one of --queue, --from and --adjudicate; --out goes with --queue.")
    opened = open_project(project)
    if source is not None:
        _from_table(opened, theme, source, who, json=json)
        return
    view = opened.view()
    if adjudicate:
        _adjudicate(opened, view, theme, who)
        return
    coder = who or opened.who
    with working("choosing passages"):
        mix = {Reason.RANDOM: 1.0} if random else None
        items = view.label_queue(theme, queue or n, who=coder, mix=mix)
    if out is not None:
        from workingregions.app.coding import write_sheet

        typer.echo(f"Wrote {write_sheet(items, out)} passages to {out}; fill in `answer`, then use --from.")
    elif json or queue is not None:
        _print_queue(items, json=json)
    else:
        _sitting(opened, view, theme, items, coder, suggest=suggest)


def _print_queue(items: Sequence[QueueItem], *, json: bool) -> None:
    if json:
        print_json(items)
        return
    for item in items:
        typer.echo(f"{item.draw.why.value:10} {item.file}, page {item.page}: {_cut(item.text)}")
        typer.echo(f"           {item.evidence}")


def _from_table(opened: Project, theme: str, source: Path, who: str, *, json: bool) -> None:
    from workingregions.app.coding import VerdictError, explained, read_sheet

    rows = read_sheet(source, theme)
    verdicts = [replace(verdict, who=verdict.who or who) for _, verdict in rows]
    try:
        made = opened.label_all(verdicts)
    except VerdictError as error:
        raise explained(source, [number for number, _ in rows], error) from error
    if json:
        print_json({"labels": made})
    else:
        typer.echo(f"Wrote {len(made)} labels of {len(rows)} rows.")


def _sitting(
    opened: Project, view: View, theme: str, items: Sequence[QueueItem], who: str, *, suggest: bool
) -> None:
    """Show passages one by one and keep each answer."""
    from workingregions.app.coding import Verdict
    from workingregions.corpus.errors import UserError

    place = kept = 0
    while 0 <= place < len(items):
        item = items[place]
        show(view, item, f"{place + 1} of {len(items)}", suggest=suggest)
        key = _key(view, theme)
        if key == "q":
            break
        if key in "sb":
            place = max(place - 1, 0) if key == "b" else place + 1
            continue
        other = typer.prompt("Which theme", type=str).strip() if key == "o" else ""
        verdict = Verdict(
            theme=theme,
            evidence=item.evidence or item.passage,
            answer=key,
            other=other,
            draw=item.draw,
            who=who,
        )
        try:
            opened.label_all([verdict])
        except UserError as error:
            err(str(error))
            continue
        kept += 1
        place += 1
    typer.echo(
        f"{plural(kept, 'label')} kept. Go on with `wr label {theme}`; `wr refresh` lets the machine learn."
    )


def show(view: View, item: QueueItem, count: str, *, suggest: bool) -> None:
    """Print a passage for a coder: document, page, heading, text and what stands around it."""
    from rich.text import Text

    out = console()
    out.rule(f"{view.codebook.get(item.theme).label}: {count}")
    where = f"{item.title or item.file} ({item.year or 'undated'}), {item.file}, page {item.page}"
    out.print(Text(where, style="cyan"))
    if item.section:
        out.print(Text(" > ".join(item.section), style="cyan"))
    if item.before:
        out.print(Text("… " + item.before[-CONTEXT:], style="dim"))
    out.print(Text(item.text))
    if item.after:
        out.print(Text(item.after[:CONTEXT] + " …", style="dim"))
    if suggest:
        out.print(Text(f"machine: {item.score:.2f}; shown because: {item.draw.why.value}", style="dim"))


def _key(view: View, theme: str) -> str:
    """Return the next key that means something; the end of the input stops."""
    typer.echo(KEYS)
    for key in _keys():
        if key == "d":
            _define(view, theme)
        elif key in tuple("ynuosbq"):
            return key
    return "q"


def _keys() -> Iterator[str]:
    while True:
        try:
            key = typer.getchar().casefold()
        except EOFError:
            return
        if key in ("\x04", "\x1b", ""):
            return
        yield key


def _define(view: View, theme: str) -> None:
    found = view.codebook.get(theme)
    typer.echo(f"{found.label}: {found.definition}")
    for heading, items in (
        ("include", found.include),
        ("exclude", found.exclude),
        ("example", found.examples),
    ):
        for item in items:
            typer.echo(f"  {heading}: {item}")


def _adjudicate(opened: Project, view: View, theme: str, who: str) -> None:
    """Show what coders disagree on, side by side; write what is settled as corrections, all at the end."""
    from workingregions.app.cli.commands.corrections import print_all
    from workingregions.app.map import Wish
    from workingregions.corpus.correction import Action

    wishes = []
    cases = view.disagreements(theme)
    if not cases:
        typer.echo("There is nothing to settle: no passage has answers that differ.")
        return
    for number, (item, sides) in enumerate(cases, 1):
        show(view, item, f"{number} of {len(cases)}", suggest=False)
        show_sides(sides)
        key = _key(view, theme)
        if key == "q":
            break
        if key in "yn":
            value = "about" if key == "y" else "not_about"
            said = "; ".join(f"{side.who}: {_word(side)}" for side in sides)
            wish = Wish(
                action=Action.THEME, evidence=item.evidence, relation=item.theme, value=value, who=who,
                why=f"adjudicated ({said})",
            )  # fmt: skip
            wishes.append(wish)
    if wishes:
        with working("applying the corrections"):
            done = opened.correct_all(wishes)
        print_all(done, json=False)


def show_sides(sides: Sequence[Judgement]) -> None:
    """Print who answered what, and when."""
    for side in sides:
        typer.echo(f"  {side.who}, {side.when[:10]}: {_word(side)}")


def _word(judgement: Judgement) -> str:
    return "unsure" if judgement.about is None else "yes" if judgement.about else "no"


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= CONTEXT else words[:CONTEXT] + " …"
