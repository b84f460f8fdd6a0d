"""wr basket: the passages that readers collected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import JsonOption, ProjectOption, WhoOption, add, asks, open_project
from workingregions.app.cli.output import answer, console, err, print_json

if TYPE_CHECKING:
    from workingregions.app.view import View

EvidenceArgument = Annotated[str, typer.Argument(metavar="EVIDENCE", help="The evidence id of a passage.")]
LabelOption = Annotated[
    str, typer.Option("--label", metavar="LABEL", help="Only passages with this label.", show_default=False)
]
ReaderOption = Annotated[
    str, typer.Option("--who", help="Only those that this reader keeps. Default: all.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    basket = typer.Typer(help="The basket: passages that you collect.", no_args_is_help=True)
    add(basket, listed, "list")
    add(basket, keep, "add")
    add(basket, remove)
    add(basket, export)
    app.add_typer(basket, name="basket")


@asks()
def listed(view: View, label: LabelOption = "", who: ReaderOption = "", json: JsonOption = False) -> None:
    """List the passages in the basket, with their labels, across documents.

    Where a document has changed, the state says whether its words were moved, changed or are gone.

    Example:

        wr basket list --label "quote in report" -p review
    """
    frame = view.basket(label, who)
    columns = {
        "rank": "no", "quote": "quote", "citation": "from", "labels": "labels", "note": "note",
        "who": "kept by", "state": "state", "evidence": "evidence",
    }  # fmt: skip
    empty = "Nothing in the basket has this label." if label else "The basket is empty."
    shown = {"quote": _short, "labels": lambda v: "; ".join(v)}
    wide = ("quote", "citation", "labels", "note", "evidence")
    answer(view, frame, columns, json=json, empty=empty, shown=shown, wide=wide)
    labels = view.basket_labels(who)
    if labels and not json:
        console().print("Labels: " + ", ".join(f"{name} ({count})" for name, count in labels), markup=False)


def _short(quote: object) -> str:
    text = " ".join(str(quote).split())
    return text if len(text) <= 200 else text[:199] + "…"


def keep(
    evidence: EvidenceArgument,
    project: ProjectOption = None,
    label: Annotated[
        list[str] | None,
        typer.Option(
            "--label",
            metavar="LABEL",
            help='A word for it: keep, doubt, "quote in report" or any other; may be repeated.',
            show_default=False,
        ),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="A note on it.", show_default=False)] = None,
    before: Annotated[
        str | None,
        typer.Option(
            "--before",
            metavar="EVIDENCE",
            help='Place it before this one in your basket; "" for the end.',
            show_default=False,
        ),
    ] = None,
    who: WhoOption = "",
    json: JsonOption = False,
) -> None:
    """Put a passage into your basket, or change its labels, its note or its place there.

    What is given replaces what was there; what is not given stays as it is.

    Example:

        wr basket add wr1.p.2wkczrnzrew5.039v414432w.bscznp15extxxpekft.020wgcb0n --label doubt -p review
    """
    kept = open_project(project).keep(evidence, labels=label, note=note, before=before, who=who)
    if json:
        print_json(kept)
        return
    labels = f" as {'; '.join(kept.labels)}" if kept.labels else ""
    typer.echo(f"In the basket of {kept.who}{labels}: {kept.citation}")


def remove(evidence: EvidenceArgument, project: ProjectOption = None, who: WhoOption = "") -> None:
    """Take a passage out of your basket.

    Example:

        wr basket remove wr1.p.2wkczrnzrew5.039v414432w.bscznp15extxxpekft.020wgcb0n -p review
    """
    gone = open_project(project).unkeep(evidence, who=who)
    typer.echo(f"Removed from the basket of {gone.who}: {gone.citation}")


@asks()
def export(
    view: View,
    out: Annotated[Path, typer.Argument(metavar="FILE", help="docx, md, csv, xlsx, bib or ris.")],
    label: LabelOption = "",
    who: ReaderOption = "",
) -> None:
    """Write the basket, or the passages of one label, to a file.

    A text document or Markdown holds each quote with its citation, page, labels and note; a table has all of
    that in columns; a bibliography has the documents, with the quotes as notes.

    Example:

        wr basket export quotes.docx --label "quote in report" -p review
    """
    path = view.export_basket(out, label, who)
    typer.echo(f"Wrote {path}.")
    if (gone := int((view.basket(label, who)["state"] == "gone").sum())) > 0:
        err(f"{gone} of the quotes are no longer in their documents; the state of each says so.")
