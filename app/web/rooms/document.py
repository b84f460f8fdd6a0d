"""A document, page by page: the picture with the evidence boxed, its text, and what was found on it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from workingregions.app.ask import text_marks
from workingregions.app.pages import RESOLUTIONS
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.sheets import KINDS, drawn, kind_of, outlines, rows, runs, tints
from workingregions.app.web.tables import Column, download, listing
from workingregions.corpus.enums import DocumentType
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.evidence import Evidence, EvidenceKind, EvidenceState, PageBoxes
from workingregions.corpus.records import Document, Mention

router = APIRouter()
STATES = {
    EvidenceState.MOVED: "These words are in another place than when this link was made.",
    EvidenceState.CHANGED: "The text has changed since this link was made; these are the words there now.",
    EvidenceState.GONE: "The document no longer has the words of this link.",
}
STEPPED = {
    EvidenceKind.TIE: "tie",
    EvidenceKind.OUTCOME: "outcome",
    EvidenceKind.PASSAGE: "passage",
    EvidenceKind.SENTENCE: "passage",
    EvidenceKind.QUOTE: "passage",
}
"""What a reader goes through first, by the kind of evidence that was opened."""
EDITED = ("title", "year", "publisher", "type", "region")
"""What a reader can correct of a document."""
_PLAIN = "text/plain; charset=utf-8"


@router.get("/documents/{ident}")
def document(ident: str, page: PageNow) -> Response:
    """Show a page of a document, with the evidence that the address names."""
    view, named = page.view, page.filters.one("evidence")
    found = view.evidence(named) if named else None
    whole = view.document(found.document if found is not None else ident)
    first = found.pages[0] if found is not None and found.pages else 1
    number = page.filters.number("page", first, least=1)
    sheet = view.page(whole, number)
    here = found if found is not None and found.document == whole.id else None
    return page.show(
        "document.html.j2",
        document=whole,
        sheet=sheet,
        evidence=here,
        state=STATES.get(here.state, "") if here is not None else "",
        boxes=_boxes(here, number),
        outlines=[path for boxes in _boxes(here, number) for path in outlines(boxes.boxes)],
        **_texts(page, sheet, here),
        **_around(page, whole, number, here),
        original=view.original(whole),
        outline=view.outline(whole).to_dict("records"),
        metadata=_described(page, whole),
        types=[kind.value for kind in DocumentType],
        edited=EDITED,
        kinds=KINDS,
        resolutions=[(dpi, round(sheet.width * dpi / 72)) for dpi in RESOLUTIONS],
        sure=sure,
    )


def _boxes(found: Evidence | None, number: int) -> list[PageBoxes]:
    return [boxes for boxes in found.boxes if boxes.page == number] if found is not None else []


def _texts(page: Page, sheet: Any, found: Evidence | None) -> dict[str, Any]:
    """Return the text of a page in runs, and its findings as tints."""
    shown = tints(sheet, found)
    quoted: list[tuple[int, int, int]] = []
    if found is not None and found.passage:
        passage = page.view.passage(found.passage)
        quoted = [(mark.block, mark.start, mark.end) for mark in text_marks(passage, found.start, found.end)]
    texts = [(block, list(runs(block, shown, quoted)), rows(block, quoted)) for block in sheet.blocks]
    counts = {kind: sum(tint.kind == kind for tint in shown) for kind in KINDS}
    return {"tints": shown, "drawn": drawn(shown, found), "texts": texts, "counts": counts}


def _around(page: Page, whole: Document, number: int, found: Evidence | None) -> dict[str, Any]:
    """Return what a reader can go through, and the way to what comes before and after."""
    view = page.view
    kind, of = page.filters.one("find"), page.filters.one("of")
    if not kind:
        kind = STEPPED.get(found.kind, "passage") if found is not None else "passage"
        if found is not None and isinstance(found.record, Mention):
            named = found.record.kind.value
            kind = named if named in ("institution", "place") else "passage"
    steps = view.steps(whole, kind, at=found, page=number, of=of)

    def address(ident: str, at: int) -> str:
        return page.filters.url(page=at or None, evidence=ident) + "#box" if ident else ""

    cites = view.references(whole, inside=True)
    cited = view.references(whole, cited_by=True)
    return {
        "steps": steps,
        "before": address(steps.previous, steps.previous_page),
        "after": address(steps.next, steps.next_page),
        "find": kind,
        "cites": cites.to_dict("records"),
        "cited": cited.to_dict("records"),
        "references": len(view.references(whole)),
        "paths": _ids(page, {*cites["cites"], *cited["file"]}),
    }


def _ids(page: Page, paths: set[str]) -> dict[str, tuple[str, str]]:
    """Return the id and the title of documents by their paths."""
    if not paths:
        return {}
    columns = ["id", "path", "title"]
    rows = page.view.snapshot.arrow("documents", columns=columns, among=("path", sorted(paths))).to_pylist()
    return {row["path"]: (row["id"], row["title"] or row["path"]) for row in rows}


def _described(page: Page, whole: Document) -> list[dict[str, Any]]:
    """Return the fields that describe a document, each with its values and their evidence."""
    frame = page.view.metadata(whole)
    fields: dict[str, dict[str, Any]] = {}
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        action = {"regions": "region"}.get(str(row["field"]), str(row["field"]))
        known = fields.setdefault(action, {"name": action, "chosen": [], "others": []})
        known["chosen" if row["chosen"] else "others"].append(row)
    for action in EDITED:
        fields.setdefault(action, {"name": action, "chosen": [], "others": []})
    order = [*EDITED, *(name for name in fields if name not in EDITED)]
    return [fields[name] for name in order]


def sure(confidence: float) -> str:
    """Return a confidence in words."""
    steps = ((0.9, "quite sure"), (0.75, "likely"), (0.5, "uncertain"))
    return next((word for least, word in steps if confidence >= least), "doubtful")


# --- pictures and files


@router.get("/documents/{ident}/pages/{number}.webp")
def picture(ident: str, number: int, page: PageNow) -> Response:
    """Send a page as a picture."""
    dpi = page.filters.number("dpi", 150)
    data = page.view.picture(page.view.document(ident), number, dpi=dpi)
    return Response(data, media_type="image/webp", headers={"cache-control": "private, max-age=86400"})


@router.post("/session/password/{ident}")
def unlock(ident: str, page: PageNow, password: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Take the password of a document's file, which is forgotten when the server ends."""
    whole = page.view.document(ident)
    page.project.pictures.unlock(page.view.original(whole), password)
    return RedirectResponse(page.to.document(whole.id), 303)


@router.get("/originals/{ident}")
def original(ident: str, page: PageNow) -> Response:
    """Send the file from which a document was read: a PDF to look at, anything else to save.

    The browser shows nothing of it in this server's name but a PDF, which it opens apart from its pages.
    """
    found = page.view.original(page.view.document(ident))
    data = found.read()
    kind = "inline" if found.has_pages and data.lstrip()[:5] == b"%PDF-" else "attachment"
    media_type = "application/pdf" if kind == "inline" else "application/octet-stream"
    headers = {
        "content-disposition": f"{kind}; filename*=UTF-8''{quote(found.name, safe='')}",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store",
    }
    if kind == "inline":
        # Browsers do not show a PDF in a sandbox; their viewers run nothing of it in this server's name.
        headers["content-security-policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    return Response(data, media_type=media_type, headers=headers)


@router.get("/evidence/{ident}")
def evidence(ident: str, page: PageNow) -> Response:
    """Lead to the evidence on its page, or say what became of it."""
    found = page.view.evidence(ident)
    if found.state is EvidenceState.GONE:
        address = page.to.document(found.document)
        return page.show(
            "gone.html.j2", status=410, evidence=found, address=address, text=STATES[found.state]
        )
    asked = ident.strip()
    address = page.to.document(found.document, page=found.pages[0] if found.pages else 1, evidence=asked)
    return RedirectResponse(f"{address}#box", 303)


# --- lists


@router.get("/documents/{ident}/findings")
def findings(ident: str, page: PageNow) -> Response:
    """List what was found in a document."""
    whole = page.view.document(ident)
    frame = page.view.findings(whole)
    if number := page.filters.number("on", 0):
        here = {(f.passage, f.start, f.end, f.kind) for f in page.view.page(whole, number).findings}
        places = zip(frame["passage"], frame["start"], frame["end"], frame["kind"], strict=True)
        frame = frame[[place in here for place in places]]
    if wanted := page.filters.one("kind"):
        frame = frame[[kind_of(kind) == wanted for kind in frame["kind"]]]
    if sent := download(page, frame.assign(title=whole.title, year=whole.year), f"findings-{whole.id}"):
        return sent
    columns = [
        Column("name", "Found", link=lambda row: row["evidence"] and page.to.evidence(row["evidence"])),
        Column("kind", "Kind"),
        Column("type", "Type", shown=lambda value: str(value).replace("_", " ")),
        Column("text", "In the words of the text", quote=True),
        Column("page", "Page", numeric=True),
        Column("confidence", "How sure", shown=sure),
    ]
    listed = listing(page, frame, columns, caption=f"What was found in {whole.title or whole.path}")
    return page.show("document_list.html.j2", document=whole, list=listed, heading="Found in this document")


@router.get("/documents/{ident}/references")
def references(ident: str, page: PageNow) -> Response:
    """List the works that a document refers to."""
    whole = page.view.document(ident)
    frame = page.view.references(whole)
    if sent := download(page, frame, f"references-{whole.id}"):
        return sent
    known = _ids(page, set(frame["cites"]) - {""})
    columns = [
        Column("text", "Reference", quote=True),
        Column("year", "Year"),
        Column("page", "Page", numeric=True, link=lambda row: page.to.document(whole.id, page=row["page"])),
        Column(
            "cites",
            "In this corpus",
            link=lambda row: page.to.document(known[row["cites"]][0]) if row["cites"] in known else "",
        ),
    ]
    listed = listing(page, frame, columns, caption=f"References of {whole.title or whole.path}")
    return page.show("document_list.html.j2", document=whole, list=listed, heading="References")


# --- corrections


@router.post("/documents/{ident}/correct")
def correct(
    ident: str,
    page: PageNow,
    field: Annotated[str, Form()],
    value: Annotated[str, Form(max_length=1000)] = "",
    why: Annotated[str, Form(max_length=1000)] = "",
    number: Annotated[int | None, Form(alias="page")] = None,
) -> Response:
    """Correct what describes a document, and show what changed."""
    whole = page.view.document(ident)
    if field not in EDITED:
        raise NotFoundError("field of a document", field, EDITED)
    if not value.strip():
        raise InputError(f"No {field} was given.", advice="Write a value, or: unknown.")
    done = page.project.correct(
        field, document=whole.id, value=value.strip(), page=number, why=why.strip(), who=page.who
    )
    return page.show("document_saved.html.j2", document=whole, done=done, undone=False)


@router.post("/documents/{ident}/undo")
def undo(ident: str, page: PageNow, correction: Annotated[str, Form()]) -> Response:
    """Undo a correction of a document, and show what changed."""
    whole = page.view.document(ident)
    done = page.project.undo(correction, who=page.who)
    return page.show("document_saved.html.j2", document=whole, done=done, undone=True)


@router.get("/documents/{ident}/text")
def text(ident: str, page: PageNow) -> Response:
    """Send the text of a document, page by page."""
    whole = page.view.document(ident)
    from workingregions.ingest.render import plain_text

    return Response(plain_text(page.view.blocks(whole)), media_type=_PLAIN)
