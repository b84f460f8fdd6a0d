"""Drops: adding documents, what is being read, what each drop brought, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from workingregions.app.jobs import JobKind, Task
from workingregions.app.web.guard import RefusedError, is_here
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.rooms.jobs import started
from workingregions.app.web.tables import Column, download, listing
from workingregions.corpus.drops import DropItem, DropReport, FileOutcome
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.models.wording import plural
from workingregions.reports.drop_report import EXPLAINED, TO_DO, new_hits, not_read

router = APIRouter(prefix="/drops")
RECENT = 12
"""Jobs that the page of drops lists."""


@router.get("")
def drops(page: PageNow, request: Request) -> Response:
    """Show where documents are added, what runs, and the history."""
    frame = _history(page)
    if answer := download(page, frame, "drops"):
        return answer
    jobs = page.desk.jobs
    return page.show(
        "drops.html.j2",
        list=listing(page, frame, _columns(page), caption="Drops, newest first"),
        running=jobs.running(),
        jobs=[job for job in jobs.all() if job.state.over][:RECENT],
        limits=page.desk.uploads.limits if page.can_change else None,
        here=is_here(request),
    )


def _history(page: Page) -> Any:
    import pandas as pd

    rows = [
        {
            "drop": r.id,
            "started": r.started,
            "files": len(r.items),
            **{outcome.value: r.count(outcome) for outcome in FileOutcome},
            "pages": r.pages,
            "seconds": r.seconds,
            "paths": _shown(r, page.project.root),
        }
        for r in reversed(page.project.drops())
    ]
    names = ["drop", "started", "files", *(o.value for o in FileOutcome), "pages", "seconds", "paths"]
    return pd.DataFrame(rows, columns=names)


def _shown(report: DropReport, root: Path) -> list[str]:
    """Return what a drop was made of; uploads by their number, other paths as they were given."""
    uploads = root / "uploads"
    return [
        f"upload {Path(path).relative_to(uploads).as_posix()}" if Path(path).is_relative_to(uploads) else path
        for path in report.paths
    ]


def _columns(page: Page) -> list[Column]:
    def to(outcome: str) -> Any:
        return lambda row: page.to.to(f"/drops/{row['drop']}", outcome=outcome) if row[outcome] else ""

    counts = [Column(o.value, o.value.capitalize(), link=to(o.value), numeric=True) for o in FileOutcome]
    return [
        Column("drop", "Drop", link=lambda row: page.to.drop(row["drop"])),
        Column("started", "When", shown=_when),
        Column("files", "Files", link=lambda row: page.to.drop(row["drop"]), numeric=True),
        *counts,
        Column("pages", "Pages read", numeric=True),
        Column("paths", "From", sorts=False),
    ]


def _when(text: str) -> str:
    """Return 2024-05-01T10:00:00Z as 2024-05-01 10:00 UTC."""
    return f"{text[:10]} {text[11:16]} UTC" if len(text) == 20 else text


# --- adding documents


@router.post("/uploads")
def begin(page: PageNow) -> Response:
    """Begin an upload; files are then sent to it one by one."""
    uploads = page.desk.uploads
    ident = uploads.begin()
    return JSONResponse({"upload": ident, "limits": _limits(page)}, 201)


@router.put("/uploads/{ident}")
async def receive(page: PageNow, request: Request, ident: str, path: str) -> Response:
    """Take one file, whose bytes are the body of the request; `path` is its name or relative path."""
    announced = request.headers.get("content-length", "")
    size = int(announced) if announced.isdecimal() else None
    uploads = page.desk.uploads
    with uploads.receive(ident, path, size) as receiver:
        async for chunk in request.stream():
            await run_in_threadpool(receiver.write, chunk)
        if size is not None and receiver.bytes != size:
            raise InputError(f"{path[:200]} arrived in part only.", advice="Send it again.")
    staged = receiver.staged
    assert staged is not None
    return JSONResponse({"path": staged.path, "bytes": staged.bytes}, 201)


@router.delete("/uploads/{ident}")
def discard(page: PageNow, ident: str) -> Response:
    """Remove an upload that is not to be read."""
    page.desk.uploads.discard(ident)
    return Response(status_code=204)


@router.post("/uploads/{ident}/read")
def read(page: PageNow, request: Request, ident: str, passwords: Annotated[str, Form()] = "") -> Response:
    """Read the files of an upload into the project."""
    uploads = page.desk.uploads
    files, size = uploads.files(ident)
    with uploads.finish(ident) as folder:
        task = Task(
            kind=JobKind.INGEST,
            title=f"Read {plural(files, 'file')} ({_megabytes(size)})",
            arguments={"paths": [str(folder)]},
            who=page.who,
            passwords=_lines(passwords),
        )
        job = page.desk.jobs.submit(task)
    return started(request, job, "/drops")


@router.post("/folder")
async def folder(
    page: PageNow,
    request: Request,
    path: Annotated[str, Form(max_length=4096)],
    passwords: Annotated[str, Form()] = "",
    confirmed: Annotated[str, Form()] = "",
) -> Response:
    """Show what a file or folder on this machine holds and, once that is confirmed, read it.

    Only who sits at this machine may name its files.
    """
    if not is_here(request):
        raise RefusedError("Only a browser on the server's own machine may name its folders.")
    given = Path(path.strip()).expanduser()
    if not path.strip() or not given.is_absolute():
        raise InputError(f"{path.strip() or 'Nothing'} is not a whole path.", advice="Begin it with /.")
    if page.project.root.resolve().is_relative_to(given.resolve()):
        raise InputError(
            f"The project itself lies in {given}.", advice="Give a folder without the project in it."
        )
    found = await run_in_threadpool(_look, page, given)
    if not confirmed:
        return page.show("drop_folder.html.j2", path=str(given), found=found)
    title = f"Read {plural(found['files'], 'file')} from {given.name}"
    arguments = {"paths": [str(given)]}
    task = Task(
        kind=JobKind.INGEST, title=title, arguments=arguments, who=page.who, passwords=_lines(passwords)
    )
    return started(request, page.desk.jobs.submit(task), "/drops")


def _look(page: Page, given: Path) -> dict[str, Any]:
    """Return what is in a folder: files, bytes, endings, the first names, and what is left out."""
    from collections import Counter

    from workingregions.ingest.drop import discover

    found = discover([str(given)], largest=page.project.config.ingest.file_size * 2**20)
    endings = Counter(Path(file.path).suffix.lower().lstrip(".") or "no ending" for file in found)
    return {
        "files": len(found),
        "size": _megabytes(sum(file.size for file in found)),
        "endings": endings.most_common(),
        "first": [file.path for file in found[:10]],
        "left_out": len(found.left_out),
        "skipped": found.skipped,
    }


def _limits(page: Page) -> Mapping[str, int]:
    limits = page.desk.uploads.limits
    return {"file": limits.file, "total": limits.total, "files": limits.files}


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1000))} kB"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.replace("\r", "").split("\n") if line)


# --- one drop


@router.get("/{ident}")
def drop(page: PageNow, ident: str) -> Response:
    """Show what became of each file of a drop."""
    report = page.project.drop(ident)
    outcome = page.filters.one("outcome")
    if outcome and outcome not in set(FileOutcome):
        raise NotFoundError("outcome of a file", outcome, [o.value for o in FileOutcome])
    frame = _files(report, outcome)
    if answer := download(page, frame, f"{report.id}-files"):
        return answer
    failing = page.project.still_failing(ident)
    kinds = {item.category for item in failing}
    return page.show(
        "drop.html.j2",
        report=report,
        when=_when(report.started),
        source=_shown(report, page.project.root),
        outcome=outcome,
        outcomes=[(o.value, report.count(o), EXPLAINED[o]) for o in FileOutcome if report.count(o)],
        failing=failing,
        failed=report.count(FileOutcome.FAILED),
        steps=[(name.replace("_", " "), TO_DO[name]) for name in sorted(kinds) if name in TO_DO],
        encrypted="encrypted" in kinds,
        said=[*not_read(report), *new_hits(report)],
        list=listing(page, frame, _file_columns(page), caption=_caption(report, outcome)),
    )


def _files(report: DropReport, outcome: str) -> Any:
    import pandas as pd

    names = {item.document: item.path for item in report.items if item.document}
    rows = [
        {
            "file": i.path,
            "outcome": i.outcome.value,
            "title": i.title,
            "year": i.year,
            "region": i.region,
            "type": i.type.replace("_", " "),
            "pages": i.pages or None,
            "what": _what(i, names.get(i.of, i.of)),
            "document": i.document,
        }
        for i in report.items
        if outcome in ("", i.outcome.value)
    ]
    columns = ["file", "outcome", "title", "year", "region", "type", "pages", "what", "document"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _what(item: DropItem, other: str) -> str:
    """Return what is to be said of a file; `other` is the file that it repeats."""
    parts = [
        " of ".join(filter(None, (item.message or (other and "the same file"), other))),
        f"not found: {', '.join(item.lacks)}" if item.lacks else "",
        f"no text on pages {', '.join(map(str, item.failed_pages))}" if item.failed_pages else "",
        f"{plural(item.recognised_pages, 'page')} read by OCR" if item.recognised_pages else "",
        f"not in English ({item.language}): nothing is extracted" if item.language else "",
    ]
    return "; ".join(part for part in parts if part)


def _file_columns(page: Page) -> list[Column]:
    return [
        Column("file", "File", link=lambda r: page.to.document(r["document"]) if r["document"] else ""),
        Column("outcome", "Outcome"),
        Column("title", "Title"),
        Column("year", "Year", numeric=True, shown=lambda v: str(v or "")),
        Column("region", "Region"),
        Column("type", "Type"),
        Column("pages", "Pages", numeric=True),
        Column("what", "Remarks"),
    ]


def _caption(report: DropReport, outcome: str) -> str:
    count = report.count(FileOutcome(outcome)) if outcome else len(report.items)
    return f"{plural(count, 'file')} of drop {report.id}{f', {outcome}' if outcome else ''}"


@router.post("/{ident}/retry")
def retry(
    page: PageNow,
    request: Request,
    ident: str,
    file: Annotated[list[str] | None, Form()] = None,
    passwords: Annotated[str, Form()] = "",
) -> Response:
    """Read failed files of a drop again: those named by their SHA-256, or all."""
    failing = page.project.still_failing(ident)
    chosen = [item for item in failing if not file or item.sha256 in file]
    if not chosen:
        return RedirectResponse(page.to.drop(ident), 303)
    names = chosen[0].path if len(chosen) == 1 else plural(len(chosen), "file")
    task = Task(
        kind=JobKind.RETRY,
        title=f"Retry {names}",
        arguments={"only": [item.sha256 for item in chosen]},
        who=page.who,
        passwords=_lines(passwords),
    )
    return started(request, page.desk.jobs.submit(task), "/drops")
