"""Reports: making one in the background, and the list of those that were made, to open and download."""

from __future__ import annotations

import mimetypes
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import FileResponse, RedirectResponse, Response

from workingregions.app import made, qca
from workingregions.app.jobs import JobKind, Task
from workingregions.app.made import KINDS, MadeReport
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.rooms.jobs import started
from workingregions.app.web.tables import Column, download, listing
from workingregions.corpus.enums import InstitutionType, Scale
from workingregions.reports import citing
from workingregions.reports.render import FORMATS, check_formats

router = APIRouter(prefix="/reports")
SEALED = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The policy of a report's page: it has its own styles, and can neither run scripts nor reach this server."""
SHOWN = (".html", ".svg")
"""Files that a browser shows; others are saved."""
Names = Annotated[list[str] | None, Form()]


@router.get("")
def reports(page: PageNow) -> Response:
    """Show what can be reported, and the reports that were made."""
    frame = _made(page)
    if answer := download(page, frame, "reports"):
        return answer
    jobs = [job for job in page.desk.jobs.running() if job.kind is JobKind.REPORT]
    empty = page.view.empty
    return page.show(
        "reports.html.j2",
        list=listing(page, frame, _columns(page), caption="Reports that were made, newest first"),
        running=jobs,
        kinds=KINDS.values(),
        chosen=page.filters.one("kind"),
        themes=[(theme.id, theme.label) for theme in page.view.codebook],
        regions=[] if empty else sorted({name for row in page.view.documents()["regions"] for name in row}),
        types=[(kind.value, kind.value.replace("_", " ")) for kind in InstitutionType],
        scales=[scale.value for scale in Scale],
        drops=[] if empty else [report.id for report in reversed(page.project.drops())],
        formats=FORMATS.values(),
        styles=citing.styles().values(),
    )


def _made(page: Page) -> Any:
    import pandas as pd

    rows = [
        {
            "report": r.id,
            "title": r.title,
            "kind": KINDS[r.kind].label if r.kind in KINDS else r.kind,
            "made": f"{r.made[:10]} {r.made[11:16]} UTC",
            "who": r.who,
            "snapshot": r.snapshot,
            "codebook": r.codebook,
            "files": len(r.files),
        }
        for r in page.project.reports()
    ]
    names = ["report", "title", "kind", "made", "who", "snapshot", "codebook", "files"]
    return pd.DataFrame(rows, columns=names)


def _columns(page: Page) -> list[Column]:
    return [
        Column("title", "Report", link=lambda row: page.to.to(f"/reports/{row['report']}")),
        Column("kind", "Kind"),
        Column("made", "Made"),
        Column("who", "By"),
        Column("snapshot", "Snapshot"),
        Column("codebook", "Codebook"),
        Column("files", "Files", numeric=True, link=lambda row: page.to.to(f"/reports/{row['report']}")),
    ]


@router.post("")
def make(
    page: PageNow,
    request: Request,
    kind: Annotated[str, Form()],
    region: Names = None,
    theme: Names = None,
    query: Annotated[str, Form(max_length=2000)] = "",
    year: Annotated[str, Form(max_length=20)] = "",
    relation: Names = None,
    ties: Annotated[str, Form()] = "",
    type: Names = None,
    scale: Names = None,
    firms: Annotated[str, Form()] = "",
    min_confidence: Annotated[float | None, Form(ge=0, le=1)] = None,
    drop: Annotated[str, Form(max_length=40)] = "",
    specification: Annotated[str, Form(max_length=100_000)] = "",
    table: Annotated[str, Form(max_length=100_000)] = "",
    format: Names = None,
    style: Annotated[str, Form(max_length=80)] = "",
    spelling: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Put a report into the queue; names are looked up first, so that an error is shown at once."""
    regions = [name.strip() for given in region or () for name in given.split(";") if name.strip()]
    only: dict[str, Any] = {
        "relations": relation,
        "ties": ties,
        "types": type,
        "scales": scale,
        "firms": {"yes": True, "no": False}.get(firms),
        "min_confidence": min_confidence,
    }
    only = {name: value for name, value in only.items() if value not in (None, "", [])}
    view = page.desk.view()
    view.select(regions=regions, themes=theme or (), year=year)
    view.map_filter(**only)
    arguments = {
        "kind": kind, "regions": regions, "themes": theme or [], "query": query, "year": year, "only": only,
        "drop": drop,
    }  # fmt: skip
    if specification or table:
        arguments["options"] = _study(specification, table)
    if kind in KINDS and KINDS[kind].build:
        arguments |= _look(request, kind, format or [], style, spelling)
    label = KINDS[kind].label if kind in KINDS else kind
    about = ", ".join([*regions, *(theme or ()), *filter(None, [query, year])])
    task = Task(
        kind=JobKind.REPORT,
        title=f"{label}: {about}" if about else label,
        arguments={name: value for name, value in arguments.items() if value},
        who=page.who,
    )
    return started(request, page.desk.jobs.submit(task), "/reports")


def _study(specification: str, table: str) -> dict[str, Any]:
    """Return the options of a comparative analysis; what is wrong in its texts is an error."""
    inputs = qca.Inputs.typed(specification, table)
    qca.parse_spec(inputs)
    return inputs.options({})


def _look(request: Request, kind: str, formats: list[str], style: str, spelling: str) -> dict[str, Any]:
    """Return the look of a report that comes in every format; a name that is not known is an error."""
    check_formats(formats)
    wanted = made.order(kind, style=style, spelling=spelling, base=str(request.base_url))
    look = {"style": wanted.style, "spelling": str(wanted.spelling), "base": wanted.base}
    return {**look, "formats": formats}


@router.get("/{ident}")
def report(page: PageNow, ident: str) -> Response:
    """Show a report's record and its files."""
    found = made.load(page.project.root, ident)
    return page.show(
        "report.html.j2",
        report=found,
        kind=KINDS[found.kind].label if found.kind in KINDS else found.kind,
        asked=_asked(found),
        files=[
            (file, f"/reports/{quote(ident)}/files/{quote(file.name)}", file.name.endswith(SHOWN))
            for file in found.files
        ],
        older=found.snapshot != page.view.snapshot.id,
        recoded=found.codebook != page.view.codebook.version,
    )


def _asked(report: MadeReport) -> list[tuple[str, str]]:
    """Return what a report was asked to show, in words."""
    rows = []
    for name, value in report.arguments.items():
        given = value.items() if isinstance(value, dict) else [(name, value)]
        for key, part in given:
            text = ", ".join(map(str, part)) if isinstance(part, (list, tuple)) else str(part)
            rows.append((key.replace("_", " "), text))
    return rows


@router.get("/{ident}/files/{name:path}")
def file(page: PageNow, ident: str, name: str) -> Response:
    """Give a file of a report: pages and pictures sealed off from this server, others to be saved."""
    path = made.report_file(page.project.root, ident, name)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    shown = path.suffix in SHOWN and page.filters.one("save") != "yes"
    return FileResponse(
        path,
        media_type=kind,
        filename=path.name,
        content_disposition_type="inline" if shown else "attachment",
        headers={"content-security-policy": SEALED, "cache-control": "no-store"},
    )


@router.post("/{ident}/remove")
def remove(page: PageNow, ident: str) -> Response:
    """Remove a report with its files."""
    made.remove(page.project.root, ident)
    return RedirectResponse("/reports", 303)
