"""wr institutions, wr institution, wr ties, wr outcomes, wr registry: institutions, with their evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.cli.options import (
    FILTERS,
    INSTITUTIONS,
    JsonOption,
    MostOption,
    NearOption,
    ProjectOption,
    add,
    asks,
    open_project,
)
from workingregions.app.cli.output import answer, console, more, note, nothing, print_json, unread, working
from workingregions.corpus.enums import TieKind
from workingregions.corpus.map_filter import EVERYTHING, counted
from workingregions.models.wording import plural

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.text import Text

    from workingregions.app.ask import Institution
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter
    from workingregions.corpus.records import Merge
    from workingregions.corpus.selection import Selection

ALIASES, TIES, PASSAGES, MERGES = 12, 10, 5, 8
"""Maximum number of each that `wr institution` shows; --json gives all."""
NARROW = 100
"""Width of a terminal, in characters, below which a table leaves out optional columns."""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, institutions)
    add(app, institution)
    add(app, ties)
    add(app, outcomes)
    registry = typer.Typer(
        help="A registry of organisations that institutions are linked to.", no_args_is_help=True
    )
    add(registry, registry_add, "add")
    add(registry, registry_status, "status")
    app.add_typer(registry, name="registry")


@asks("region", "year", "theme", map=True, filters=INSTITUTIONS)
def institutions(
    view: View,
    selection: Selection,
    only: MapFilter,
    n: MostOption = 30,
    json: JsonOption = False,
) -> None:
    """List the institutions that the documents name: type, scale, home region, documents, mentions.

    --region and --year count the passages about that region and the documents of those years; an
    institution's home may be elsewhere. `wr institution NAME` shows the evidence.

    Example:

        wr institutions --region "North East England" --type university -p review
    """
    with working("gathering institutions"):
        frame = view.institutions(selection, only=only)
    columns = {
        "name": "institution",
        "type": "type",
        "scale": "scale",
        "region_name": "home",
        "documents": "docs",
        "mentions": "mentions",
        "aliases": "also written",
    }
    shown = {"aliases": lambda v: ", ".join(list(v)[:2]), "type": lambda v: str(v).replace("_", " ")}
    if console().width < NARROW:
        del columns["aliases"]
    empty, wide = "No institution fits.", ("aliases", "name", "region_name")
    answer(view, frame, columns, json=json, empty=empty, shown=shown, wide=wide, most=n)
    if not json:
        _beside(view, selection, only)


def _beside(view: View, selection: Selection, only: MapFilter) -> None:
    """Print which filter applies and what was not read."""
    for sentence in counted(only):
        note(sentence)
    unread(view, selection)


@asks(map=True)
def institution(
    view: View,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name or acronym, as documents write it.")],
    near: NearOption = "",
    json: JsonOption = False,
) -> None:
    """Show everything that the documents state about one institution, with the evidence.

    Its names and why they are one; type and scale, and how many documents state them; its home and why; its
    predecessors; its record in a registry; its ties with the sentences that state them; the years and the
    passages that name it. To correct errors, see `wr correct --help`.

    Example:

        wr institution "Tees Valley Unlimited" -p review
    """
    with working("gathering institutions"):
        found = view.institution(name, near=near)
    if json:
        print_json(found, stale=view.stale)
    else:
        _describe(console(), found)


def _describe(out: Console, found: Institution) -> None:
    from rich.text import Text

    entity = found.entity
    out.print(Text(entity.name, style="bold"))
    for field in ("type", "scale"):
        value = getattr(entity, field)
        out.print(
            f"  {field}: {(value or 'unknown').replace('_', ' ')}{_votes(found.typed, field)}", markup=False
        )
    reason = f" ({entity.region_reason})" if entity.region_reason else ""
    out.print(f"  home: {found.region_name or 'unknown'}{reason}", markup=False)
    if entity.start or entity.end:
        out.print(f"  years: {entity.start or '?'} to {entity.end or 'now or unknown'}")
    for label, names in (("followed", found.before), ("followed by", found.after)):
        if names:
            out.print(f"  {label}: {', '.join(names)}", markup=False)
    for link in found.links:
        sure = "registry" if link.linked else "registry, nearest but not certain enough"
        out.print(
            f"  {sure}: {link.registry}:{link.id} {link.name} ({link.reason or link.rule})", markup=False
        )
    forms = [f"{row['form']} ({row['mentions']})" for row in found.names.to_dict("records")]
    out.print(f"  written: {_few(forms, ALIASES)}", markup=False)
    years = [f"{row['year'] or 'no year'} ({row['mentions']})" for row in _rows(found.years)]
    out.print(f"  mentions by year: {_few(years, 30)}", markup=False)
    for merged, heading in ((True, "Why its names are one"), (False, "Compared and kept apart")):
        # The same reason may hold in several documents.
        reasons = list(dict.fromkeys(_reason(m) for m in found.merges if m.merged is merged))
        if reasons:
            out.print(f"\n{heading}")
        for reason in reasons[:MERGES]:
            _indented(out, reason, 2)
        if len(reasons) > MERGES:
            out.print(f"  ... and {len(reasons) - MERGES} more; use --json for all")
    if len(found.ties):
        out.print("\nTies")
        _tie_lines(out, found.ties.head(TIES), 2)
    if len(found.ties) > TIES:
        out.print(f"  ... and {len(found.ties) - TIES} more; see `wr ties --institution`")
    out.print("\nSentences that name it")
    for row in found.passages.head(PASSAGES).to_dict("records"):
        _indented(out, f"{row['file']}, page {row['page']}", 2, style="cyan")
        _indented(out, _short(row["text"]), 4)
    if len(found.passages) > PASSAGES:
        out.print(f"  ... and {len(found.passages) - PASSAGES} more; use --json for all")


def _reason(merge: Merge) -> str:
    pair = merge.left if merge.left == merge.right else f"{merge.left} / {merge.right}"
    return f"{pair}: {merge.reason} ({merge.rule.replace('_', ' ')}, {merge.score:.2f})"


def _tie_lines(out: Console, ties: pd.DataFrame, indent: int = 0) -> None:
    from rich.text import Text

    for number, row in enumerate(_rows(ties)):
        relation = row["relation"].replace("_", " ")
        head = Text.assemble((row["source"], "bold"), f"  {relation}  ", (row["target"], "bold"))
        kind = "" if row["kind"] == TieKind.GOVERNANCE else f"{row['kind']}, "
        head.append(f"  ({kind}{row['modality']}, {row['year'] or 'no year'})")
        if number:
            out.print()
        _indented(out, head, indent)
        _indented(out, f"{row['file']}, page {row['page']}", indent + 2, style="cyan")
        _indented(out, _short(row["sentence"]), indent + 2)


def _indented(out: Console, text: str | Text, depth: int, *, style: str = "") -> None:
    """Print a text with every line indented by `depth` characters."""
    from rich.padding import Padding
    from rich.text import Text

    line = Text(text, style=style) if isinstance(text, str) else text
    out.print(Padding(line, (0, 0, 0, depth), expand=False))


def _votes(typed: pd.DataFrame, field: str) -> str:
    rows = typed[(typed["field"] == field) & ~typed["value"].isin(["unknown", "other"])].to_dict("records")
    counts = [f"{row['value'].replace('_', ' ')} {row['documents']}" for row in rows]
    return f" (documents that state it: {', '.join(counts)})" if counts else ""


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return a frame's rows, with None for missing values."""
    rows: list[dict[Any, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows


def _few(values: list[str], most: int) -> str:
    rest = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(values[:most]) + rest


def _short(text: str, most: int = 300) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


@asks("region", "year", map=True, filters=tuple(FILTERS))
def ties(
    view: View,
    selection: Selection,
    only: MapFilter,
    institution: Annotated[
        str, typer.Option("--institution", help="Only ties of this institution.", show_default=False)
    ] = "",
    n: MostOption = 30,
    json: JsonOption = False,
) -> None:
    """List the ties that documents state between institutions, each with its sentence.

    Two names in one sentence are not a tie; only what the sentence states is. Correct a wrong tie with
    `wr correct tie`. With --type or --scale: ties with an end of that type and scale; with --no-firms: ties
    of which neither end is a firm. --ties governance leaves out supply and ownership.

    Example:

        wr ties --region Ohio --relation funds -p review
        wr ties --type university --ties governance -p review
    """
    with working("gathering institutions"):
        frame = view.ties(selection, institution=institution, only=only)
    if json:
        print_json(frame)
        return
    if not len(frame):
        nothing(view, "No tie is stated." if only == EVERYTHING else "No tie that counts is stated.")
    else:
        _tie_lines(console(), frame.head(n) if n else frame)
        more(frame, n)
        kinds = frame["kind"].value_counts()
        note(f"{plural(len(frame), 'statement')}: {', '.join(f'{k} {kinds[k]}' for k in kinds.index)}.")
    _beside(view, selection, only)


@asks("region", "year", map=True)
def outcomes(
    view: View,
    selection: Selection,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            help="jobs, investment, funding, firms, wages, output; may be repeated.",
            show_default=False,
        ),
    ] = None,
    datasets: Annotated[
        bool, typer.Option("--datasets", help="List the tables of statistics, one row for each.")
    ] = False,
    n: MostOption = 30,
    evidence: Annotated[bool, typer.Option("--evidence", help="Show an evidence id per claim.")] = False,
    json: JsonOption = False,
) -> None:
    """List the quantified claims of the documents: jobs, investment, funding, firms, wages, output.

    Each is promised or reported, gained, lost or kept, with its place, period and institution where the text
    states them. --year is that of the documents. The figures of a table of statistics are no claims:
    --datasets lists such tables.

    Example:

        wr outcomes --region "North East England" --kind jobs -p review
    """
    if datasets:
        _list_datasets(view, view.datasets(selection, kinds=kind or ()), n, json=json)
        return
    with working("gathering institutions"):
        frame = view.outcomes(selection, kinds=kind or ())
    if json:
        print_json(frame)
        return
    if not len(frame):
        nothing(view, "No quantified claim fits.")
    else:
        _outcome_lines(console(), frame.head(n) if n else frame, evidence=evidence)
        more(frame, n)
        tables = len(view.datasets(selection, kinds=kind or ()))
        if tables:
            named = "1 table" if tables == 1 else f"{tables:,} tables"
            typer.echo(f"Not counted: the figures of {named} of statistics; see --datasets.")
    unread(view, selection)


def _list_datasets(view: View, frame: pd.DataFrame, n: int, *, json: bool) -> None:
    if json:
        print_json(frame)
        return
    if not len(frame):
        nothing(view, "No table of statistics fits.")
        return
    out = console()
    for row in _rows(frame.head(n) if n else frame):
        first, last = row["first"], row["last"]
        years = "" if not first else f", {first}" if first == last else f", {first}-{last}"
        out.print(_short(row["caption"]) or "(no caption)", style="bold", markup=False)
        _indented(out, f"{', '.join(row['kinds'])}: {row['figures']} figures in {row['rows']} rows{years}", 2)
        _indented(out, f"{row['file']}, page {row['page']}", 2, style="cyan")
        out.print()
    more(frame, n)


def _outcome_lines(out: Console, frame: pd.DataFrame, *, evidence: bool) -> None:
    from rich.text import Text

    for row in _rows(frame):
        status = "promised" if row["promised"] else "reported"
        when = row["period"] or (f"for {row['year']}" if row["year"] else "")
        about = [row["change"], row["institution"], row["place"], when]
        head = Text(f"{row['kind']} {row['text']}", style="bold")
        out.print(head + Text(f"  {', '.join(filter(None, (status, *about)))}", style="not bold"))
        _indented(out, f"{row['file']}, page {row['page']}", 2, style="cyan")
        _indented(out, _short(row["sentence"]), 2)
        if evidence:
            out.print(Text("  " + row["evidence"], style="dim"), soft_wrap=True)
        out.print()


def registry_add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A ROR data dump, schema 2: zip or JSON.")],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Add a registry of organisations to the project and link its institutions to it.

    The file is the Research Organization Registry's data dump (https://ror.org; CC0); download it yourself.
    The project keeps a compact copy. Links that are not certain enough are left out;
    `wr institution NAME` shows them.

    Example:

        wr registry add v1.63-2025-04-03-ror-data.zip -p review
    """
    opened = open_project(project)
    with working("reading the registry and linking institutions"):
        state = opened.add_registry(file)
    if json:
        print_json(state)
        return
    message = (
        f"Imported {plural(state.records, 'record')} of {state.file}; linked {state.linked} of "
        f"{plural(state.institutions, 'institution')}."
    )
    typer.echo(message)


@asks(map=True)
def registry_status(view: View, json: JsonOption = False) -> None:
    """Show which registry the project holds, and how many institutions are linked to it.

    Example:

        wr registry status -p review
    """
    state = view.registry_status()
    if json:
        print_json(state, stale=view.stale)
    elif not state.file:
        typer.echo("No registry. Add a ROR data dump with: wr registry add FILE")
    else:
        linked = f"linked: {state.linked} of {plural(state.institutions, 'institution')}"
        unsure = f"with a nearest record that is not certain enough: {state.unsure}"
        records = plural(state.records, "record")
        typer.echo(f"{state.name} ({state.file}), {records}; {linked}; {unsure}.")
