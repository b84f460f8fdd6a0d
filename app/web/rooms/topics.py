"""Topics: their map and list, one topic, its passages; naming, merging, fitting, and undoing that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from workingregions.app.jobs import JobKind
from workingregions.app.names import gazetteer
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.shares import (
    by_theme,
    missing,
    over_time,
    remembered,
    share,
    time_facet,
    times,
    with_links,
)
from workingregions.app.web.tables import Column, download, listing
from workingregions.app.web.work import followed, start
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.plain import plain
from workingregions.models.wording import the
from workingregions.reports.charts import lines, sparkline, strip, topic_dots

if TYPE_CHECKING:
    from workingregions.app.view import View

router = APIRouter()
METHODS = {
    "kmeans": "clusters of meaning and words (stable)",
    "nmf": "NMF of word counts",
    "lda": "LDA",
}
REGIONS = 15


@router.get("/topics")
def topics(page: PageNow) -> Response:
    """Show the topics on a map and as a list; without any, the form that fits them."""
    view = page.view
    try:
        frame = remembered(view, "topics", view.topics)
    except InputError as error:
        return page.show(
            "topics.html.j2",
            list=None,
            reason=error,
            methods=METHODS,
            history=_history(view, None),
            job=followed(page, JobKind.TOPICS),
        )
    if sent := download(page, frame, "topics"):
        return sent
    columns = [
        Column("topic", "Number", numeric=True),
        Column("name", "Topic"),
        Column("documents", "Documents", numeric=True),
        Column("passages", "Passages", numeric=True),
        Column("share", "Share", numeric=True),
        Column("new", "New", numeric=True),
        Column("fate", "Last fit"),
    ]
    places = view.topic_map()
    facet = time_facet(view)
    counts = remembered(view, ("topics", facet), lambda: view.topic_trends((), [facet]))
    every = times(counts, facet)
    small = {
        topic: sparkline(
            over_time(own, every, facet, lambda _: ""), f"Share of documents by {facet}", page.to.topic(topic)
        )
        for topic, own in by_theme(counts, "topic").items()
    }
    links = [page.to.topic(topic) for topic in places["topic"].tolist()]
    return page.show(
        "topics.html.j2",
        list=listing(page, frame, columns, caption="Topics, found without a codebook", limit=200),
        chart=topic_dots(places, links, "Topics of the corpus: near ones are alike"),
        small=small,
        facet=facet,
        model=view.topic_model(),
        methods=METHODS,
        history=_history(view, None),
        job=followed(page, JobKind.TOPICS),
    )


def _history(view: View, number: int | None) -> list[dict[str, Any]]:
    """Return the lines of the history, newest first; `last` marks the one that an undo takes back."""
    rows = plain(view.topic_history(number))
    newest = next((row for row in reversed(plain(view.topic_history())) if _active(row)), None)
    return [{**row, "last": newest is not None and row["line"] == newest["line"]} for row in reversed(rows)]


def _active(row: dict[str, Any]) -> bool:
    return bool(row["in_force"]) and row["action"] != "undo"


@router.get("/topics/{number}")
def topic(number: int, page: PageNow) -> Response:
    """Show a topic: words, trend, regions, documents, passages, and what became of its number."""
    view, to = page.view, page.to
    frame = remembered(view, "topics", view.topics)
    own = plain(frame[frame["topic"] == number])
    if not own:
        going = _goes_on(page, number)
        if going:
            return RedirectResponse(to.topic(going), 303)
        view.topic(number)  # says what became of it
        raise NotFoundError("topic", str(number))
    facet = time_facet(view)
    counts = view.topic_trends([number], [facet])
    every, rows = times(counts, facet), plain(counts)

    def link(year: str) -> str:
        return to.to(f"/topics/{number}/passages", year=year)

    points = over_time(rows, every, facet, link)
    regions = view.topic_trends([number], ["region"])
    regions = regions[regions["documents"] > 0].sort_values(
        ["documents", "of_documents"], ascending=[False, False]
    )
    documents = view.topic_documents(number)
    return page.show(
        "topic.html.j2",
        topic=own[0],
        points=points,
        chart=lines(points, f"Share of documents about {own[0]['name']} by {facet}"),
        facet=facet,
        places=[_place(page, number, row) for row in plain(regions.head(REGIONS))],
        documents=plain(documents),
        passages=plain(view.topic(number, most=10)),
        others=[(int(row["topic"]), row["name"]) for row in plain(frame) if row["topic"] != number],
        history=_history(view, number),
    )


def _goes_on(page: Page, number: int) -> int:
    """Return the topic that a number was merged into by people; 0 if it was not."""
    merged = {part: row["topic"] for row in plain(page.view.topics()) for part in row["merged"]}
    return int(merged.get(number, 0))


def _place(page: Page, number: int, row: dict[str, Any]) -> dict[str, Any]:
    where = "unknown" if missing(row["region"]) else row["region"]
    link = page.to.to(f"/topics/{number}/passages", region=where)
    name = "No region known" if missing(row["region"]) else row["region_name"]
    return {**row, "name": name, "link": link, "mark": strip(share(row, name, link))}


@router.get("/topics/{number}/passages")
def passages(number: int, page: PageNow) -> Response:
    """Show the passages and documents behind a number about a topic."""
    view, one = page.view, page.filters.one
    where = {"region": one("region"), "year": one("year")}
    found = view.topic(number, most=0, **where).rename(columns={"document": "file"})
    titles = {d.path: d for d in view.counted}
    found["title"] = [titles[path].title for path in found["file"]]
    found["year"] = [titles[path].year for path in found["file"]]
    documents = view.topic_documents(number, **where)
    if only := one("document"):
        path = view.document(only).path
        found, documents = found[found["file"] == path], documents[documents["file"] == path]
    if one("list") == "documents":
        if sent := download(page, documents, f"topic-{number}-documents"):
            return sent
    elif sent := download(page, with_links(page, found), f"topic-{number}-passages"):
        return sent
    names = dict(zip(view.topics()["topic"], view.topics()["name"], strict=True))
    columns = [Column("weight", "Most typical"), Column("year", "Year"), Column("file", "File")]
    words = f"Passages of the topic {names.get(number, number)}"
    if where["region"]:
        unknown = where["region"] == "unknown"
        words += " in no known region" if unknown else f" in {the(gazetteer().find(where['region']).name)}"
    if only:
        words += f" in {titles[path].title or path}"
    if where["year"]:
        words += ", undated" if where["year"] == "unknown" else f", {where['year'].replace(':', ' to ')}"
    return page.show(
        "topic_passages.html.j2",
        number=number,
        title=words,
        found=listing(page, found, columns, caption=""),
        documents=plain(documents),
    )


# --- changes


@router.post("/topics/fit")
def fit(
    page: PageNow, method: Annotated[str, Form()] = "kmeans", number: Annotated[str, Form()] = ""
) -> Response:
    """Fit topics anew."""
    wanted = number.strip()
    if wanted and not wanted.isdecimal():
        raise InputError(
            f"{wanted!r} is not a number of topics.", advice="Leave it empty to have one chosen."
        )
    arguments = {"method": method, "topics": int(wanted or 0)}
    return start(page, JobKind.TOPICS, "Fit topics", arguments, page.to.topics())


@router.post("/topics/merge")
def merge(page: PageNow, topic: Annotated[list[int] | None, Form()] = None) -> Response:
    """Count several topics as one: the first."""
    page.project.merge_topics(topic or [], who=page.who)
    return RedirectResponse(page.to.topic((topic or [0])[0]), 303)


@router.post("/topics/undo")
def undo(page: PageNow, line: Annotated[str, Form()] = "last") -> Response:
    """Undo a fit, a name or a merge."""
    page.project.undo_topics(line, who=page.who)
    return RedirectResponse(page.to.topics(), 303)


@router.post("/topics/{number}/name")
def name(number: int, page: PageNow, name: Annotated[str, Form()] = "") -> Response:
    """Give a topic a name for good; an empty one takes it back."""
    page.project.name_topic(number, name, who=page.who)
    return RedirectResponse(page.to.topic(number), 303)
