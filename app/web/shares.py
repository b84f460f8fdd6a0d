"""Shares of themes and topics for the pages: rows of counts as marks of charts, each with where it leads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from workingregions.corpus.plain import plain
from workingregions.models.trends import period_of
from workingregions.reports.charts import Share

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.view import View
    from workingregions.app.web.render import Page

T = TypeVar("T")
MOST = 100
"""Answers of a view that are kept."""
LONGEST = 16
"""Years from the first to the last from which on periods are shown."""
UNKNOWN = "unknown"
Row = Mapping[Any, Any]
_KEPT: WeakKeyDictionary[View, OrderedDict[object, Any]] = WeakKeyDictionary()


def remembered(view: View, key: object, make: Callable[[], T]) -> T:
    """Return an answer of a view that is kept, as long as the view is and among the last MOST answers."""
    kept = _KEPT.setdefault(view, OrderedDict())
    found: T | None = kept.get(key)
    if found is None:
        kept[key] = found = make()
        with suppress(KeyError):  # another thread may have taken the last one
            while len(kept) > MOST:
                kept.popitem(last=False)
    return found


def missing(value: object) -> bool:
    """Return whether a facet of a cell is unknown."""
    return str(value) in ("", "None", "nan", "<NA>")


def year_param(value: object) -> str:
    """Return a year or a period of `View.trends` as the address gives it: "2014", "2010:2014", "unknown"."""
    return UNKNOWN if missing(value) else str(value).replace("-", ":")


def share(row: Row, name: str, link: str) -> Share:
    """Return a row of `View.trends` or `View.topic_trends` as a mark."""
    return Share(
        name=name, hits=int(row["documents"]), total=int(row["of_documents"]), share=float(row["share"]),
        low=float(row["low"]), high=float(row["high"]), few=bool(row["few"]), link=link,
    )  # fmt: skip


def nothing(name: str) -> Share:
    """Return the mark of a year without documents."""
    nan = float("nan")
    return Share(name=name, hits=0, total=0, share=nan, low=nan, high=nan, few=True, link="")


def time_facet(view: View) -> str:
    """Return by what time is counted: years, or periods where the documents span many."""
    years = [d.year for d in view.counted if d.year is not None]
    return "period" if years and max(years) - min(years) > LONGEST else "year"


def times(frame: pd.DataFrame, facet: str) -> list[str]:
    """Return every year or period from the first to the last, those without documents too."""
    known = [value for value in frame[facet].tolist() if not missing(value)]
    if not known:
        return []
    if facet == "year":
        return [str(year) for year in range(int(min(known)), int(max(known)) + 1)]
    first, last = int(min(known)[:4]), int(max(known)[:4])
    return list(dict.fromkeys(period_of(year) for year in range(first, last + 1)))


def over_time(
    rows: Sequence[Row], every: Sequence[str], facet: str, link: Callable[[str], str]
) -> list[Share]:
    """Return the marks of one theme over time; `link` makes an address of a year or period."""
    of = {str(row[facet]): row for row in rows if not missing(row[facet])}
    return [share(of[name], name, link(year_param(name))) if name in of else nothing(name) for name in every]


def allowing(rows: Sequence[Row], every: Sequence[str], facet: str) -> list[tuple[float, float]]:
    """Return for each year or period the interval that allows for the tagger's error."""
    of = {str(row[facet]): row for row in rows if not missing(row[facet])}
    return [
        (float(of[n]["adjusted_low"]), float(of[n]["adjusted_high"])) if n in of else (0.0, 0.0)
        for n in every
    ]


def with_links(page: Page, frame: pd.DataFrame) -> pd.DataFrame:
    """Return passages with the whole address that opens each again, for a file."""
    base = str(page.request.base_url).rstrip("/")
    return frame.assign(link=[base + page.to.evidence(ident) for ident in frame["evidence"]])


def by_theme(frame: pd.DataFrame, column: str = "theme") -> dict[Any, list[Row]]:
    """Return the rows of each theme, or topic."""
    return {theme: plain(own) for theme, own in frame.groupby(column, sort=False)}
