"""Questions about themes over time and by region, topics, codebooks and labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

from workingregions.app.view import View
from workingregions.app.web.api.book import Book
from workingregions.app.web.api.parameters import Ident, Named, Number, Theme, Words, Year
from workingregions.app.web.filters import Filters
from workingregions.corpus.errors import NotFoundError

if TYPE_CHECKING:
    import pandas as pd

TAG, TOPICS, LABELS = "Themes", "Topics", "Codebook and labels"
Within = Annotated[str, Query(description="Only documents about this region, or unknown.", max_length=500)]
By = Annotated[
    Named,
    Query(
        description="year, period (five years), region, genre, type, publisher or language; may be repeated.",
        examples=[["year"]],
    ),
]
Themes = Annotated[
    Named, Query(description="Theme ids; may be repeated. Default: all.", examples=[["reshoring"]])
]
KEPT = re.compile("[0-9a-f]{3,64}|default")
"""Versions of the codebook: no name of a file, which the server would open."""
book = Book()


def behind(asked: Filters, row: Mapping[str, Any]) -> str:
    """Return the address of the passages that a row about a theme counts; "" where none selects them."""
    if {"genre", "type", "publisher", "language"} & row.keys():
        return ""
    region = (row["region"] or "unknown") if "region" in row else asked.one("region")
    year = asked.one("year")
    if "year" in row:
        year = str(row["year"] or "unknown")
    elif "period" in row:
        year = row["period"].replace("-", ":") or "unknown"
    given = {"theme": row.get("theme") or row["id"], "region": region, "year": year}
    return f"/api/trends/passages?{urlencode({name: value for name, value in given.items() if value})}"


@book.lists("/themes", "ThemeRow", behind=behind, tag=TAG)
def themes(view: View) -> pd.DataFrame:
    """List the codebook's themes, and how many passages and documents are about each."""
    return view.themes()


@book.lists("/explain/{evidence}", "ThemeReasons", tag=TAG)
def explain(view: View, evidence: Ident) -> Any:
    """Explain why a passage is about each theme or is not, the likeliest first."""
    return view.explain_themes(evidence)


@book.lists("/trends", "TrendRow", behind=behind, tag=TAG)
def trends(
    view: View,
    theme: Themes = [],  # noqa: B006
    by: By = ["year"],  # noqa: B006
    region: Within = "",
    year: Year = "",
    level: Annotated[str, Query(description="Only regions of this level: country, region, state ...")] = "",
) -> pd.DataFrame:
    """Count the documents and passages about themes, with shares, by year, region or both.

    `documents` of `of_documents` are about the theme; `low` and `high` bound the 95 % interval of the share.
    """
    return view.trends(theme, by, region=region, year=year, level=level)


@book.lists("/trends/tests", "TrendTest", tag=TAG)
def trend_tests(view: View, theme: Themes = [], region: Within = "", year: Year = "") -> Any:  # noqa: B006
    """Test whether each theme's share of the dated documents changed."""
    return view.trend_tests(theme, region=region, year=year)


@book.lists("/trends/passages", "TrendPassage", cites=True, tag=TAG)
def trend_passages(view: View, theme: Theme, region: Within = "", year: Year = "") -> pd.DataFrame:
    """List the passages behind a number of `/trends`; as many as it counts."""
    return view.trend_passages(theme, region=region, year=year)


@book.lists("/themes/pairs", "ThemePair", tag=TAG)
def theme_pairs(view: View, region: Within = "", year: Year = "") -> pd.DataFrame:
    """List which themes share passages, and how many more than by chance."""
    return view.theme_pairs(region=region, year=year)


@book.gives("/compare", "Comparison", tag=TAG)
def compare(
    view: View,
    region: Annotated[
        list[str],
        Query(
            description="Regions, each compared with the first; a single one with all other documents.",
            min_length=1,
            max_length=12,
            examples=[["Ohio", "England"]],
        ),
    ],
    theme: Themes = [],  # noqa: B006
    year: Year = "",
) -> Any:
    """Compare regions by the share of their documents about themes, with intervals."""
    return view.compare(region, theme, year=year)


@book.gives("/terms", "TermComparison", tag=TAG)
def terms(
    view: View,
    region: Within = "",
    against: Annotated[str, Query(description="Another region.", max_length=500)] = "",
    before: Annotated[str, Query(description="The earlier of two periods.", examples=["2009:2015"])] = "",
    after: Annotated[str, Query(description="The later one.", examples=["2016:2022"])] = "",
    theme: Annotated[str, Query(description="Only passages about this theme.", max_length=500)] = "",
) -> Any:
    """List the terms that tell two periods, or a region and others, apart."""
    return view.terms(region=region, against=against, before=before, after=after, theme=theme)


@book.lists("/topics", "TopicRow", tag=TOPICS)
def topics(view: View) -> pd.DataFrame:
    """List the topics found in the corpus itself, largest first. 422 if none were fitted yet."""
    return view.topics()


@book.lists("/topics/map", "TopicPlace", tag=TOPICS)
def topic_map(view: View) -> pd.DataFrame:
    """List positions of the topics in two dimensions, in which near ones are alike."""
    return view.topic_map()


@book.lists("/topics/history", "TopicHistoryRow", tag=TOPICS)
def topic_history(view: View) -> pd.DataFrame:
    """Tell how the topics came about: fits, names, merges, and what became of each."""
    return view.topic_history()


@book.lists("/topics/trends", "TopicTrendRow", tag=TOPICS)
def topic_trends(
    view: View,
    topic: Annotated[list[int], Query(description="Their numbers; may be repeated.", max_length=40)] = [],  # noqa: B006
    by: By = ["year"],  # noqa: B006
) -> pd.DataFrame:
    """Count the documents and passages about topics, by year, region or both."""
    return view.topic_trends(topic, by)


@book.lists("/topics/{topic}", "TopicPassage", cites=True, tag=TOPICS)
def topic(view: View, topic: Number) -> pd.DataFrame:
    """List the passages that represent a topic, the best first."""
    return view.topic(topic, most=0)


@book.lists("/topics/{topic}/documents", "TopicDocument", tag=TOPICS)
def topic_documents(view: View, topic: Number) -> pd.DataFrame:
    """List the documents about a topic, the largest share first."""
    return view.topic_documents(topic)


@book.gives("/codebook", "Codebook", tag=LABELS)
def codebook(
    view: View,
    version: Annotated[str, Query(description="A version that the project kept, or default.")] = "",
) -> Any:
    """Give a codebook: its themes with definitions, rules and examples; by default the project's."""
    if version and not KEPT.fullmatch(version):
        raise NotFoundError(
            "version of the codebook", version, advice="Give the id of a kept version, or default."
        )
    return view.find_codebook(version)


@book.lists("/labels", "LabelRow", cites=True, tag=LABELS)
def labels(
    view: View, theme: Annotated[Words, Query(description="Only those of this theme.")] = ""
) -> pd.DataFrame:
    """List the coders' current labels, and how their passages were found."""
    return view.labels(theme)


@book.lists("/labels/summary", "LabelSummaryRow", tag=LABELS)
def label_summary(view: View) -> pd.DataFrame:
    """List the themes with labels: how many, by whom, how many random, and what scores the theme."""
    return view.label_summary()


@book.lists("/labels/queue", "QueueItem", tag=LABELS)
def label_queue(
    view: View,
    theme: Theme,
    n: Annotated[int, Query(description="Passages to draw.", ge=1, le=200)] = 20,
    who: Annotated[str, Query(description="The coder.", max_length=80)] = "",
) -> Any:
    """List the next passages that a coder should label for a theme, and why each is shown."""
    return view.label_queue(theme, n, who=who)


@book.gives("/accuracy/{theme}", "ThemeAccuracy", tag=LABELS)
def accuracy(view: View, theme: Ident) -> Any:
    """Give precision, recall, F1 and prevalence of a theme, from labels of random passages alone."""
    return view.accuracy(theme)


@book.lists("/agreement", "ThemeAgreement", tag=LABELS)
def agreement(view: View, theme: Annotated[Words, Query(description="Only this theme.")] = "") -> Any:
    """Tell how far coders agree among themselves and with the machine."""
    return view.agreement(theme)


@book.lists("/trends/documents", "CellDocument", tag=TAG)
def trend_documents(view: View, theme: Theme, region: Within = "", year: Year = "") -> pd.DataFrame:
    """List all documents of a cell of `/trends`, those about the theme first."""
    return view.trend_documents(theme, region=region, year=year)


@book.lists("/themes/{theme}/institutions", "ThemeInstitution", tag=TAG)
def theme_institutions(view: View, theme: Ident, region: Within = "", year: Year = "") -> pd.DataFrame:
    """List the institutions that passages about a theme name."""
    return view.theme_institutions(theme, region=region, year=year)


@book.lists("/terms/passages", "TermPassage", cites=True, tag=TAG)
def term_passages(
    view: View,
    term: Annotated[str, Query(description="A term of `/terms`.", max_length=200)],
    region: Within = "",
    against: Annotated[str, Query(description="Another region.", max_length=500)] = "",
    before: Annotated[str, Query(description="The earlier of two periods.")] = "",
    after: Annotated[str, Query(description="The later one.")] = "",
    theme: Annotated[str, Query(description="Only passages about this theme.", max_length=500)] = "",
) -> pd.DataFrame:
    """List the passages that have a term."""
    return view.term_passages(term, region=region, against=against, before=before, after=after, theme=theme)


@book.lists("/codebook/versions", "CodebookVersion", tag=LABELS)
def codebook_versions(view: View) -> Any:
    """List the versions of the codebook that the project kept: who adopted each, when and why."""
    return view.codebook_versions()
