"""wr evidence, wr locate: from an id to the words, and from words to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import JsonOption, add, asks
from workingregions.app.cli.output import console, nothing, print_json, working

if TYPE_CHECKING:
    from rich.console import Console

    from workingregions.app.view import View
    from workingregions.corpus.evidence import Evidence


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, evidence)
    add(app, locate)


@asks()
def evidence(
    view: View,
    id: Annotated[str, typer.Argument(metavar="ID", help="An evidence id: wr1.…")],
    json: JsonOption = False,
) -> None:
    """Show the words that an evidence id refers to, with their document, page and position on the page.

    An id remains valid when documents are read again or a file is updated: `exact` means the same words
    between the same words, `moved` the same words elsewhere, `changed` nearly the same words, and `gone` that
    the document no longer contains them. The ids come from `wr search --json`, `wr ties --json` and
    `wr outcomes --json`.

    Example:

        wr evidence wr1.s.04hmasw9002d.0209v5kfpxp.ja2cxzy2tar4hq4d8k.030005sfj -p review
    """
    with working("looking the evidence up"):
        found = view.evidence(id)
    if json:
        print_json(found)
    else:
        _show(console(), found, boxes=True)


@asks()
def locate(
    view: View,
    quote: Annotated[str, typer.Argument(metavar="QUOTE", help="Words of a document, in quotation marks.")],
    inside: Annotated[
        str,
        typer.Option(
            "--in",
            metavar="DOC",
            help="Only in this document: path, file name, title or id.",
            show_default=False,
        ),
    ] = "",
    n: Annotated[int, typer.Option("-n", metavar="N", help="How many results.", min=1, max=1000)] = 20,
    json: JsonOption = False,
) -> None:
    """Find where the documents contain a quote, exactly or nearly, and give each match an evidence id.

    Case, white space, hyphens and punctuation do not matter; `...` replaces omitted words.

    Example:

        wr locate "bring manufacturing back ... to the region" -p review
    """
    with working("looking for the quote"):
        found = view.locate(quote, view.document(inside) if inside else None, most=n)
    if json:
        print_json(found)
        return
    if not found:
        nothing(view, "No document contains these words. Try fewer words.")
    out = console()
    for number, each in enumerate(found):
        if number:
            out.print()
        _show(out, each)


def _show(out: Console, found: Evidence, *, boxes: bool = False) -> None:
    from rich.text import Text

    head = Text(f"{found.state}", style="bold")
    head.append(f" {found.kind}, score {found.score:.2f}" + (f" ({found.note})" if found.note else ""))
    out.print(head)
    if found.quote:
        around = Text("  …" + _flat(found.before), style="dim")
        around.append(_flat(found.quote), style="not dim bold").append(_flat(found.after) + "…")
        out.print(around)
    out.print(Text("  " + " > ".join((found.file, *found.section)), style="cyan"))
    out.print(Text("  " + found.citation))
    for page in found.boxes if boxes else ():
        for box in page.boxes:
            out.print(Text(f"  page {page.page}: {box.x0:.1f} {box.y0:.1f} {box.x1:.1f} {box.y1:.1f}"))
    out.print(Text("  " + found.id, style="dim"), soft_wrap=True)


def _flat(text: str) -> str:
    """Return a text on one line; spaces at its ends are kept."""
    return "".join(" " if character.isspace() else character for character in text)
