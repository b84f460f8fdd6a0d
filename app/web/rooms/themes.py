"""Themes: the list, a theme, and the passages and documents behind every number about one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from workingregions.app.answers import as_json
from workingregions.app.names import gazetteer
from workingregions.app.web.filters import Chip
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.shares import (
    allowing,
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
from workingregions.corpus.plain import plain
from workingregions.models.wording import the
from workingregions.reports.charts import bar, lines, sparkline, strip

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.coding import ThemeAccuracy
    from workingregions.app.view import View

router = APIRouter()
SHOWN = 12
"""Regions, institutions and themes that the page of a theme shows; its links lead to all."""


@router.get("/themes")
def themes(page: PageNow) -> Response:
    """List the themes with their counts."""
    view = page.view
    frame = remembered(view, "themes", lambda: _themes(view))
    if sent := download(page, frame, "themes"):
        return sent
    columns = [
        Column("label", "Theme"),
        Column("documents", "Documents", numeric=True),
        Column("share", "Share of documents", numeric=True),
        Column("passages", "Passages", numeric=True),
        Column("mentions", "Passages that name it", numeric=True),
    ]
    facet = time_facet(view)
    counts = remembered(view, ("trends", facet), lambda: view.trends((), [facet]))
    every, rows = times(counts, facet), by_theme(counts)
    small = {
        theme: sparkline(
            over_time(own, every, facet, lambda _: ""),
            f"Share of documents about {view.codebook.get(theme).label} by {facet}",
            page.to.trends(theme),
        )
        for theme, own in rows.items()
    }
    return page.show(
        "themes.html.j2",
        list=listing(page, frame, columns, caption="Themes of the codebook in this corpus", limit=200),
        small=small,
        groups=view.codebook.groups,
        total=len(view.counted),
        measured=measured(view),
        facet=facet,
        span=(every[0], every[-1]) if every else None,
    )


def _themes(view: View) -> pd.DataFrame:
    counts = view.trends((), []).set_index("theme")[["of_documents", "share", "low", "high"]]
    return view.themes().join(counts, on="id")


def measured(view: View) -> dict[str, ThemeAccuracy]:
    """Return how well the machine finds each theme that has labels."""

    def made() -> dict[str, ThemeAccuracy]:
        labelled = view.label_summary()["theme"].tolist()
        return {theme: view.accuracy(theme) for theme in labelled if theme in view.codebook.ids}

    return remembered(view, "accuracy", made)


@router.get("/themes/{ident}")
def theme(ident: str, page: PageNow) -> Response:
    """Show a theme: what it is, its trend, where it is written about, by whom, and its passages."""
    view = page.view
    chosen = view.codebook.get(ident)
    facet = time_facet(view)
    frame = view.trends(chosen.id, [facet])
    counts, every = plain(frame), times(frame, facet)
    to = page.to

    def cell(**where: str) -> str:
        return to.theme_passages(chosen.id, **where)

    points = over_time(counts, every, facet, lambda year: cell(year=year))
    widened = allowing(counts, every, facet)
    regions = view.trends(chosen.id, ["region"])
    places = _regions(page, chosen.id, regions)
    named = remembered(view, ("named", chosen.id), lambda: view.theme_institutions(chosen.id))
    every_passage = remembered(view, ("passages", chosen.id), lambda: view.trend_passages(chosen.id))
    passages = every_passage.sort_values("about", ascending=False, ignore_index=True)
    lists = {"regions": regions, "institutions": named, "pairs": _own_pairs(view, chosen.id)}
    if (wanted := page.filters.one("list")) in lists and (
        sent := download(page, lists[wanted], f"{chosen.id}-{wanted}")
    ):
        return sent
    whole = page.filters.one("all") == "institutions"
    overall = plain(view.trends(chosen.id, []))
    (test,) = remembered(view, ("tests", chosen.id, "", ""), lambda: view.trend_tests(chosen.id))
    return page.show(
        "theme.html.j2",
        theme=chosen,
        group=view.codebook.groups[chosen.group],
        broader=view.codebook.get(chosen.broader) if chosen.broader else None,
        overall=overall[0] if overall else None,
        mentions=_mentions(view, chosen.id),
        points=points,
        chart=lines(points, f"Share of documents about {chosen.label} by {facet}", widened=widened),
        widened=widened,
        facet=facet,
        test=test,
        places=places[:SHOWN],
        more_places=len(places) - SHOWN,
        institutions=plain(named if whole else named.head(SHOWN)),
        more_institutions=0 if whole else len(named) - SHOWN,
        pairs=_pairs(page, chosen.id),
        list=listing(
            page,
            passages,
            [Column("about", "Likeliest"), Column("year", "Year"), Column("file", "File")],
            caption="",
            limit=10,
            downloads=False,
        ),
        answered=_answered(page, chosen.id),
        accuracy=measured(view).get(chosen.id),
        unread=view.unread().words,
        cell=cell,
    )


def _mentions(view: View, theme: str) -> int:
    frame = remembered(view, "themes", lambda: _themes(view))
    return int(frame.loc[frame["id"] == theme, "mentions"].sum())


def _regions(page: Page, theme: str, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the regions with documents about a theme, those of most documents first, each with its mark."""
    found = []
    order = frame.sort_values(["documents", "of_documents", "region_name"], ascending=[False, False, True])
    for row in plain(order[order["documents"] > 0]):
        where = "unknown" if missing(row["region"]) else str(row["region"])
        link = page.to.theme_passages(theme, region=where)
        name = "No region known" if missing(row["region"]) else str(row["region_name"])
        found.append({**row, "name": name, "link": link, "mark": strip(share(row, name, link))})
    return found


def _own_pairs(view: View, theme: str) -> pd.DataFrame:
    pairs = remembered(view, "pairs", view.theme_pairs)
    return pairs[(pairs["theme_a"] == theme) | (pairs["theme_b"] == theme)]


def _pairs(page: Page, theme: str) -> list[dict[str, Any]]:
    """Return the themes that share passages with a theme, those of most passages first."""
    view, own = page.view, _own_pairs(page.view, theme)
    rows = plain(own.sort_values(["passages", "lift"], ascending=False).head(SHOWN))
    most = max((row["passages"] for row in rows), default=0)
    found = []
    for row in rows:
        other = row["theme_b"] if row["theme_a"] == theme else row["theme_a"]
        label = view.codebook.get(other).label
        link = page.to.theme_passages(theme, also=other)
        mark = bar(label, row["passages"], most, link)
        found.append({**row, "other": other, "label": label, "link": link, "mark": mark})
    return found


def _answered(page: Page, theme: str) -> dict[str, str]:
    """Return what this reader answered on the passages of a theme."""
    frame = page.view.labels(theme)
    own = frame[(frame["who"] == page.who) & (frame["passage"] != "")]
    return dict(zip(own["passage"], own["answer"], strict=True))


@router.get("/themes/{ident}/passages")
def passages(ident: str, page: PageNow) -> Response:
    """Show the passages and the documents behind a number about a theme."""
    view, asked = page.view, page.filters
    chosen = view.codebook.get(ident)
    where = {name: asked.one(name) for name in ("region", "year", "outside", "without", "type", "publisher")}
    either = asked.all("either")
    narrow = {name: asked.one(name) for name in ("also", "institution")}
    mentions = bool(asked.one("mentions"))
    found = view.trend_passages(chosen.id, **where, **narrow, either=either, mentions=mentions)
    plainly = not any(narrow.values()) and not mentions
    about = bool(asked.one("about"))
    documents = view.trend_documents(chosen.id, **where, either=either, about=about) if plainly else None
    name = f"{chosen.id}-passages"
    if asked.one("list") == "documents" and documents is not None:
        if sent := download(page, documents, f"{chosen.id}-documents"):
            return sent
    elif sent := download(page, with_links(page, found), name):
        return sent
    columns = [Column("year", "Year"), Column("about", "Likeliness"), Column("file", "File")]
    return page.show(
        "theme_passages.html.j2",
        theme=chosen,
        title=_title(page, chosen.label, mentions=mentions),
        found=listing(page, found, columns, caption=""),
        owners=found["document"].nunique(),
        documents=None if documents is None else plain(documents),
        chips=_chips(page),
        answered=_answered(page, chosen.id),
    )


def _chips(page: Page) -> list[Chip]:
    """Return the filters of a cell that other pages do not have, in words."""
    asked, view, places = page.filters, page.view, gazetteer()
    words: dict[str, tuple[str, Callable[[str], str]]] = {
        "also": ("Also about", lambda value: view.codebook.get(value).label),
        "outside": ("Outside", lambda value: places.find(value).name),
        "without": ("No region of the level", str),
        "mentions": ("Passages", lambda _: "that name it"),
        "either": ("Or about", lambda value: view.codebook.get(value).label),
        "about": ("Documents", lambda _: "about the theme"),
    }
    return [
        Chip(label, said(asked.one(name)), name, asked.without(name))
        for name, (label, said) in words.items()
        if asked.one(name)
    ]


def _title(page: Page, label: str, *, mentions: bool) -> str:
    """Return a cell in words: "Passages about reshoring in England, 2014"."""
    one, places, view = page.filters.one, gazetteer(), page.view
    words = f"Passages {'that name' if mentions else 'about'} {label}"
    words += "".join(f" or {view.codebook.get(other).label}" for other in page.filters.all("either"))
    if also := one("also"):
        words += f", and about {view.codebook.get(also).label}"
    if institution := one("institution"):
        words += f", that name {view.register.find(institution).name}"
    if region := one("region"):
        name = region if region == "unknown" else places.find(region).name
        words += " in documents of no known region" if region == "unknown" else f" in {the(name)}"
    if outside := one("outside"):
        words += f" outside {the(places.find(outside).name)}"
    if level := one("without"):
        words += f" in documents about no region of the level {level}"
    if year := one("year"):
        words += ", in undated documents" if year == "unknown" else f", {year.replace(':', ' to ')}"
    return words


@router.get("/themes/{ident}/why/{evidence}")
def why(ident: str, evidence: str, page: PageNow) -> Response:
    """Say why a passage is about a theme or is not."""
    chosen = page.view.codebook.get(ident)
    found = next(r for r in page.view.explain_themes(evidence) if r.theme == chosen.id)
    labels = {theme.id: theme.label for theme in page.view.codebook}
    if "json" in page.request.headers.get("accept", ""):
        return JSONResponse(as_json(found))
    text = page.view.evidence(evidence).quote
    template = "why_part.html.j2" if page.filters.one("part") else "why.html.j2"
    return page.show(
        template,
        theme=chosen,
        why=found,
        evidence=evidence,
        text=text,
        rival=labels.get(found.rival, found.rival),
    )
