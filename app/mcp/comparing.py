"""The tools about institutions, networks, themes and regions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from workingregions.app.answers import as_json
from workingregions.app.mcp.arguments import (
    Budget,
    Kinds,
    Limit,
    Offset,
    Regions,
    Snapshot,
    Texts,
    Themes,
    Year,
)  # fmt: skip
from workingregions.app.mcp.budget import DEFAULT, Answer, sectioned
from workingregions.app.mcp.desk import Asked, Desks
from workingregions.app.mcp.reading import selected
from workingregions.app.mcp.words import RENDER
from workingregions.corpus.errors import InputError
from workingregions.corpus.map_filter import EVERYTHING, GOVERNANCE

TIE = ("source", "relation", "target", "modality", "year", "kind", "confidence")
OUTCOME = ("kind", "text", "value", "unit", "year", "period", "place", "institution", "promised", "change")
CELL = ("documents", "of_documents", "share", "low", "high", "few", "passages")
INSTITUTION = ("id", "name", "type", "scale", "region_name", "documents", "mentions", "first", "last")
DATASET = ("caption", "kinds", "rows", "figures", "first", "last", "file")
QUOTED_CELLS = 12
"""Cells of an answer that get a passage behind them; each takes a look-up."""
Region = Annotated[str, Field(max_length=500, description="A region by name or code.")]
Ties = Annotated[Literal["", "governance", "supply", "ownership", "all"], Field(description="Kind of tie.")]
Relations = Annotated[
    Texts, Field(description="Relations: funds, partners, part_of, governs, creates, serves.")
]
Scales = Annotated[Texts, Field(description="local, regional, national, supranational, unknown.")]


class ComparingTools:
    """The tools about institutions, networks, themes and regions.

    The docstring of each is what the model reads about it.
    """

    def __init__(self, desks: Desks) -> None:
        self._desks = desks

    def tools(self) -> list[Callable[..., Answer]]:
        """Return the tools."""
        return [self.institutions, self.profile, self.network, self.themes, self.compare]

    def institutions(
        self,
        what: Literal["institutions", "ties", "outcomes", "datasets"] = "institutions",
        region: Regions = [],  # noqa: B006
        year: Year = "",
        theme: Themes = [],  # noqa: B006
        institution: Annotated[str, Field(description="Ties: only those of this institution.")] = "",
        kind: Annotated[
            Texts,
            Field(
                description="Types of institution (university, firm, government ...); of outcomes: jobs, "
                "investment, funding, firms, wages, output."
            ),
        ] = [],  # noqa: B006
        scale: Scales = [],  # noqa: B006
        relation: Relations = [],  # noqa: B006
        ties: Ties = "",
        limit: Limit = 25,
        offset: Offset = 0,
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """List institutions, the ties stated between them, quantified outcomes, or tables of statistics.

        Ties and outcomes come with their sentence, citation and link. Two names in one sentence are no tie;
        modality tells asserted, planned, hedged and negated statements apart. `region`: passages about it.
        """
        asked = self._desks.ask(snapshot, budget)
        view = asked.view
        chosen = selected(view, regions=region, year=year, themes=theme)
        if what == "outcomes":
            return asked.cited_list(view.outcomes(chosen, kinds=kind), OUTCOME, limit, offset)
        if what == "datasets":
            return asked.cited_list(view.datasets(chosen, kinds=kind), DATASET, limit, offset)
        only = view.map_filter(EVERYTHING, types=kind, scales=scale, relations=relation, ties=ties)
        if what == "ties":
            frame = view.ties(chosen, institution=institution, only=only)
            return asked.cited_list(frame, TIE, limit, offset)
        return asked.plain_list(view.institutions(chosen, only=only), INSTITUTION, limit, offset)

    def profile(
        self,
        institution: Annotated[str, Field(max_length=500, description="A name, acronym or id.")] = "",
        region: Annotated[str, Field(max_length=500, description="Instead: a region.")] = "",
        near: Annotated[str, Field(description="A region that tells namesakes apart.")] = "",
        year: Year = "",
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """Profile one institution or one region.

        An institution: names, type, scale, home, ties, sentences. A region: documents, themes, institutional
        thickness, institutions, outcomes.

        Every list says how many rows there are (`total`) and how to see all of them.
        """
        asked = self._desks.ask(snapshot, budget)
        if bool(institution) == bool(region):
            raise InputError("A profile is of one institution or of one region.", advice="Give one of them.")
        return _institution(asked, institution, near) if institution else _region(asked, region, year)

    def network(
        self,
        region: Region,
        year: Year = "",
        against: Annotated[str, Field(description="An earlier period: what changed since then.")] = "",
        kind: Kinds = [],  # noqa: B006
        scale: Scales = [],  # noqa: B006
        relation: Relations = [],  # noqa: B006
        ties: Ties = "",
        limit: Limit = 20,
        offset: Offset = 0,
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """Give the governance network of a region: its ties, each with a sentence that states it.

        Only ties of governance count unless `ties` asks for others. With `against` (and `year`): institutions
        that entered or left, ties that formed or dissolved, between two periods.
        """
        asked = self._desks.ask(snapshot, budget)
        view = asked.view
        only = view.map_filter(GOVERNANCE, types=kind, scales=scale, relations=relation, ties=ties)
        if against:
            if not year:
                raise InputError("A comparison takes two periods.", advice="Give the later one as year.")
            changed = view.change(region, against, year, only=only)
            sections = {
                name: (as_json(getattr(changed, name)), "network() of each period")
                for name in ("institutions", "ties")
            }
            return sectioned(asked.head(notes=list(changed.notes)), sections, budget=budget)
        net = view.network(region, year=year, only=only)
        edges = as_json(net.ties.iloc[offset : offset + limit])
        head = asked.head(
            network=net.title, documents=len(net.documents), institutions=len(net.graph), render=RENDER,
            notes=list(net.notes),
        )  # fmt: skip
        return asked.fitted(head, _with_statements(asked, net, edges), total=len(net.ties), offset=offset)

    def themes(
        self,
        what: Literal["themes", "trends", "tests", "passages", "pairs", "topics"] = "themes",
        theme: Themes = [],  # noqa: B006
        by: Annotated[
            Texts, Field(description="Trends: year, period, region, genre, type, publisher, language.")
        ] = ["year"],  # noqa: B006
        region: Annotated[str, Field(description="Only documents about this region.")] = "",
        year: Year = "",
        level: Annotated[str, Field(description="Trends: only regions of this level.")] = "",
        limit: Limit = 30,
        offset: Offset = 0,
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """Give the codebook's themes, their shares over time and by region, and the passages behind them.

        trends: `documents` of `of_documents` are about the theme, `low` to `high` is the 95 % interval; `few`
        marks cells that say little; the first cells have a passage behind them. passages: those of one theme,
        region and year, to quote. tests: whether a share changed. pairs: themes that share passages. topics:
        groups of passages found in the corpus itself.
        """
        asked = self._desks.ask(snapshot, budget)
        view = asked.view
        if what == "themes":
            keep = ("id", "group", "label", "definition", "documents", "passages", "mentions")
            return asked.plain_list(view.themes(), keep, limit, offset)
        if what == "passages":
            if len(theme) != 1:
                raise InputError("Passages are those of one theme.", advice="Give one theme.")
            frame = view.trend_passages(theme[0], region=region, year=year)
            return asked.cited_list(frame, ("about", "year", "file"), limit, offset)
        if what == "tests":
            tests = view.trend_tests(theme, region=region, year=year)
            rows = [{"theme": t.theme, "direction": t.direction, "words": list(t.words)} for t in tests]
            return asked.plain_list(rows, (), limit, offset)
        if what in ("pairs", "topics"):
            frame = view.theme_pairs(region=region, year=year) if what == "pairs" else view.topics()
            return asked.plain_list(frame, (), limit, offset)
        frame = view.trends(theme, by, region=region, year=year, level=level)
        rows = as_json(frame.iloc[offset : offset + limit])
        names = list(frame.columns[: list(frame.columns).index("theme") + 1])
        items = [{name: row[name] for name in (*names, *CELL)} for row in rows]
        _quote_cells(asked, items, by, region, year)
        return asked.fitted(asked.head(render=RENDER), items, total=len(frame), offset=offset)

    def compare(
        self,
        region: Regions = [],  # noqa: B006
        by: Annotated[
            Literal["themes", "thickness", "terms"], Field(description="What to compare the regions by.")
        ] = "themes",
        theme: Themes = [],  # noqa: B006
        year: Year = "",
        before: Annotated[str, Field(description="Terms: an earlier period.")] = "",
        after: Annotated[str, Field(description="Terms: the later period.")] = "",
        snapshot: Snapshot = "",
        budget: Budget = DEFAULT,
    ) -> Answer:
        """Compare regions: by the share of documents about themes, by institutional thickness, by terms.

        themes: each region with the first one, or one region with all other documents; with intervals and q.
        thickness: at equal numbers of documents (Amin and Thrift 1994). terms: words that tell two regions,
        one region and the others, or two periods apart. Warnings are part of the result: repeat them.
        """
        asked = self._desks.ask(snapshot, budget)
        view = asked.view
        if by == "terms":
            one, other = (*region, "", "")[:2]
            found = view.terms(
                region=one, against=other, before=before, after=after, theme=theme[0] if theme else ""
            )
            head = asked.head(a=found.a, b=found.b, warnings=list(found.warnings))
            rows = {"terms": (as_json(found.terms), "a higher budget")}
            return sectioned(head, rows, budget=budget)
        if not region:
            raise InputError("No region to compare was named.", advice="Give one or more.")
        if by == "thickness":
            return _thickness(asked, region, year)
        compared = view.compare(region, theme, year=year)
        head = asked.head(
            regions=list(compared.names), years=compared.years, warnings=list(compared.warnings)
        )
        cells = ("region_name", "theme", *CELL)
        profile = [{name: row[name] for name in cells} for row in as_json(compared.profile)]
        how = "fewer themes, or a higher budget"
        sections = {"differences": (as_json(compared.differences), how), "shares": (profile, how)}
        return sectioned(head, sections, budget=budget)


def _institution(asked: Asked, name: str, near: str) -> Answer:
    view = asked.view
    found = view.institution(name, near=near)
    entity = found.entity
    head = asked.head(
        id=entity.id, name=entity.name, type=entity.type, scale=entity.scale, home=found.region_name,
        home_reason=entity.region_reason, before=list(found.before), after=list(found.after), render=RENDER,
    )  # fmt: skip
    passages = found.passages.assign(evidence=view.passage_evidence(found.passages["passage"].tolist()))
    more = f"institutions(what='ties', institution={entity.id!r})"
    search = f"find(institution=[{entity.id!r}])"
    return sectioned(
        as_json(head),
        {
            "names": (as_json(found.names), "a higher budget"),
            "types_and_scales": (as_json(found.typed), "a higher budget"),
            "years": (as_json(found.years), "a higher budget"),
            "ties": (asked.items(as_json(found.ties), TIE), more),
            "sentences": (asked.items(as_json(passages), ("year", "file")), search),
        },
        budget=asked.budget,
    )


def _region(asked: Asked, name: str, year: str) -> Answer:
    view = asked.view
    chosen = selected(view, regions=[name], year=year)
    profile = view.thickness([name], year=year)
    documents = view.documents(chosen)
    shares = [row for row in as_json(view.trends((), (), region=name, year=year)) if row["documents"]]
    shares.sort(key=lambda row: -row["share"])
    cells = [{key: row[key] for key in ("theme", *CELL)} for row in shares]
    _quote_cells(asked, cells, (), name, year)
    listed = ("id", "title", "year", "type", "publisher")
    where = f"region=[{name!r}]"
    head = asked.head(
        region=profile.title, documents=len(documents), reading=list(profile.reading),
        warnings=list(profile.warnings), render=RENDER,
    )  # fmt: skip
    papers = [{key: row[key] for key in listed} for row in as_json(documents)]
    bodies = as_json(view.institutions(chosen, only=GOVERNANCE)[list(INSTITUTION)])
    return sectioned(
        head,
        {
            "themes": (cells, f"themes(what='trends', by=[], region={name!r})"),
            "thickness": (_components(profile), f"compare(by='thickness', {where})"),
            "institutions": (bodies, f"institutions({where})"),
            "outcomes": (
                asked.items(as_json(view.outcomes(chosen)), OUTCOME),
                f"institutions(what='outcomes', {where})",
            ),
            "papers": (papers, f"documents({where})"),
        },
        budget=asked.budget,
    )


def _thickness(asked: Asked, regions: Sequence[str], year: str) -> Answer:
    profile = asked.view.thickness(regions, year=year)
    head = asked.head(
        compared=profile.title, at_documents=profile.at, reading=list(profile.reading),
        warnings=list(profile.warnings),
    )  # fmt: skip
    counts = ("name", "documents", "institutions", "ties")
    raw = [{name: row[name] for name in counts} for row in as_json(profile.regions)]
    more = "a higher budget, or fewer regions"
    return sectioned(
        head, {"regions": (raw, more), "components": (_components(profile), more)}, budget=asked.budget
    )


def _components(profile: Any) -> list[Answer]:
    names = ("name", "component", "label", "value", "low", "high")
    return [{name: row[name] for name in names} for row in as_json(profile.components)]


def _with_statements(asked: Asked, net: Any, edges: Sequence[Answer]) -> list[Answer]:
    """Return the ties of a network, each with the surest sentence that states it."""
    best: dict[tuple[str, str, str], int] = {}
    keys = zip(net.evidence["source"], net.evidence["relation"], net.evidence["target"], strict=True)
    for place, key in enumerate(keys):
        best.setdefault(key, place)
    places = [best[edge["source"], edge["relation"], edge["target"]] for edge in edges]
    rows = net.evidence.iloc[places]
    stretches = list(rows[["passage", "start", "end"]].itertuples(index=False))
    cited = as_json(rows.assign(evidence=asked.view.evidence_ids(stretches)))
    keep = (
        "source", "source_name", "relation", "target", "target_name", "modality", "evidence", "documents",
        "first", "last",
    )  # fmt: skip
    return [
        {**item, **{name: edge[name] for name in keep}}
        for item, edge in zip(asked.items(cited), edges, strict=True)
    ]


def _quote_cells(asked: Asked, cells: Sequence[Answer], by: Sequence[str], region: str, year: str) -> None:
    """Add to the first cells of a table the passage that is most surely about the theme."""
    if not set(by) <= {"region", "year"}:
        return
    for cell in [one for one in cells if one["documents"]][:QUOTED_CELLS]:
        where = (cell["region"] or "unknown") if "region" in by else region
        when = str(cell["year"] or "unknown") if "year" in by else year
        behind = asked.view.trend_passages(cell["theme"], region=where, year=when)
        best = behind.sort_values("about", ascending=False, kind="stable").head(1)
        for item in asked.items(as_json(best)):
            cell |= item
