"""wr evidence, wr locate: from an id to the words, and from words to the page."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.commands.common import (
    JsonOption,
    ProjectOption,
    add,
    console,
    nothing,
    open_project,
    say_json,
)
from workingregions.corpus.errors import NotFoundError

if TYPE_CHECKING:
    from rich.console import Console

    from workingregions.app.project import Project
    from workingregions.corpus.evidence import Evidence
    from workingregions.corpus.store import Snapshot

MOST_OLDER = 50
"""Snapshots that are looked into for a document that is not in the newest."""


def register(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    add(app, evidence)
    add(app, locate)


def evidence(
    id: Annotated[str, typer.Argument(metavar="ID", help="An evidence id: wr1.…")],
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Show the words that an evidence id names, with their document, page and place on the page.

    An id holds when documents are read again or a file is updated: `exact` means the same words between the
    same words, `moved` the same words elsewhere, `changed` nearly the same words, and `gone` that the
    document no longer has them. `wr search --json`, `wr ties --json` and `wr outcomes --json` give ids.

    Example:

        wr evidence wr1.s.04hmasw9002d.0209v5kfpxp.ja2cxzy2tar4hq4d8k.030005sfj -p review
    """
    from workingregions.app.evidence import evidence as find

    opened = open_project(project)
    current = opened.snapshot
    older = range(current.manifest.number - 1, max(0, current.manifest.number - MOST_OLDER) - 1, -1)
    found = find(current, id, older=_snapshots(opened, older))
    if json:
        say_json(found)
    else:
        _show(console(), found, boxes=True)


def locate(
    quote: Annotated[str, typer.Argument(metavar="QUOTE", help="Words of a document, in quotation marks.")],
    project: ProjectOption = None,
    inside: Annotated[
        str,
        typer.Option(
            "--in",
            metavar="DOC",
            help="Only in this document: path, file name, title or id.",
            show_default=False,
        ),
    ] = "",
    n: Annotated[int, typer.Option("-n", metavar="N", help="How many places.", min=1, max=1000)] = 20,
    json: JsonOption = False,
) -> None:
    """Find where the documents have a quote, word for word or nearly, and give it an evidence id.

    Case, white space, hyphens and punctuation do not matter; `...` replaces words left out.

    Example:

        wr locate "bring manufacturing back ... to the region" -p review
    """
    from workingregions.app.evidence import locate as find

    opened = open_project(project)
    found = find(opened.snapshot, quote, opened.document(inside) if inside else None, most=n)
    if json:
        say_json(found)
        return
    if not found:
        nothing(opened, "No document has these words. Try fewer of them.")
    out = console()
    for number, each in enumerate(found):
        if number:
            out.print()
        _show(out, each)


def _snapshots(opened: Project, numbers: Iterable[int]) -> Iterator[Snapshot]:
    """Yield the snapshots of these numbers that are there."""
    for number in numbers:
        with contextlib.suppress(NotFoundError):
            yield opened.store.snapshot(f"s{number:06d}")


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
    """Return a text on one line; spaces at its ends stay."""
    return "".join(" " if character.isspace() else character for character in text)
