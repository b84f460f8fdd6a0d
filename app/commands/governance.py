"""wr institutions, wr institution, wr ties, wr outcomes, wr registry: who governs, with evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.commands.common import (
    JsonOption,
    ProjectOption,
    RegionOption,
    ThemeOption,
    YearOption,
    add,
    console,
    nothing,
    open_project,
    say_json,
    show_frame,
    tell_regions,
    working,
)

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.text import Text

    from workingregions.app.institutions import Institution
    from workingregions.corpus.records import Merge

MOST_OPTION = Annotated[int, typer.Option("-n", metavar="N", help="How many; 0: all.", min=0, max=1_000_000)]
ALIASES, TIES, PASSAGES, MERGES = 12, 10, 5, 8
"""How many of each `wr institution` shows; --json has all."""
NARROW = 100
"""Characters of a terminal below which a table leaves out what it can."""


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
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


def institutions(
    project: ProjectOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    theme: ThemeOption = None,
    type: Annotated[
        list[str] | None,
        typer.Option("--type", help="university, firm, union...; may be repeated.", show_default=False),
    ] = None,
    scale: Annotated[
        list[str] | None,
        typer.Option(
            "--scale", help="local, regional, national, supranational; may be repeated.", show_default=False
        ),
    ] = None,
    n: MOST_OPTION = 30,
    json: JsonOption = False,
) -> None:
    """List the institutions that the documents name: type, scale, home region, documents, mentions.

    --region and --year count the passages about that region and the documents of those years; an
    institution's home may be elsewhere. `wr institution NAME` tells the evidence.

    Example:

        wr institutions --region "North East England" --type university -p review
    """
    opened = open_project(project)
    tell_regions(region)
    with working("gathering institutions"):
        selection = opened.select(regions=region or (), year=year or "", themes=theme or ())
        frame = opened.institutions(selection, types=type or (), scales=scale or ())
    if json:
        say_json(frame)
        return
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
    if not len(frame):
        nothing(opened, "No institution fits.")
        return
    wide = ("aliases", "name", "region_name")
    show_frame(frame.head(n) if n else frame, columns, shown=shown, wide=wide)
    _more(frame, n)


def institution(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name or acronym, as documents write it.")],
    project: ProjectOption = None,
    near: Annotated[
        str,
        typer.Option("--near", metavar="REGION", help="Which of several of that name.", show_default=False),
    ] = "",
    json: JsonOption = False,
) -> None:
    """Show all that the documents say of one institution, with the evidence.

    Its names and why they are one; type and scale, and how many documents say so; its home and why; what
    it followed; its record in a registry; its ties with the sentences that state them; the years and the
    passages that name it. What is wrong can be put right: `wr correct --help`.

    Example:

        wr institution "Tees Valley Unlimited" -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        found = opened.institution(name, near=near)
    if json:
        say_json(found)
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
        sure = "registry" if link.linked else "registry, nearest but not sure enough"
        out.print(
            f"  {sure}: {link.registry}:{link.id} {link.name} ({link.reason or link.rule})", markup=False
        )
    forms = [f"{row['form']} ({row['mentions']})" for row in found.names.to_dict("records")]
    out.print(f"  written: {_few(forms, ALIASES)}", markup=False)
    years = [f"{row['year'] or 'no year'} ({row['mentions']})" for row in _rows(found.years)]
    out.print(f"  mentions by year: {_few(years, 30)}", markup=False)
    for merged, heading in ((True, "Why its names are one"), (False, "Looked at and left apart")):
        # One reason may hold in several documents.
        reasons = list(dict.fromkeys(_reason(m) for m in found.merges if m.merged is merged))
        if reasons:
            out.print(f"\n{heading}")
        for reason in reasons[:MERGES]:
            _indented(out, reason, 2)
        if len(reasons) > MERGES:
            out.print(f"  and {len(reasons) - MERGES} more; --json has all")
    if len(found.ties):
        out.print("\nTies")
        _tie_lines(out, found.ties.head(TIES), 2)
    if len(found.ties) > TIES:
        out.print(f"  {len(found.ties) - TIES} more; `wr ties --institution` lists them")
    out.print("\nSentences that name it")
    for row in found.passages.head(PASSAGES).to_dict("records"):
        _indented(out, f"{row['file']}, page {row['page']}", 2, style="cyan")
        _indented(out, _short(row["text"]), 4)
    if len(found.passages) > PASSAGES:
        out.print(f"  and {len(found.passages) - PASSAGES} more; --json has all")


def _reason(merge: Merge) -> str:
    pair = merge.left if merge.left == merge.right else f"{merge.left} / {merge.right}"
    return f"{pair}: {merge.reason} ({merge.rule.replace('_', ' ')}, {merge.score:.2f})"


def _tie_lines(out: Console, ties: pd.DataFrame, indent: int = 0) -> None:
    from rich.text import Text

    for number, row in enumerate(_rows(ties)):
        relation = row["relation"].replace("_", " ")
        head = Text.assemble((row["source"], "bold"), f"  {relation}  ", (row["target"], "bold"))
        head.append(f"  ({row['modality']}, {row['year'] or 'no year'})")
        if number:
            out.print()
        _indented(out, head, indent)
        _indented(out, f"{row['file']}, page {row['page']}", indent + 2, style="cyan")
        _indented(out, _short(row["sentence"]), indent + 2)


def _indented(out: Console, text: str | Text, depth: int, *, style: str = "") -> None:
    """Prints a text whose every line stands `depth` characters in."""
    from rich.padding import Padding
    from rich.text import Text

    line = Text(text, style=style) if isinstance(text, str) else text
    out.print(Padding(line, (0, 0, 0, depth), expand=False))


def _votes(typed: pd.DataFrame, field: str) -> str:
    rows = typed[(typed["field"] == field) & ~typed["value"].isin(["unknown", "other"])].to_dict("records")
    said = [f"{row['value'].replace('_', ' ')} {row['documents']}" for row in rows]
    return f" (documents that say so: {', '.join(said)})" if said else ""


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """A frame's rows, with None for what is missing."""
    rows: list[dict[Any, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows


def _few(values: list[str], most: int) -> str:
    rest = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(values[:most]) + rest


def _short(text: str, most: int = 300) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def ties(
    project: ProjectOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    institution: Annotated[
        str, typer.Option("--institution", help="Only those of this institution.", show_default=False)
    ] = "",
    relation: Annotated[
        list[str] | None,
        typer.Option(
            "--relation",
            help="funds, partners, part_of, governs, creates, serves; may be repeated.",
            show_default=False,
        ),
    ] = None,
    n: MOST_OPTION = 30,
    json: JsonOption = False,
) -> None:
    """List the ties that documents state between institutions, each with its sentence.

    Two names in one sentence are no tie; only what the sentence says is. A wrong one is put right by
    `wr correct tie`.

    Example:

        wr ties --region Ohio --relation funds -p review
    """
    opened = open_project(project)
    tell_regions(region)
    with working("gathering institutions"):
        selection = opened.select(regions=region or (), year=year or "")
        frame = opened.ties(selection, institution=institution, relations=relation or ())
    if json:
        say_json(frame)
        return
    if not len(frame):
        nothing(opened, "No tie is stated.")
        return
    _tie_lines(console(), frame.head(n) if n else frame)
    _more(frame, n)


def outcomes(
    project: ProjectOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            help="jobs, investment, funding, firms, wages, output; may be repeated.",
            show_default=False,
        ),
    ] = None,
    n: MOST_OPTION = 30,
    json: JsonOption = False,
) -> None:
    """List the quantified claims of the documents: jobs, investment, funding, firms, wages, output.

    Each tells whether it is promised or reported, for which place and year, and of whom, where that is
    said. --year is that of the documents.

    Example:

        wr outcomes --region "North East England" --kind jobs -p review
    """
    opened = open_project(project)
    tell_regions(region)
    selection = opened.select(regions=region or (), year=year or "")
    with working("gathering institutions"):
        frame = opened.outcomes(selection, kinds=kind or ())
    if json:
        say_json(frame)
        return
    if not len(frame):
        nothing(opened, "No quantified claim fits.")
        return
    _outcome_lines(console(), frame.head(n) if n else frame)
    _more(frame, n)


def _outcome_lines(out: Console, frame: pd.DataFrame) -> None:
    from rich.text import Text

    for row in _rows(frame):
        said = "promised" if row["promised"] else "reported"
        about = [row["institution"], row["place"], f"for {row['year']}" if row["year"] else ""]
        head = Text(f"{row['kind']} {row['text']}", style="bold")
        out.print(head + Text(f"  {', '.join(filter(None, (said, *about)))}", style="not bold"))
        _indented(out, f"{row['file']}, page {row['page']}", 2, style="cyan")
        _indented(out, _short(row["sentence"]), 2)
        out.print()


def _more(frame: pd.DataFrame, n: int) -> None:
    if n and len(frame) > n:
        typer.echo(f"{len(frame) - n} more; -n 0 lists all.")


def registry_add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A ROR data dump, schema 2: zip or JSON.")],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Take a registry of organisations into the project and link its institutions to it.

    The Research Organization Registry's data dump is meant (https://ror.org; CC0); download it yourself.
    A compact copy stays in the project. Links that are not sure enough are left out, and told by
    `wr institution NAME`.

    Example:

        wr registry add v1.63-2025-04-03-ror-data.zip -p review
    """
    opened = open_project(project)
    with working("reading the registry and linking institutions"):
        state = opened.add_registry(file)
    if json:
        say_json(state)
        return
    told = f"Took in {state.records} records of {state.file}; linked {state.linked} of {state.institutions}"
    typer.echo(f"{told} institutions.")


def registry_status(project: ProjectOption = None, json: JsonOption = False) -> None:
    """Tell which registry the project holds, and how many institutions are linked to it.

    Example:

        wr registry status -p review
    """
    opened = open_project(project)
    with working("gathering institutions"):
        state = opened.registry_status()
    if json:
        say_json(state)
    elif not state.file:
        typer.echo("No registry. Add a ROR data dump with: wr registry add FILE")
    else:
        told = f"{state.linked} of {state.institutions} institutions are linked"
        unsure = f"{state.unsure} have a nearest record that is not sure enough"
        typer.echo(f"{state.name} ({state.file}), {state.records} records; {told}, {unsure}.")
