"""The command line: `wr`, long form `workingregions`. Translates for Project, and nothing more.

Nothing heavy is imported before a command runs, so that `wr --help` answers at once.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Annotated, NoReturn

import typer

from workingregions.app.commands import (
    corpus,
    correct,
    corrections,
    governance,
    ingest,
    network,
    report,
    search,
    setup,
)
from workingregions.app.commands.common import err, layout
from workingregions.app.printable import Guarded

HELP = """Read a drop of policy documents, search it by meaning, write reviews that open on their evidence.

Start with `wr demo`, or:

    wr init review
    wr ingest papers/ -p review
    wr search "bringing manufacturing back" -p review
    wr report theme reshoring -p review

Exit codes: 0 done (documents that failed are told in the drop report), 2 you must change something,
1 our fault.
"""

NOT_OURS = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EISDIR,
    errno.EEXIST, errno.ENAMETOOLONG,
}  # fmt: skip
"""Errors of the file system that the user can mend: rights, room, a file where a folder should be."""

app = typer.Typer(
    name="wr",
    help=layout(HELP),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"workingregions {version('workingregions')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    pass


for part in (setup, ingest, corpus, search, governance, network, correct, corrections, report):
    part.register(app)


def main() -> None:
    """Runs the command line and turns errors into messages and exit codes."""
    # One place for all that is printed, error messages and those of libraries included.
    with redirect_stdout(Guarded(sys.stdout)), redirect_stderr(Guarded(sys.stderr)):
        _run()


def _run() -> None:
    from workingregions.corpus.errors import ReadError, UserError, WorkingRegionsError

    try:
        app()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            _leave()
        raise
    except (UserError, ReadError) as error:
        err(str(error))
        sys.exit(2)
    except WorkingRegionsError as error:
        err(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        err("Interrupted. What was read is kept; run the same command again to go on.")
        sys.exit(130)
    except BrokenPipeError:
        _leave()
    except Exception as error:
        if os.environ.get("WORKINGREGIONS_DEBUG"):
            raise
        sys.exit(_unforeseen(error))


def _leave() -> NoReturn:
    """Ends in peace when the reader of our output (head, less) has gone; there is nobody left to tell."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def _unforeseen(error: Exception) -> int:
    """Tells of an error that was not raised on purpose; the exit code says whether the user can mend it."""
    if isinstance(error, OSError) and error.errno in NOT_OURS:
        err(f"{error.filename or 'A file'} cannot be written or read: {error.strerror}.")
        return 2
    err(
        f"This is our fault: {type(error).__name__}: {error}. "
        "Set WORKINGREGIONS_DEBUG=1 to see where, and please report it."
    )
    return 1
