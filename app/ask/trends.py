"""Themes by place and time: counts, tests, comparisons of regions, and the terms that set groups apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from workingregions.app.ask.document_text import passages_of
from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.names import gazetteer
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.plain import plain
from workingregions.corpus.records import Document
from workingregions.corpus.selection import parse_years
from workingregions.corpus.sql import among

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.models.trends import Facet, TaggerError, TrendTest

LEVELS: Mapping[str, str] = {"country": "national", "region": "regional"}
"""What users call levels, beside the levels and kinds of the gazetteer."""
NOT_KNOWN = "unknown"
"""What stands for an unknown region or year in a cell."""
CELL = ("file", "title", "year", "page", "about", "text", "document", "passage", "evidence")


@dataclass(frozen=True, slots=True)
class Scene:
    """The documents that count and the regions in which each counts, its passages and their tags."""

    documents: list[Document]
    regions: dict[str, list[str]]
    passages: pd.DataFrame
    scores: pd.DataFrame
    about: float

    @classmethod
    def of(cls, pinned: Pinned, themes: Sequence[str]) -> Scene:
        """Read what is needed to count these themes (ids)."""
        from workingregions.models.trends import regions_of

        snapshot = pinned.snapshot
        where = snapshot.taken("passages", Use.THEMES)
        passages = snapshot.frame("passages", where=where, columns=["id", "document"])
        columns = ["passage", "theme", "about"]
        scores = snapshot.frame("themes", where=among("theme", themes), columns=columns)
        places = gazetteer()
        regions = {d.id: regions_of([r.region for r in d.regions], places) for d in pinned.counted}
        return cls(pinned.counted, regions, passages, scores, pinned.config.count.about)

    def within(self, region: str = "", year: str = "") -> list[Document]:
        """Return the documents of a region and period, either as a user names it; "" for all."""
        found = self.documents
        if region == NOT_KNOWN:
            found = [d for d in found if not self.regions[d.id]]
        elif region:
            wanted = place(region)
            found = [d for d in found if wanted in self.regions[d.id]]
        if year == NOT_KNOWN:
            return [d for d in found if d.year is None]
        return of_years(found, year)

    def hits(self, theme: str) -> set[str]:
        """Return the ids of the documents about a theme."""
        own = self.tagged(theme)
        return set(self.passages.loc[self.passages["id"].isin(own), "document"])

    def tagged(self, theme: str) -> set[str]:
        """Return the ids of passages, of any voice, that are about a theme."""
        strong = self.scores[(self.scores["about"] >= self.about) & (self.scores["theme"] == theme)]
        return set(strong["passage"])

    def frame(self, documents: Sequence[Document]) -> pd.DataFrame:
        """Return a row per document, with the columns of FACETS and id, regions, unread.

        `region` is the first focal region, by which the mix of documents is judged.
        """
        import pandas as pd

        from workingregions.models.trends import period_of

        return pd.DataFrame(
            {
                "id": [d.id for d in documents],
                "year": pd.array([d.year for d in documents], dtype="Int64"),
                "period": [period_of(d.year) for d in documents],
                "genre": [d.genre for d in documents],
                "type": [d.type.value for d in documents],
                "publisher": [d.publisher for d in documents],
                "language": [d.language for d in documents],
                "regions": [[r.region for r in d.regions] for d in documents],
                "region": [d.regions[0].region if d.regions else "" for d in documents],
                "unread": [not d.is_read for d in documents],
            }
        )


def place(region: str) -> str:
    """Return the id as which a region, called by name or code, counts. Raise NotFoundError if unknown."""
    return gazetteer().area(gazetteer().find(region).id)


def of_years(documents: Sequence[Document], year: str) -> list[Document]:
    """Return the documents of a period, as a user writes it; undated ones are of "" alone."""
    if not year:
        return list(documents)
    first, last = parse_years(year)
    low, high = first if first is not None else -math.inf, last if last is not None else math.inf
    return [d for d in documents if d.year is not None and low <= d.year <= high]


def theme_ids(pinned: Pinned, themes: str | Sequence[str]) -> list[str]:
    """Return the ids of themes, each once; all of the codebook if none is given."""
    named = [themes] if isinstance(themes, str) else list(themes)
    return list(dict.fromkeys(pinned.codebook.get(theme).id for theme in named)) or list(pinned.codebook.ids)


def trends(
    pinned: Pinned,
    themes: str | Sequence[str],
    by: Sequence[str],
    region: str,
    year: str,
    level: str,
    error: Mapping[str, tuple[float, float, int]] | None,
) -> pd.DataFrame:
    """See View.trends."""
    from workingregions.models.trends import FACETS, theme_counts

    for facet in by:
        if facet not in FACETS:
            raise NotFoundError("facet", facet, FACETS, advice=f"Facets: {', '.join(FACETS)}.")
    wanted = theme_ids(pinned, themes)
    shown, errors = _at(level), errors_of(pinned, error)
    scene = Scene.of(pinned, wanted)
    inside = None
    if region or year:
        inside = {d.id for d in scene.within(region, year)}
        if region and (shown is None) and region != NOT_KNOWN:
            own = place(region)
            shown = lambda ident: gazetteer().within(ident, own)  # noqa: E731  # regions within it have rows
    table = theme_counts(
        scene.passages,
        with_zeros(scene.scores, wanted),
        scene.frame(scene.documents),
        by=cast("Sequence[Facet]", list(dict.fromkeys(by))),
        about=scene.about,
        places=gazetteer(),
        shown=shown,
        among=inside,
        error=errors,
    )
    if "region" in by:
        empty = NOT_KNOWN if not level else "no region at this level"
        names = [gazetteer().name(r) if r else empty for r in table["region"]]
        table.insert(0, "region_name", names)
    return table


def with_zeros(scores: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Return the scores with one that never counts for each theme, so that each has its rows of zeros."""
    import pandas as pd

    none = pd.DataFrame({"passage": "", "theme": list(themes), "about": -1.0})
    return pd.concat([scores, none], ignore_index=True)


def _at(level: str) -> Callable[[str], bool] | None:
    """Return whether a region is of a level or kind; None for all levels."""
    from workingregions.nlp.gazetteer import LEVELS as KINDS

    if not level:
        return None
    known = [*LEVELS, *dict.fromkeys(KINDS.values()), *KINDS]
    wanted = level.strip().lower().replace(" ", "_")
    if wanted not in known:
        named = ", ".join(dict.fromkeys(known))
        raise NotFoundError("level", level, known, advice=f"Levels and kinds of region: {named}.")
    wanted = LEVELS.get(wanted, wanted) if wanted != "region" else "regional"

    def fits(ident: str) -> bool:
        found = gazetteer().get(ident)
        return found is not None and wanted in (found.level, found.kind)

    return fits


def errors_of(pinned: Pinned, error: Mapping[str, tuple[float, float, int]] | None) -> dict[str, TaggerError]:
    """Return the errors of themes by id. Raise InputError for what is no precision, recall and number."""
    from workingregions.models.trends import TaggerError

    found = {}
    for theme, values in (error or {}).items():
        try:
            precision, recall, n = values
            found[pinned.codebook.get(theme).id] = TaggerError(precision=precision, recall=recall, n=n)
        except (TypeError, ValueError):
            raise InputError(
                f"The error of {theme!r} is {values!r}.",
                advice="Give precision and recall, each 0 to 1, and the number of passages judged.",
            ) from None
    return found


def trend_tests(pinned: Pinned, themes: str | Sequence[str], region: str, year: str) -> list[TrendTest]:
    """See View.trend_tests."""
    from workingregions.models.trends import together, trend_test

    wanted = theme_ids(pinned, themes)
    scene = Scene.of(pinned, wanted)
    dated = [d for d in scene.within(region, year) if d.year is not None and d.is_read]
    frame = scene.frame(sorted(dated, key=lambda d: d.id))
    frame["region"] = [gazetteer().name(r) if r else "" for r in frame["region"]]
    ident = place(region) if region and region != NOT_KNOWN else ""
    tests = []
    for theme in wanted:
        about = frame["id"].isin(scene.hits(theme)).to_numpy(dtype=bool)
        tests.append(trend_test(frame, about, theme, ident))
    return together(tests)


def trend_passages(pinned: Pinned, theme: str, region: str, year: str) -> pd.DataFrame:
    """See View.trend_passages."""
    import pandas as pd

    wanted = pinned.codebook.get(theme)
    scene = Scene.of(pinned, [wanted.id])
    documents = {d.id: d for d in scene.within(region, year)}
    running = scene.passages[scene.passages["document"].isin(documents)]
    tagged = set(running["id"]) & scene.tagged(wanted.id)
    about = scene.scores[scene.scores["theme"] == wanted.id].set_index("passage")["about"]
    passages = sorted(
        passages_of(pinned.snapshot, "id", tagged),
        key=lambda p: (documents[p.document].path, p.ordinal, p.id),
    )
    rows = []
    for passage, evidence in zip(passages, evidence_ids(pinned.snapshot, passages), strict=True):
        d = documents[passage.document]
        rows.append(
            {
                "file": d.path, "title": d.title, "year": d.year, "page": passage.pages[0],
                "about": float(about[passage.id]), "text": " ".join(passage.text.split()),
                "document": d.id, "passage": passage.id, "evidence": evidence,
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(CELL)).astype({"year": "Int64"})


def theme_pairs(pinned: Pinned, region: str, year: str) -> pd.DataFrame:
    """See View.theme_pairs."""
    import pandas as pd

    from workingregions.models.trends import ThemePair
    from workingregions.models.trends import theme_pairs as pairs

    scene = Scene.of(pinned, pinned.codebook.ids)
    inside = {d.id for d in scene.within(region, year)}
    running = scene.passages[scene.passages["document"].isin(inside)]
    strong = scene.scores[
        (scene.scores["about"] >= scene.about) & scene.scores["theme"].isin(pinned.codebook.ids)
    ]
    rows = strong.merge(running, left_on="passage", right_on="id")[["passage", "document", "theme"]]
    found = pairs(rows.itertuples(index=False, name=None), len(running))
    columns = list(ThemePair.__dataclass_fields__)
    return pd.DataFrame([plain(pair) for pair in found], columns=columns)
