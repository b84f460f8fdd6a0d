"""What the commands share: the project option, tables on the terminal, JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.printable import json_safe, printable

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.status import Status

    from workingregions.app.project import Project

ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        "-p",
        metavar="DIR",
        help="The project folder. Default: the nearest folder with workingregions.toml, from here upwards.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
RegionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--region",
        help='Region by name or code ("North East England", UKC, Ohio, US-OH); may be repeated.',
        show_default=False,
    ),
]
YearOption = Annotated[
    str | None,
    typer.Option(
        "--year", metavar="YEAR|FROM:TO", help="2014, 2010:2020, 2010: or :2020.", show_default=False
    ),
]
ThemeOption = Annotated[
    list[str] | None,
    typer.Option("--theme", help="Theme id (see `wr themes`); may be repeated.", show_default=False),
]
InstitutionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--institution", help="Institution by name or acronym; may be repeated.", show_default=False
    ),
]
TypeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--type",
        help="policy, scholarly or other, or a document type such as strategy; may be repeated.",
        show_default=False,
    ),
]
PasswordOption = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="Passwords to try on encrypted files, one a line."),
]


FIRST, WRAPPED = 30, 14
"""Characters that the first column of a table gets, if there is room, and that any wrapped column needs."""


def add(app: typer.Typer, command: Callable[..., None], name: str | None = None) -> None:
    """Adds a command whose help is its docstring, with indented lines (examples) left as they are."""
    doc = command.__doc__ or ""
    app.command(name, help=layout(doc), short_help=brief(doc))(command)


def brief(doc: str) -> str:
    """What a list of commands says of one: its first sentence, without what only explains it."""
    import inspect
    import re

    first = " ".join(inspect.cleandoc(doc).partition("\n\n")[0].split())
    return re.split(r"[:;.](?:\s|$)", first)[0] + "."


def layout(doc: str) -> str:
    """A docstring as help text: wrapped, but for its indented examples."""
    import inspect
    import re

    # A line that holds only a backspace tells click not to wrap the paragraph that follows.
    return re.sub(r"(?m)^(?=    \S)(?<!\S\n)", "\b\n", inspect.cleandoc(doc))


def open_project(folder: Path | None) -> Project:
    """The project that a command works on."""
    from workingregions.app.project import Project

    return Project.open(folder) if folder else Project.find(Path.cwd())


def tell_regions(names: Iterable[str] | None) -> None:
    """Tells, beside the output, which place a name is taken for that several places bear."""
    from workingregions.app.regions import doubt

    for said in filter(None, map(doubt, names or ())):
        err(said)


def nothing(opened: Project, said: str) -> None:
    """Says that nothing was found, or that there is nothing yet to find it in."""
    from workingregions.app.folder import NO_DOCUMENTS

    typer.echo(NO_DOCUMENTS if opened.empty else said)


def read_passwords(file: Path | None) -> list[str]:
    """The lines of a password file; none without one."""
    if file is None:
        return []
    from workingregions.corpus.errors import InputError

    try:
        lines = file.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError) as cause:
        raise InputError(f"The password file {file} cannot be read: {cause}.") from cause
    return [line for line in lines if line]


def err(message: str) -> None:
    """Tells the user something on standard error."""
    typer.echo(f"wr: {message}", err=True)


def console() -> Console:
    """The terminal; plain and wide when the output goes into a file or pipe."""
    fits = sys.stdout.isatty() or "COLUMNS" in os.environ
    return _terminal()(highlight=False, soft_wrap=False, width=None if fits else 120)


def stderr_console() -> Console:
    """The terminal for progress and notes, which do not belong into the output."""
    return _terminal()(stderr=True, highlight=False)


@cache
def _terminal() -> type[Console]:
    from rich.console import Console
    from rich.segment import Segment

    class Terminal(Console):
        """A console that prints names as they are, and safely.

        Brackets in a name are no markup, and its control characters are escaped.
        """

        def __init__(self, **options: Any) -> None:
            super().__init__(markup=False, **options)

        def render(self, *arguments: Any, **options: Any) -> Iterable[Segment]:
            for segment in super().render(*arguments, **options):
                safe = segment.text if segment.control else printable(segment.text)
                yield segment if safe == segment.text else Segment(safe, segment.style)

        def on_broken_pipe(self) -> None:
            # rich would end with 1; a reader that has seen enough is no fault (see cli.main).
            raise BrokenPipeError

    return Terminal


def working(what: str) -> Status:
    """A spinner that tells what goes on while it is the context; nothing where nobody watches."""
    return stderr_console().status(what)


def say_json(value: object) -> None:
    """Prints JSON: records, frames' rows, sets and paths become lists, objects and strings."""
    typer.echo(json_safe(json.dumps(plain(value), indent=2, ensure_ascii=False)))


def data(text: str) -> None:
    """Print a file's content: as it is into a file or pipe, safely on a terminal."""
    whole = getattr(sys.stdout, "rich_proxied_file", sys.stdout)
    (sys.stdout if whole.isatty() else whole).write(text)


def plain(value: Any) -> Any:
    """`value` as JSON takes it; NaN becomes null."""
    import dataclasses

    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return [plain(row) for row in value.to_dict("records")]
    if isinstance(value, str | bool | int) or value is None:
        return value
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, Sequence | set | frozenset):
        return [plain(v) for v in value]
    return None if str(value) in ("<NA>", "NaT") else str(value)


def show_frame(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    title: str = "",
    empty: str = "Nothing found.",
    shown: Mapping[str, Callable[[Any], str]] | None = None,
    wide: Sequence[str] = (),
) -> None:
    """Prints a frame as a table.

    Args:
        frame: the rows.
        columns: which columns to show, and their headings.
        title: a line above the table.
        empty: what to say instead of an empty table.
        shown: how to write the values of a column.
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
            # The first column says what a row is about: it keeps room to be read.
            min_width=max(WRAPPED, min(room, widths[0], FIRST))
            if name in wide and not table.columns
            else None,
        )
    for row in cells:
        table.add_row(*row)
    out.print(table)


def _cell(value: Any, write: Callable[[Any], str] | None) -> str:
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
