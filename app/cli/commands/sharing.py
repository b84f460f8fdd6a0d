"""wr share and wr open: a project in one file for a colleague."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workingregions.app.cli.options import JsonOption, ProjectOption, add, open_project
from workingregions.app.cli.output import err, print_json, working
from workingregions.models.wording import plural


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, share)
    add(app, open_shared, "open")


def share(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write, such as review.zip.")],
    with_texts: Annotated[
        bool, typer.Option("--with-texts", help="Pack the texts of the documents, to be searched and read.")
    ] = False,
    with_documents: Annotated[
        bool, typer.Option("--with-documents", help="Pack the original files, as far as they are there.")
    ] = False,
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """Pack the project into one file for a colleague, who opens it with `wr open`.

    It holds the descriptions of the documents with their checksums, all that was found in them, codebook,
    corrections, labels, saved searches and the results as Parquet. Without texts, of each passage only the
    words that findings quote are in it. The same snapshot gives the same bytes.

    Example:

        wr share review.zip -p review
        wr share review.zip --with-texts --with-documents -p review
    """
    opened = open_project(project)
    with working("packing"):
        done = opened.share(out, texts=with_texts, documents=with_documents)
    if json:
        print_json(done)
        return
    texts = "with their texts" if done.texts else "without their texts"
    typer.echo(
        f"Wrote {done.path} ({done.bytes:,} bytes), of snapshot {done.snapshot}: "
        f"{plural(done.documents, 'document')} {texts}, {plural(done.originals, 'original file')}."
    )
    typer.echo(f"SHA-256 {done.sha256}")
    for reason in done.missing:
        err(f"Not packed: {reason}")


def open_shared(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `wr share` wrote.")],
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="A new folder. Default: the project's name.", show_default=False),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Make a project of a colleague's file: all of it, or nothing.

    Names, sizes, checksums and every row are checked before anything is there. Nothing in the file is run,
    and none of it decides where anything is written.

    Example:

        wr open review.zip review
        wr themes -p review
    """
    from workingregions.app.project import Project

    with working("checking and unpacking"):
        done = Project.open_shared(source, folder)
    if json:
        print_json(done)
        return
    typer.echo(
        f"Made {done.root} of {done.project}, snapshot {done.snapshot}: "
        f"{plural(done.documents, 'document')}, {plural(done.originals, 'original file')}."
    )
    if not done.texts:
        typer.echo(
            "The texts were not shared: counts, themes, institutions, ties and maps are there, and passages "
            "cannot be searched or read. `wr ingest` reads the documents if you have them."
        )
    for gap in done.gaps:
        typer.echo(f"  {gap}")
