"""The command line: `wr`, long form `workingregions`. It translates for Project, and does nothing more.

Nothing heavy is imported before a command runs, so that `wr --help` answers at once.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Annotated, NoReturn

import typer

from workingregions.app.cli.commands import (
    basket,
    codebook,
    comparisons,
    corpus,
    correct,
    corrections,
    evidence,
    exchange,
    governance,
    ingest,
    label,
    labels,
    mcp,
    models,
    network,
    qca,
    regions,
    report,
    review,
    search,
    searches,
    serve,
    setup,
    sharing,
    status,
    topics,
    trends,
)
from workingregions.app.cli.options import layout
from workingregions.app.cli.output import err
from workingregions.app.cli.printable import Guarded

HELP = """Read a drop of policy documents, search it by meaning, write reviews that open on their evidence.

Start with `wr demo`, or:

    wr init review
    wr ingest papers/ -p review
    wr search "bringing manufacturing back" -p review
    wr report theme reshoring -p review

Exit codes: 0 success (failed documents are listed in the drop report), 1 internal error or damaged store,
2 usage error, 3 no saved search has new hits, 4 an export was cut or an import failed in part.
"""

NOT_OURS = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EISDIR,
    errno.EEXIST, errno.ENAMETOOLONG,
}  # fmt: skip
"""Errors of the file system that the user can fix: permissions, space, a file in place of a folder."""

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
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


PARTS = (
    setup, status, ingest, corpus, search, searches, basket, models, codebook, label, labels, trends,
    comparisons, topics, evidence, governance, network, correct, review, corrections, report, qca,
    serve, exchange, sharing,
    mcp, regions,
)  # fmt: skip
for part in PARTS:
    part.register(app)


def main() -> None:
    """Run the command line and turn errors into messages and exit codes."""
    # The one place that everything printed passes through, including errors and output of libraries.
    with redirect_stdout(Guarded(sys.stdout)), redirect_stderr(Guarded(sys.stderr)):
        _run()


def _run() -> None:
    from workingregions.app.cli.advice import worded
    from workingregions.corpus.errors import ReadError, UserError, WorkingRegionsError

    try:
        app()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            _leave()
        raise
    except (UserError, ReadError) as error:
        err(worded(error))
        sys.exit(2)
    except WorkingRegionsError as error:
        err(worded(error))
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
    """Exit quietly if the reader of our output (head, less) has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def _unforeseen(error: Exception) -> int:
    """Report an error that was not raised on purpose; return 2 if the user can fix it, else 1."""
    if isinstance(error, OSError) and error.errno in NOT_OURS:
        err(f"{error.filename or 'A file'} cannot be written or read: {error.strerror}.")
        return 2
    err(
        f"Internal error ({type(error).__name__}: {error}). Please report it, with the output of the same "
        "command when WORKINGREGIONS_DEBUG=1 is set."
    )
    return 1
