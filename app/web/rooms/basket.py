"""The basket: collected passages by label, their order, labels and notes, and their files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import JSONResponse, RedirectResponse, Response

from workingregions.app.answers import as_json
from workingregions.app.ask import kept
from workingregions.app.web.errors import wants_json
from workingregions.app.web.links import inside
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.rooms.search import FILES, NAMES
from workingregions.app.web.tables import attachment
from workingregions.corpus.basket import SUGGESTED, Kept
from workingregions.corpus.errors import InputError
from workingregions.corpus.plain import plain
from workingregions.models.wording import plural

router = APIRouter()

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ALL_FILES = {"docx": DOCX, **FILES}
ALL_NAMES = {"docx": "Word", **NAMES}
END = "end"
"""What a form gives for the end of the basket, as an empty field is none."""
Text = Annotated[str, Form()]
Texts = Annotated[list[str] | None, Form()]


@router.get("/basket")
def basket(page: PageNow) -> Response:
    """Show the basket, or the passages of one label or reader; or write them to a file."""
    label, who = page.filters.one("label"), page.filters.one("who")
    if kind := page.filters.one("format"):
        return _download(page, label, who, kind)
    rows = plain(page.view.basket(label, who))
    every = kept(page.view)
    labels = page.view.basket_labels(who)
    own = [row["evidence"] for row in rows if row["who"] == page.who]
    about = (f" labelled “{label}”" if label else "") + (f" by {who}" if who else "")
    documents = plural(len({row["file"] for row in rows}), "document")
    return page.show(
        "basket.html.j2",
        rows=[(row, *_neighbours(own, row, page.who)) for row in rows],
        labels=labels,
        offered=list(dict.fromkeys([*SUGGESTED, *(name for name, _ in labels)])),
        readers=sorted({one.who for one in every}),
        total=len(every),
        label=label,
        reader=who,
        sentence=f"Passages kept{about}: {len(rows):,} of {len(every):,}, from {documents}.",
        files=ALL_NAMES,
    )


def _neighbours(own: list[str], row: dict[str, str], who: str) -> tuple[bool, str | None, str | None]:
    """Return whether the reader may change a row, and before which it goes when it moves up or down."""
    if row["who"] != who:
        return False, None, None
    place = own.index(row["evidence"])
    up = own[place - 1] if place else None
    down = None if place + 1 >= len(own) else own[place + 2] if place + 2 < len(own) else ""
    return True, up, down


def _download(page: Page, label: str, who: str, kind: str) -> Response:
    if kind not in ALL_FILES:
        raise InputError(f"The basket has no format {kind!r}.", advice=f"Formats: {', '.join(ALL_FILES)}.")
    link = f"{page.request.base_url}evidence/"
    with tempfile.TemporaryDirectory() as folder:
        path = page.view.export_basket(Path(folder) / f"basket.{kind}", label, who, link=link)
        return attachment(path.read_bytes(), path.name, ALL_FILES[kind])


@router.post("/basket/keep")
def keep(
    page: PageNow,
    evidence: Text,
    labels: Texts = None,
    more: Annotated[str | None, Form()] = None,
    note: Annotated[str | None, Form()] = None,
    before: Annotated[str | None, Form()] = None,
    back: Text = "/basket",
) -> Response:
    """Put a passage into the reader's basket, or change what is there about it.

    `labels` are those ticked, `more` others, separated by commas; without both the labels stay.
    """
    given = None
    if labels is not None or more is not None:
        given = [*(labels or []), *(one.strip() for one in (more or "").split(",") if one.strip())]
    place = "" if before == END else before
    found = page.project.keep(evidence, labels=given, note=note, before=place, who=page.who)
    return _answered(page, found, back)


@router.post("/basket/remove")
def remove(page: PageNow, evidence: Text, back: Text = "/basket") -> Response:
    """Take a passage out of the reader's basket."""
    return _answered(page, page.project.unkeep(evidence, who=page.who), back)


def _answered(page: Page, found: Kept, back: str) -> Response:
    if wants_json(page.request):
        return JSONResponse(as_json(found))
    return RedirectResponse(inside(back, "/basket"), 303)
