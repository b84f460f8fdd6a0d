"""A thematic review as one self-contained HTML file: no script, no outside resource, printable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from workingregions.models.trends import BENCHMARK, FEW, corrected
from workingregions.reports.english import percent, plural
from workingregions.reports.pages import render
from workingregions.reports.reviews import charts
from workingregions.reports.reviews.data import Cited, CitedPassage, Count, ReviewData, Spot

LONGEST = 420
"""Characters of a sentence that an evidence list shows; the passage itself is shown whole."""
SHADES = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an evidence list: a sentence, its document and page, and where the passage is."""

    document: Cited
    page: int
    text: str
    anchor: str


@dataclass(slots=True)
class Index:
    """The evidence lists that numbers in tables link to, in the order in which they were asked for."""

    lists: list[tuple[str, str, list[Line]]] = field(default_factory=list)


class _View:
    """What the template asks for: spots as lines of evidence, and links from numbers to their lists."""

    def __init__(self, data: ReviewData) -> None:
        self._documents: dict[str, Cited] = {}
        self._evidence: dict[str, CitedPassage] = {}
        for document in data.documents:
            for evidence in document.passages:
                self._documents[evidence.passage] = document
                self._evidence[evidence.passage] = evidence
        self.index = Index()

    def line(self, spot: Spot) -> Line:
        text = " ".join(self._evidence[spot.passage].text[spot.start : spot.end].split())
        if len(text) > LONGEST:
            text = text[: text.rfind(" ", 0, LONGEST)] + " …"
        return Line(self._documents[spot.passage], spot.page, text, anchor(spot.passage))

    def lines(self, spots: Sequence[Spot]) -> list[Line]:
        return [self.line(spot) for spot in spots]

    def linked(self, count: Count, name: str, *, of: bool = True) -> Markup:
        """Return the number, linked to its list of evidence, which is added to the index under `name`."""
        number = f"{count.hits}/{count.total}" if of else str(count.hits)
        return self.link(number, count.spots, name) if count.hits else Markup("{}").format(number)

    def link(self, text: object, spots: Sequence[Spot], name: str) -> Markup:
        identity = f"n{len(self.index.lists) + 1}"
        self.index.lists.append((identity, name, self.lines(spots)))
        label = f"{text}: {name}. Show the evidence."
        # The link is also the place to return to.
        return Markup('<a class="num" id="{0}b" href="#{0}" aria-label="{1}">{2}</a>').format(
            identity, label, text
        )

    def refs(self, spots: Sequence[Spot]) -> list[tuple[int, str]]:
        """Return the numbers of the documents, in order, each with the anchor of its passage."""
        found: dict[int, str] = {}
        for line in self.lines(spots):
            found.setdefault(line.document.number, line.anchor)
        return sorted(found.items())


def render_html(data: ReviewData) -> str:
    """Return the review as one HTML file."""
    view = _View(data)
    widest = max((c.hits for row in data.regions for c in row.cells), default=0)
    return render(
        "theme_review.html.j2",
        data=data,
        view=view,
        anchor=anchor,
        percent=percent,
        plural=plural,
        named=lambda text: text.replace("_", " "),
        error=BENCHMARK,
        adjusted=corrected(data.overall.share, data.overall.total, data.overall.share, BENCHMARK),
        few=FEW,
        shade=lambda count: _shade(count, widest),
        trend=Markup(charts.trend(data.years, data.periods, data.by_period)),
        regions=Markup(charts.by_region(data.regions)),
    )


def anchor(passage: str) -> str:
    """Return the id of a passage in the page."""
    return f"p-{passage}"


def _shade(count: Count, widest: int) -> int:
    """Return 0 without documents, otherwise 1 to SHADES by the number of documents on the theme."""
    return -(-SHADES * count.hits // widest) if count.hits and widest else 0
