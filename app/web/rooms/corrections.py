"""Corrections: the ledger with its conflicts, and the making, foreseeing and undoing of corrections."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, UploadFile
from starlette.responses import JSONResponse, RedirectResponse, Response

from workingregions.app.answers import as_json
from workingregions.app.map import ContestedError, Corrected, in_words, question
from workingregions.app.web.errors import wants_json
from workingregions.app.web.filters import Chip
from workingregions.app.web.guard import RefusedError
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.tables import Column, attachment, download, listing
from workingregions.corpus import ledger
from workingregions.corpus.correction import REJECTED, REVISIONS, Action, Correction
from workingregions.corpus.errors import InputError
from workingregions.corpus.ledger import FILE_NAME
from workingregions.models.entities import Conflict
from workingregions.models.wording import plural

router = APIRouter()
SUGGESTED = 12
"""Names that are suggested while one is typed."""
LARGEST = 20_000_000
"""Bytes of a ledger that is imported."""
FILTERS = {"who": "By", "action": "Action", "status": "Status"}
COLUMNS = (
    Column("what", "Correction"),
    Column("who", "By"),
    Column("when", "When", shown=lambda value: str(value)[:16].replace("T", " ")),
    Column("status", "Status"),
    Column("why", "Why"),
)
Text = Annotated[str, Form(max_length=2_000)]
Asked = Annotated[str, Query(max_length=2_000)]


# --- the ledger


@router.get("/corrections")
def corrections(page: PageNow) -> Response:
    """List the ledger, and the conflicts between people side by side."""
    frame = page.view.corrections().iloc[::-1]
    choices = {name: sorted(set(frame[name])) for name in FILTERS}
    for name in FILTERS:
        if chosen := page.filters.all(name):
            frame = frame[frame[name].isin(chosen)]
    if answer := download(page, frame, "corrections"):
        return answer
    standing = page.view.standing()
    return page.show(
        "corrections.html.j2",
        list=listing(page, frame, COLUMNS, caption="The ledger of corrections, the newest first"),
        lines={line.id: ledger.line(line) for line in page.view.ledger.corrections},
        choices=choices,
        labels=FILTERS,
        extra=[
            Chip(FILTERS[name], value, name, page.filters.without(name, value))
            for name in FILTERS
            for value in page.filters.all(name)
        ],
        conflicts=[_sides(conflict) for conflict in standing.conflicts],
        problems=standing.problems,
        waiting=len(standing.waiting),
        whole=len(page.view.ledger.corrections),
    )


def _sides(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict as pages and scripts show it."""
    return {
        "about": question(conflict),
        "sides": [[_told(line) for line in side] for side in (conflict.left, conflict.right)],
    }


def _told(line: Correction) -> dict[str, str]:
    return {"id": line.id, "who": line.who, "when": line.when, "what": in_words(line), "why": line.why}


@router.get("/corrections/export/{name}")
def export(page: PageNow, name: str) -> Response:
    """Send the valid lines of the ledger, for another project."""
    lines = "".join(ledger.line(line) + "\n" for line in page.view.ledger.corrections)
    return attachment(lines.encode(), name, "application/x-ndjson")


@router.post("/corrections/import")
def take(page: PageNow, file: UploadFile) -> Response:
    """Add the lines of another project's ledger."""
    content = file.file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InputError(f"The file has more than {LARGEST:,} bytes; it is not a ledger of corrections.")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / FILE_NAME
        source.write_bytes(content)
        imported, changes = page.project.import_corrections(source)
    said = f"Added {plural(len(imported.added), 'correction')}; {len(imported.known)} were already present."
    return page.show("imported.html.j2", said=said, changes=changes, problems=imported.problems)


# --- one correction


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    page = given.pop("page_number", "")
    if given["value"] == REJECTED and given["evidence"]:
        given["relation"] = ""  # of an outcome: the whole of it, not one of its fields
    if page and not page.isdecimal():
        raise InputError(f"{page!r} is not a page number.")
    return {name: value for name, value in given.items() if value} | ({"page": int(page)} if page else {})


@router.get("/corrections/effect/{action}")
def effect(
    page: PageNow,
    action: Action,
    name: Annotated[list[str] | None, Query(max_length=40)] = None,
    value: Asked = "",
    relation: Asked = "",
    near: Asked = "",
    document: Asked = "",
    page_number: Asked = "",
    evidence: Asked = "",
) -> Response:
    """Answer what a correction would change, as JSON; nothing is written."""
    given = _fields(
        {
            "value": value,
            "relation": relation,
            "near": near,
            "document": document,
            "page_number": page_number,
            "evidence": evidence,
        }
    )
    found = page.view.effect(action, *_names(name), **given, who=page.who)
    told = as_json(found) | {"conflicts": [_sides(conflict) for conflict in found.conflicts]}
    return JSONResponse(told)


def _names(given: list[str] | None) -> list[str]:
    return [name for name in given or () if name.strip()]


@router.post("/corrections")
def correct(
    page: PageNow,
    action: Annotated[Action, Form()],
    name: Annotated[list[str] | None, Form(max_length=40)] = None,
    value: Text = "",
    relation: Text = "",
    near: Text = "",
    document: Text = "",
    page_number: Text = "",
    evidence: Text = "",
    why: Text = "",
    contest: Text = "",
    instead: Text = "",
) -> Response:
    """Write a correction; one that contradicts another person's is written only when the reader insists.

    `contest` writes it beside the other; `instead` holds the ids of corrections that it replaces.
    """
    if page.filters.one("snapshot"):
        raise RefusedError("Corrections are made in the newest snapshot, not in an earlier one.")
    given = _fields(
        {
            "value": value,
            "relation": relation,
            "near": near,
            "document": document,
            "page_number": page_number,
            "evidence": evidence,
            "why": why,
        }
    )
    for ident in instead.split():
        page.project.undo(ident, why=why, who=page.who)
    names = _names(name)
    try:
        done = page.project.correct(action, *names, **given, who=page.who, contest=bool(contest))
    except ContestedError as error:
        return _contested(page, error, {**given, "action": action.value, "name": names})
    return _saved(page, done)


def _contested(page: Page, error: ContestedError, form: dict[str, Any]) -> Response:
    """Answer with both values, and what the reader can do; nothing was written, and the form is kept."""
    others = [
        _told(line)
        for conflict in error.conflicts
        for line in (*conflict.left, *conflict.right)
        if line.id != error.correction.id
    ]
    mine = {"who": error.correction.who, "what": in_words(error.correction)}
    if wants_json(page.request):
        body = {"title": "Conflict", "status": 409, "detail": error.message, "others": others, "mine": mine}
        return JSONResponse(body, 409, media_type="application/problem+json")
    return page.show("contested.html.j2", status=409, others=others, mine=mine, form=form)


def _saved(page: Page, done: Corrected) -> Response:
    line = done.correction
    where = place_of(page, line)
    if not wants_json(page.request):
        return RedirectResponse(f"/corrections#{line.id}", 303)
    told = {
        "correction": line.id,
        "what": in_words(line),
        "changes": list(done.changes),
        "line": ledger.line(line),
        "snapshot": done.snapshot,
        "conflicts": [_sides(conflict) for conflict in done.conflicts],
        "location": where,
    }
    return JSONResponse(told)


def place_of(page: Page, line: Correction) -> str:
    """Return the address of the institution that a correction is about, as it is now; "" if none."""
    if line.action is Action.UNDO:
        undone = next((c for c in page.project.ledger.read().corrections if c.id == line.value), None)
        return place_of(page, undone) if undone is not None else ""
    if line.action in REVISIONS:
        return ""
    view = page.desk.view()
    for name in line.names:
        fits = view.register.called(name, line.near)
        if len(fits) == 1:
            return page.to.institution(fits[0].id)
    return page.to.institutions()


@router.post("/corrections/{ident}/undo")
def undo(page: PageNow, ident: str, why: Text = "") -> Response:
    """Undo a correction; the undo can be undone."""
    return _saved(page, page.project.undo(ident, why=why, who=page.who))


@router.post("/corrections/settle")
def settle(page: PageNow, drop: Asked = "", why: Text = "") -> Response:
    """Settle a conflict by undoing one side: the corrections whose ids `drop` gives."""
    if not drop.split():
        raise InputError("There is nothing to settle.")
    for ident in drop.split():
        done = page.project.undo(ident, why=why or "settles a conflict", who=page.who)
    return _saved(page, done)


# --- suggestions


@router.get("/suggest/{what}")
def suggest(page: PageNow, what: str, q: Asked = "") -> Response:
    """Suggest names of institutions that contain what is typed, as JSON."""
    if what != "institutions" or not q.strip():
        return JSONResponse([])
    found = page.view.institutions(called=q).head(SUGGESTED)
    rows = found[["name", "region_name", "documents"]].to_dict("records")
    return JSONResponse(
        [
            {"name": r["name"], "note": f"{r['region_name'] or 'home not known'}, {r['documents']}"}
            for r in rows
        ]
    )
