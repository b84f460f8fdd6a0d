"""Changes by way of the API: corrections and labels. Each is attributed, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from workingregions.app import qca
from workingregions.app.answers import as_json
from workingregions.app.web.api.book import Answer, desk_of, responses
from workingregions.app.web.guard import Admitted, Who, session_token
from workingregions.corpus.correction import Action

router = APIRouter(dependencies=[Admitted])
TAG = "Changes"
SHORT, LONG = 200, 4_000
Route = TypeVar("Route", bound=Callable[..., Any])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class CorrectionBody(_Body):
    """A correction as a person words it; what it takes depends on its action, as for `wr correct`."""

    action: Action = Field(description="What is put right.", examples=["retype"])
    names: list[str] = Field(
        default=[], max_length=20, description="Names of institutions.", examples=[["Tees Valley Unlimited"]]
    )
    value: str = Field(
        default="", max_length=LONG, description="The new name, type, scale, region or verdict.",
        examples=["development_agency"],
    )  # fmt: skip
    relation: str = Field(default="", max_length=SHORT, description="Of a tie; an outcome's field; a theme.")
    near: str = Field(default="", max_length=SHORT, description="A region that tells namesakes apart.")
    document: str = Field(default="", max_length=500, description="The document that shows it.")
    page: int | None = Field(default=None, ge=1, le=100_000, description="Its page.")
    quote: str = Field(default="", max_length=LONG, description="The words that show it.")
    evidence: str = Field(default="", max_length=SHORT, description="The id of an outcome or passage.")
    why: str = Field(default="", max_length=LONG, description="The reason, for later readers.")
    who: str = Field(default="", max_length=80, description="Who makes it; by default the session's name.")


class UndoBody(_Body):
    """Why a correction is undone, and by whom."""

    why: str = Field(default="", max_length=LONG)
    who: str = Field(default="", max_length=80)


class LabelBody(_Body):
    """A coder's answer: is the passage about the theme?"""

    theme: str = Field(max_length=SHORT, description="The theme's id.", examples=["reshoring"])
    evidence: str = Field(max_length=SHORT, description="The passage: its evidence id, or its id.")
    answer: Literal["yes", "no", "unsure", "other", "withdrawn"]
    other: str = Field(default="", max_length=SHORT, description="With other: the theme it is about.")
    note: str = Field(default="", max_length=LONG)
    who: str = Field(default="", max_length=80, description="The coder; by default the session's name.")


class KeepBody(_Body):
    """A passage for the basket, with a reader's labels and note."""

    evidence: str = Field(max_length=SHORT, description="An evidence id of the passage, or of words in it.")
    labels: list[str] | None = Field(
        default=None, max_length=20, description="Any words; they replace those it has.", examples=[["doubt"]]
    )
    note: str | None = Field(default=None, max_length=LONG)
    who: str = Field(default="", max_length=80, description="The reader; by default the session's name.")


class ReportBody(_Body):
    """A report: what it shows and how it looks; what it takes depends on its kind, as for `wr report`."""

    kind: str = Field(max_length=SHORT, description="The kind of report.", examples=["theme"])
    regions: list[str] = Field(default=[], max_length=40, examples=[["North East England"]])
    themes: list[str] = Field(default=[], max_length=40, examples=[["reshoring"]])
    query: str = Field(default="", max_length=LONG, description="What to search for.")
    year: str = Field(default="", max_length=20, description="2014, 2010:2020, 2010: or :2020.")
    drop: str = Field(default="", max_length=SHORT, description="A drop, for the report on one.")
    specification: str = Field(
        default="", max_length=100_000, description="Of a comparative analysis (qca), in TOML."
    )
    table: str = Field(default="", max_length=100_000, description="The regions of one, in CSV.")
    formats: list[str] = Field(
        default=[], max_length=10, description="html, docx, pdf, md; none for all.", examples=[["html"]]
    )
    style: str | None = Field(default=None, max_length=SHORT, description="The citation style.")
    spelling: Literal["british", "american"] = "british"
    who: str = Field(default="", max_length=80, description="Who makes it; by default the session's name.")


class DropBody(_Body):
    """A passage that leaves a reader's basket."""

    evidence: str = Field(max_length=SHORT, description="The id under which it is kept.")
    who: str = Field(default="", max_length=80)


def change(path: str, summary: str, ident: str, schema: str) -> Callable[[Route], Route]:
    """Return the decorator of a route that changes the project and answers with what it wrote."""
    return router.post(
        path,
        status_code=201,
        tags=[TAG],
        summary=summary,
        operation_id=ident,
        response_model=None,
        responses=responses(schema, 201),
    )


@router.get(
    "/session",
    tags=[TAG],
    summary="The token that a change must carry",
    operation_id="session",
    response_model=None,
    responses=responses("Session"),
)
def session(request: Request, who: Who) -> Answer:
    """Send it as the header `x-wr-token`, with the cookie that comes with this answer."""
    desk = desk_of(request)
    return {"token": session_token(request), "who": who or desk.project.who, "read_only": desk.read_only}


@change("/corrections", "Make a correction", "correct", "AnswerOfCorrected")
def correct(request: Request, body: CorrectionBody, who: Who) -> Answer:
    """Write a correction to the ledger, and update the map and the documents at once.

    A correction that matches nothing is refused (404), with the nearest names, and nothing is written.
    """
    fields = body.model_dump(exclude={"action", "names"}) | {"who": body.who or who}
    return _answer(request, desk_of(request).project.correct(body.action, *body.names, **fields))


@change("/corrections/{correction}/undo", "Undo a correction", "undo", "AnswerOfCorrected")
def undo(request: Request, correction: str, body: UndoBody, who: Who) -> Answer:
    """Undo it by adding a line to the ledger: its id, the beginning of it, or last."""
    done = desk_of(request).project.undo(correction, why=body.why, who=body.who or who)
    return _answer(request, done)


@change("/labels", "Label a passage", "label", "ListOfLabel")
def label(request: Request, body: LabelBody, who: Who) -> Answer:
    """Write a coder's answer. It changes nothing until the project is refreshed."""
    made = desk_of(request).project.label(
        body.theme, body.evidence, body.answer, other=body.other, note=body.note, who=body.who or who
    )
    view = desk_of(request).view()
    head = {"total": len(made), "returned": len(made), "next": None}
    return {"items": as_json(made), **head, "snapshot": view.snapshot.id, "stale": view.stale}


@change("/basket", "Keep a passage", "keep", "AnswerOfKept")
def keep(request: Request, body: KeepBody, who: Who) -> Answer:
    """Put a passage into the basket, or change the labels and the note that it has there."""
    project = desk_of(request).project
    return _answer(
        request, project.keep(body.evidence, labels=body.labels, note=body.note, who=body.who or who)
    )


@change("/basket/drop", "Take a passage out of the basket", "unkeep", "AnswerOfKept")
def unkeep(request: Request, body: DropBody, who: Who) -> Answer:
    """Take a passage out of a reader's basket; keeping it again brings it back."""
    return _answer(request, desk_of(request).project.unkeep(body.evidence, who=body.who or who))


@change("/reports", "Make a report", "report", "AnswerOfMadeReport")
def report(request: Request, body: ReportBody, who: Who) -> Answer:
    """Write a report into the project, and give its record; its files are at /reports/ID/files/NAME."""
    base = str(request.base_url).removesuffix("/api/").rstrip("/")
    fields = body.model_dump() | {"who": body.who or who, "base": base}
    specification, table = fields.pop("specification"), fields.pop("table")
    if specification or table:
        fields["options"] = qca.Inputs.typed(specification, table).options({})
    return _answer(request, desk_of(request).project.make_report(**fields))


def _answer(request: Request, done: Any) -> Answer:
    view = desk_of(request).view()
    return {"item": as_json(done), "snapshot": view.snapshot.id, "stale": view.stale}
