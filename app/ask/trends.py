"""Themes by place and time: counts, tests, comparisons of regions, and the terms that set groups apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

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
        columns = ["passage", "theme", "about", "mention"]
        scores = snapshot.frame("themes", where=among("theme", themes), columns=columns)
        places = gazetteer()
        regions = {d.id: regions_of([r.region for r in d.regions], places) for d in pinned.counted}
        return cls(pinned.counted, regions, passages, scores, pinned.config.count.about)

    def within(
        self, region: str = "", year: str = "", *, outside: str = "", without: str = ""
    ) -> list[Document]:
        """Return the documents of a cell, as a user names it; "" for all.

        Args:
            region: those about this region.
            year: those of this period.
            outside: those that are not about this region.
            without: those about no region of this level (within `region`).
        """
        found = self.documents
        if region == NOT_KNOWN:
            found = [d for d in found if not self.regions[d.id]]
        elif region:
            wanted = place(region)
            found = [d for d in found if wanted in self.regions[d.id]]
        if outside:
            other = place(outside)
            found = [d for d in found if other not in self.regions[d.id]]
        if shown := shown_regions(without, region) if without else None:
            found = [d for d in found if not any(map(shown, self.regions[d.id]))]
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

    def mentioning(self, theme: str) -> set[str]:
        """Return the ids of passages, of any voice, that name a theme, whether they are about it or not."""
        found = self.scores[self.scores["mention"].astype(bool) & (self.scores["theme"] == theme)]
        return set(found["passage"])

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
    shown, errors = shown_regions(level, region), errors_of(pinned, error)
    scene = Scene.of(pinned, wanted)
    inside = {d.id for d in scene.within(region, year)} if region or year else None
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


def shown_regions(level: str, region: str) -> Callable[[str], bool] | None:
    """Return whether a region has a row: if it is of a level or kind, and within a region; None for all.

    Raises:
        NotFoundError: the level or region is unknown.
    """
    from workingregions.nlp.gazetteer import LEVELS as KINDS

    known = [*LEVELS, *dict.fromkeys(KINDS.values()), *KINDS]
    wanted = level.strip().lower().replace(" ", "_")
    if wanted and wanted not in known:
        named = ", ".join(dict.fromkeys(known))
        raise NotFoundError("level", level, known, advice=f"Levels and kinds of region: {named}.")
    wanted = LEVELS.get(wanted, wanted)
    outer = place(region) if region and region != NOT_KNOWN else ""
    if not wanted and not outer:
        return None

    def fits(ident: str) -> bool:
        found = gazetteer().get(ident)
        of_level = not wanted or (found is not None and wanted in (found.level, found.kind))
        return of_level and (not outer or gazetteer().within(ident, outer))

    return fits


def errors_of(pinned: Pinned, error: Mapping[str, tuple[float, float, int]] | None) -> dict[str, TaggerError]:
    """Return the errors of themes by id. Raise InputError for what is not precision, recall and a number."""
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
