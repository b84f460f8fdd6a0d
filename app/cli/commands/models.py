"""wr models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import JsonOption, add, asks
from workingregions.app.cli.output import answer, working

if TYPE_CHECKING:
    from workingregions.app.view import View


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    add(app, models)


@asks()
def models(
    view: View,
    others: Annotated[
        list[str] | None, typer.Argument(metavar="[MODEL]...", help="Folders or names of models to try.")
    ] = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Measure them on this corpus; takes some minutes.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List the models that a search uses, check that they load, and measure them on this corpus.

    The encoder turns passages into vectors; [encoder] model names another one. A reranker reads the best
    passages again; [search] reranker names one, a cross-encoder such as
    cross-encoder/ms-marco-MiniLM-L6-v2. Copy its hash into [search] reranker_hash, and a search refuses any
    other files. MRR is the mean reciprocal rank of the first passage under a heading, when the heading is
    the query: higher is better.

    Example:

        wr models -p review
        wr models models/bge-small models/my-reranker --measure -p review
    """
    with working("measuring" if measure else "loading models"):
        frame = view.models(others or (), measured=measure)
    columns = {name: name for name in ("role", "model", "hash", "runtime", "used", "state")}
    if measure:
        columns |= {"mrr": "MRR", "seconds": "seconds"}
    answer(view, frame, columns, json=json, wide=("state",))
