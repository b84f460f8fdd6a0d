"""wr documents, wr show, wr extract, wr export pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.advice import reworded
from workingregions.app.cli.options import (
    JsonOption,
    PasswordOption,
    add,
    asks,
    read_passwords,
)
from workingregions.app.cli.output import (
    answer,
    console,
    err,
    print_json,
    working,
)
from workingregions.app.cli.output import unread as note_unread
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.selection import Selection


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, documents)
    add(app, show)
    add(app, extract)
    add(app, references)
    add(app, duplicates)


@asks("region", "year", "theme", "institution", "type", "language")
def documents(
    view: View,
    selection: Selection,
    unread: Annotated[
        bool, typer.Option("--unread", help="List what was not read, or only in part, and why.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List the documents: file, year, type, regions, title, publisher, pages.

    With filters: the documents that have a passage matching all of them. With --unread: those in other
    languages than English, in which nothing is extracted, pages without text or that OCR could hardly
    recognise, and the files that failed.

    Example:

        wr documents --region Ohio --year 2012:2020 -p review
        wr documents --language de -p review
        wr documents --unread -p review
    """
    if unread:
        _unread(view, selection, json=json)
        return
    from workingregions.nlp.gazetteer import Gazetteer

    with working("reading the documents"):
        frame = view.documents(selection)
    columns = {
        "path": "file",
        "year": "year",
        "type": "type",
        "regions": "regions",
        "title": "title",
        "publisher": "publisher",
        "pages": "pages",
    }
    place = Gazetteer.load().name
    if not frame["language"].isin(["", "en"]).all():
        columns["language"] = "language"
    answer(
        view,
        frame,
        columns,
        json=json,
        empty="No document fits.",
        shown={
            "type": lambda v: str(v).replace("_", " "),
            "title": _title,
            "regions": lambda v: ", ".join(map(place, v)),
        },
        wide=("path", "title", "regions", "publisher"),
    )
    if not json:
        note_unread(view, selection)


def _unread(view: View, selection: Selection, *, json: bool) -> None:
    """Print what was not read, or only in part."""
    frame = view.unread_rows(selection)
    columns = {
        "file": "file",
        "what": "what",
        "pages": "pages",
        "message": "why",
        "advice": "what to do",
    }
    shown = {
        "what": lambda v: {"no_text": "no text", "ocr": "OCR"}.get(v, str(v)),
        "advice": lambda v: reworded(str(v)),
    }
    empty = "Everything was read."
    answer(view, frame, columns, json=json, empty=empty, shown=shown, wide=("file", "message", "advice"))


def _title(title: object) -> str:
    text = str(title)
    return text if len(text) <= 80 else text[:79] + "…"


@asks()
def show(
    view: View,
    doc: Annotated[str, typer.Argument(metavar="DOC", help="Id (or its start), file name, path or title.")],
    page: Annotated[
        int | None,
        typer.Option(metavar="N", help="Show this page with its annotations.", min=1, show_default=False),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show what is known about a document, or one page with its annotations in colour.

    Each metadata value comes with the rule that found it, each annotation with its confidence, so
    that an error can be seen and corrected (`wr correct`). Below a page are the institutions with type and
    scale, how its places are interpreted, people, acronyms, ties and outcomes. With --json: the
    document's record, or the page as `wr export pages` writes it.

    Example:

        wr show plan.pdf -p review
        wr show plan.pdf --page 3 -p review
    """
    from workingregions.app.cli.show import describe_document, describe_pages, page_lines_of
    from workingregions.nlp.themes import LIKELY

    bundle = view.bundle(view.document(doc))
    if page:
        lines = page_lines_of(bundle, page, about=LIKELY)
        if json:
            print_json(lines)
        else:
            describe_pages(console(), bundle, [page])
    elif json:
        print_json(bundle.document)
    else:
        describe_document(console(), bundle)


def extract(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A document of any kind that `wr ingest` reads.")
    ],
    page: Annotated[
        int | None, typer.Option(metavar="N", help="Only this page.", min=1, show_default=False)
    ] = None,
    password_file: PasswordOption = None,
    json: JsonOption = False,
) -> None:
    """Annotate one file without a project: institutions, people, places, ties, outcomes.

    Prints each page as `wr show DOC --page N` does: names in colour, each with its confidence, and under it
    what was found. With --json: a list of the pages as `wr export pages` writes them, themes left out.
    Nothing is stored. For long documents, pipe into `less -R`, with FORCE_COLOR=1 for the colours.

    Example:

        wr extract plan.pdf
        wr extract plan.pdf --page 3 --json
        FORCE_COLOR=1 wr extract plan.pdf | less -R
    """
    from workingregions.app.cli.show import describe_pages, page_lines_of
    from workingregions.app.extract import extract as read

    bundle = read(file, passwords=read_passwords(password_file))
    if not bundle.document.is_read:
        name, language = bundle.source.path, bundle.document.language
        err(f"{name} is in another language ({language}); only English is annotated.")
    pages = [page] if page else [p.number for p in bundle.document.pages] or [1]
    if json:
        print_json([page_lines_of(bundle, number, about=1.0) for number in pages])
        return
    describe_pages(console(), bundle, pages)


@asks()
def references(
    view: View,
    doc: Annotated[str, typer.Argument(metavar="DOC", help="One document; default: all.")] = "",
    inside: Annotated[bool, typer.Option("--inside", help="Only those to documents of the corpus.")] = False,
    cited_by: Annotated[
        bool, typer.Option("--cited-by", help="References of other documents that cite DOC.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List the references that documents contain, and which of them cite documents of the corpus.

    The score is the certainty of the match with the document (0 to 1); uncertain matches are not shown.

    Example:

        wr references --inside -p review
        wr references thesis.pdf --json -p review
        wr references plan.pdf --cited-by -p review
    """
    with working("reading the references"):
        frame = view.references(view.document(doc) if doc else None, inside=inside, cited_by=cited_by)
    columns = {
        "file": "in",
        "page": "page",
        "authors": "authors",
        "year": "year",
        "title": "title",
        "cites": "cites",
        "score": "score",
    }
    shown = {"authors": lambda v: "; ".join(list(v)[:3]), "title": _title}
    empty = "No document of the corpus cites it." if cited_by else "No reference found."
    wide = ("title", "cites", "authors")
    answer(view, frame, columns, json=json, empty=empty, shown=shown, wide=wide)


@asks()
def duplicates(view: View, json: JsonOption = False) -> None:
    """List the documents that repeat another: same text, near duplicates, revisions.

    They count once in trends and reports, unless `[count] duplicates = "each"` is configured.

    Example:

        wr duplicates -p review
    """
    columns = {"file": "document", "kind": "is a", "of": "of", "similarity": "similarity"}
    shown = {"kind": lambda v: str(v).replace("_", " ")}
    empty = "No document repeats another."
    answer(view, view.duplicates(), columns, json=json, empty=empty, shown=shown, wide=("file", "of"))


@asks()
def export_pages(
    view: View, out: Annotated[Path, typer.Option(metavar="FILE.jsonl", help="Where to write.")]
) -> None:
    """Write the annotations of every page as JSON lines: institutions, places, ties, themes, outcomes...

    Pages count from 1; a document without pages is page 1.

    Example:

        wr export pages --out pages.jsonl -p review
    """
    with working("writing the pages"):
        count = view.export_pages(out)
    typer.echo(f"Wrote {plural(count, 'page')} to {out}.")
