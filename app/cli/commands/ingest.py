"""wr ingest, wr retry, wr drops, wr text."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from workingregions.app.cli.options import (
    JsonOption,
    PasswordOption,
    ProjectOption,
    add,
    open_project,
    read_passwords,
)
from workingregions.app.cli.output import (
    console,
    data,
    err,
    print_json,
    show_frame,
    stderr_console,
)

if TYPE_CHECKING:
    from workingregions.app.project import Project
    from workingregions.corpus.drops import DropReport


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, ingest)
    add(app, watch)
    add(app, retry)
    add(app, drops)
    add(app, text)


def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files, folders, zips or patterns.")],
    project: ProjectOption = None,
    workers: Annotated[int, typer.Option(help="Worker processes; 0: one per core.", min=0)] = 0,
    password_file: PasswordOption = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Leave out these files; repeatable.")] = None,
    json: JsonOption = False,
) -> None:
    """Read new documents into the project, annotate them and report the result for each file.

    Files that are already known are skipped, so the same command may be run again, also after an
    interruption. A document that cannot be read is listed in the drop report and does not stop the run.

    Example:

        wr ingest papers/ "plans/**/*.pdf" -p review --workers 4
    """
    from workingregions.app.cli.progress import Bars

    opened = open_project(project)
    with Bars(stderr_console()) as bars:
        report = opened.ingest(
            paths,
            workers=workers,
            passwords=read_passwords(password_file),
            exclude=exclude or (),
            watcher=bars,
        )
    _print_report(report, opened.root, json=json)


def watch(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to watch.")],
    project: ProjectOption = None,
    password_file: PasswordOption = None,
) -> None:
    """Ingest a folder, then continue with every file that is put into it. Ctrl-C ends it.

    Files are read once they have not changed for two seconds, so that downloads can finish. A problem
    (only hidden files, another run in progress) is reported, and the watch continues.

    Example:

        wr watch inbox/ -p review
    """
    from watchfiles import watch as changes

    from workingregions.corpus.errors import InputError

    opened = open_project(project)
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder.", advice="Create it first, or give another.")
    if opened.root.resolve().is_relative_to(folder.resolve()):
        # Every drop writes its report into the project; the watch would take it for a new file.
        raise InputError(f"The project is in {folder}.", advice="Watch a folder without the project in it.")
    err(f"Watching {folder}. Ctrl-C ends.")
    passwords = read_passwords(password_file)
    with _stopped_by_interrupt() as stop:
        _take_up(opened, folder, passwords)
        for _ in changes(folder, debounce=10_000, step=2_000, raise_interrupt=True, stop_event=stop):
            _take_up(opened, folder, passwords)
            if stop.is_set():
                break
        raise KeyboardInterrupt


@contextmanager
def _stopped_by_interrupt() -> Iterator[Event]:
    """Return an event that an interrupt sets besides raising KeyboardInterrupt.

    Shells start background jobs with SIGINT ignored; this restores a handler.
    """
    stop = Event()

    def interrupted(*_: object) -> None:
        stop.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _take_up(opened: Project, folder: Path, passwords: list[str]) -> None:
    from workingregions.app.cli.advice import worded
    from workingregions.app.cli.progress import Bars
    from workingregions.corpus.errors import UserError

    if not any(folder.iterdir()):
        return
    try:
        with Bars(stderr_console()) as bars:
            report = opened.ingest([folder], passwords=passwords, watcher=bars)
    except UserError as error:
        err(worded(error))
        return
    _print_report(report, opened.root, json=False)


def retry(
    project: ProjectOption = None, password_file: PasswordOption = None, json: JsonOption = False
) -> None:
    """Read every failed file again, after you repaired, unlocked or replaced it.

    If no file failed, nothing is done and --json prints null.

    Example:

        wr retry -p review --password-file passwords.txt
    """
    from workingregions.app.cli.progress import Bars

    opened = open_project(project)
    with Bars(stderr_console()) as bars:
        report = opened.retry(passwords=read_passwords(password_file), watcher=bars)
    if report is None:
        if json:
            print_json(None)
        else:
            typer.echo("No file failed; there is nothing to retry.")
        return
    _print_report(report, opened.root, json=json)


def drops(
    drop: Annotated[str, typer.Argument(metavar="DROP", help="Show this drop in full.")] = "",
    project: ProjectOption = None,
    json: JsonOption = False,
) -> None:
    """List the drops, or show one drop's report file by file.

    Example:

        wr drops -p review
        wr drops d0001 -p review
    """
    import pandas as pd

    from workingregions.corpus.drops import FileOutcome

    opened = open_project(project)
    if drop:
        _print_report(opened.drop(drop), opened.root, json=json, every=True)
        return
    reports = opened.drops()
    if json:
        print_json(reports)
        return
    rows = [
        {
            "id": r.id,
            "started": r.started,
            "seconds": r.seconds,
            **{o.value: r.count(o) for o in FileOutcome},
            "paths": list(r.paths),
        }
        for r in reports
    ]
    columns = {"id": "drop", "started": "started", "seconds": "seconds"}
    columns |= {o.value: o.value for o in FileOutcome} | {"paths": "paths"}
    show_frame(pd.DataFrame(rows), columns, empty="No drop yet. Start with: wr ingest PATH", wide=("paths",))


def text(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files, folders or patterns.")],
    format: Annotated[str, typer.Option("--format", "-f", help="text, markdown or json.")] = "text",
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write STEM.txt, .md or .json here instead of printing."),
    ] = None,
    password_file: PasswordOption = None,
    ocr: Annotated[bool, typer.Option(help="Read pages without usable text by OCR.")] = True,
) -> None:
    """Print the text of documents in reading order; needs no project.

    Running headers, footers and page numbers are left out.

    Example:

        wr text plan.pdf --format markdown
        wr text papers/ --out texts/
    """
    from workingregions.app.cli.advice import worded
    from workingregions.app.texts import FORMATS, render_files
    from workingregions.corpus.errors import NotFoundError
    from workingregions.corpus.files import make_folder

    if format not in FORMATS:
        raise NotFoundError("format", format, FORMATS, advice=f"One of: {', '.join(FORMATS)}.")
    if out is not None:
        make_folder(out)
    failed = 0
    for done in render_files(files, format, passwords=read_passwords(password_file), ocr=ocr, out=out):
        if done.error:
            failed += 1
            err(f"{done.path}: {worded(done.error)}")
        elif out is None:
            data(done.text + "\n")
        else:
            err(f"{done.path} -> {done.written}")
    if failed:
        raise typer.Exit(2)


def _print_report(report: DropReport, root: Path, *, json: bool, every: bool = False) -> None:
    """Print a drop report: as JSON, or as counts and the files that need attention."""
    import pandas as pd

    from workingregions.app.cli.advice import STEPS, reworded
    from workingregions.corpus.drops import FileOutcome
    from workingregions.models.wording import plural
    from workingregions.reports.drop_report import new_hits, not_read, write_drop_report

    page = write_drop_report(report, root / "drops", steps=STEPS, advice=reworded)
    if json:
        print_json(report)
        return
    counts = ", ".join(f"{report.count(o)} {o.value}" for o in FileOutcome if report.count(o)) or "nothing"
    pages = plural(report.pages, "page")
    console().print(f"Drop {report.id}: {counts}; {pages} in {report.seconds:g} s.")
    shown = [i for i in report.items if every or i.outcome is FileOutcome.FAILED or i.failed_pages]
    rows = [
        {
            "path": i.path,
            "outcome": i.outcome.value,
            "what": " ".join(filter(None, (i.message, i.of and f"of {i.of}"))) or i.title,
            "do": reworded(i.advice) or _pages(i.failed_pages),
        }
        for i in shown
    ]
    if rows:
        columns = {"path": "file", "outcome": "", "what": "what", "do": "what to do"}
        show_frame(pd.DataFrame(rows), columns, wide=("path", "what", "do"))
    for reason in report.skipped:
        err(reason)
    for sentence in not_read(report):
        console().print(sentence)
    for sentence in new_hits(report):
        console().print(sentence)
    lacking = {f: sum(f in i.lacks for i in report.items) for f in ("title", "year", "region")}
    if any(lacking.values()):
        missing = ", ".join(f"{n} without {f}" for f, n in lacking.items() if n)
        console().print(
            f"Not found in the documents: {missing}. A bibliography from Zotero in the drop fills it in."
        )
    console().print(f"Report: {page}")


def _pages(numbers: tuple[int, ...]) -> str:
    return f"pages without text: {', '.join(map(str, numbers))}" if numbers else ""
