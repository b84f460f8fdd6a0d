"""Output of the commands: tables on the terminal, JSON, notes on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import typer

from workingregions.app.cli.printable import json_safe, printable

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.status import Status

    from workingregions.app.view import View
    from workingregions.corpus.selection import Selection

FIRST, WRAPPED = 30, 14
"""Characters that the first column of a table gets if there is room, and that any wrapped column needs."""


def err(message: str) -> None:
    """Print a message to the user on standard error."""
    typer.echo(f"wr: {message}", err=True)


def console() -> Console:
    """Return the terminal; plain and wide if the output goes to a file or pipe."""
    fits = sys.stdout.isatty() or "COLUMNS" in os.environ
    return _terminal()(highlight=False, soft_wrap=False, width=None if fits else 120)


def stderr_console() -> Console:
    """Return the terminal for progress and notes, which are not part of the output."""
    return _terminal()(stderr=True, highlight=False)


@cache
def _terminal() -> type[Console]:
    from rich.console import Console
    from rich.segment import Segment

    class Terminal(Console):
        """A console that prints names unchanged, and safely.

        Brackets in a name are not markup, and its control characters are escaped.
        """

        def __init__(self, **options: Any) -> None:
            super().__init__(markup=False, **options)

        def render(self, *arguments: Any, **options: Any) -> Iterable[Segment]:
            for segment in super().render(*arguments, **options):
                safe = segment.text if segment.control else printable(segment.text)
                yield segment if safe == segment.text else Segment(safe, segment.style)

        def on_broken_pipe(self) -> None:
            # rich would exit with 1; a reader that has seen enough is not an error (see cli.main).
            raise BrokenPipeError

    return Terminal


def working(what: str) -> Status:
    """Return a spinner that shows the current step; nothing is shown without a terminal."""
    return stderr_console().status(what)


def print_json(value: object, *, stale: str = "") -> None:
    """Print JSON: records, frames' rows, sets and paths become objects, lists and strings.

    An object that was computed from a stale map (see `View.stale`) states this; a list stays a list.
    """
    from workingregions.app.answers import as_json

    found = as_json(value)
    if stale and isinstance(found, dict):
        found |= {"stale": True, "stale_reason": stale}
    typer.echo(json_safe(json.dumps(found, indent=2, ensure_ascii=False)))


def data(text: str) -> None:
    """Print the content of a file: unchanged to a file or pipe, safely on a terminal."""
    whole = getattr(sys.stdout, "rich_proxied_file", sys.stdout)
    (sys.stdout if whole.isatty() else whole).write(text)


def nothing(view: View, message: str) -> None:
    """Print that nothing was found, or that the project contains no documents yet."""
    from workingregions.app.cli.advice import NO_DOCUMENTS

    typer.echo(NO_DOCUMENTS if view.empty else message)


def answer(
    view: View,
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    json: bool,
    empty: str = "Nothing found.",
    shown: Mapping[str, Callable[[Any], str]] | None = None,
    wide: Sequence[str] = (),
    most: int = 0,
) -> None:
    """Print a frame that answers a question: as JSON in full, otherwise as a table of `most` rows (0: all).

    The other arguments are those of `show_frame`.
    """
    if json:
        print_json(frame)
    elif not len(frame):
        nothing(view, empty)
    else:
        show_frame(frame.head(most) if most else frame, columns, shown=shown, wide=wide)
        more(frame, most)


def unread(view: View, selection: Selection | None = None) -> None:
    """Print what of the selected documents was not read, and how to list it."""
    if words := view.unread(selection).words:
        note(words)


def note(text: str) -> None:
    """Print a note below an answer, in the words of the command line."""
    from workingregions.app.cli.advice import reworded

    console().print(f"Note: {reworded(text)}", markup=False)


def more(frame: pd.DataFrame, most: int) -> None:
    """Print how many rows of a frame are not shown."""
    if most and len(frame) > most:
        typer.echo(f"{len(frame) - most} more; use -n 0 for all.")


def show_frame(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    title: str = "",
    empty: str = "Nothing found.",
    shown: Mapping[str, Callable[[Any], str]] | None = None,
    wide: Sequence[str] = (),
) -> None:
    """Print a frame as a table.

    Args:
        frame: the rows.
        columns: which columns to show, and their headings.
        title: a line above the table.
        empty: the text to print instead of an empty table.
        shown: how to format the values of a column.
        wide: columns that may wrap; the others keep to one line.
    """
    from rich import box
    from rich.table import Table

    if not len(frame):
        typer.echo(empty)
        return
    out = console()
    cells = [[_cell(row[n], (shown or {}).get(n)) for n in columns] for row in frame.to_dict("records")]
    widths = [
        max(len(heading), *map(len, column))
        for heading, column in zip(columns.values(), zip(*cells, strict=True), strict=True)
    ]
    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    others = [WRAPPED if n in wide else w for n, w in list(zip(columns, widths, strict=True))[1:]]
    room = out.width - sum(others) - 3 * len(columns) - 6
    for name, heading in columns.items():
        numeric = frame[name].dtype.kind in "iuf"
        table.add_column(
            heading,
            justify="right" if numeric else "left",
            overflow="fold" if name in wide else "ellipsis",
            no_wrap=name not in wide,
            # The first column shows what a row is about, so it keeps enough room.
            min_width=max(WRAPPED, min(room, widths[0], FIRST))
            if name in wide and not table.columns
            else None,
        )
    for row in cells:
        table.add_row(*row)
    out.print(table)


def _cell(value: Any, write: Callable[[Any], str] | None) -> str:
    from workingregions.corpus.plain import plain

    value = plain(value)
    if write is not None:
        return printable(write(value))
    if value is None:
        return ""
    if isinstance(value, list):
        return printable(", ".join(map(str, value)))
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.2f}"
    return printable(str(value))
