"""Where regions, years and kinds of source agree and differ, with intervals of the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.models.trends import FEW, Difference, differences, written
from workingregions.models.wording import the
from workingregions.reports.english import percent
from workingregions.reports.report import (
    Block,
    Claim,
    Column,
    ColumnKind,
    Number,
    Paragraph,
    Section,
    Table,
    counted,
)
from workingregions.reports.themes.composition import groups, leading
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.places import countries
from workingregions.reports.themes.prose import names
from workingregions.reports.themes.tables import Plain, counts, made, text
from workingregions.reports.wording import body, capital, number, of_difference, some

if TYPE_CHECKING:
    import pandas as pd

COUNTRIES = 4
LEVEL = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A group of documents against all the others: `group` and `others` in words, and the difference."""

    facet: str
    group: str
    others: str
    difference: Difference

    @property
    def p(self) -> float:
        """The probability of as great a difference by chance, corrected for all comparisons."""
        d = self.difference
        return d.q if d.q is not None else d.p if d.p is not None else 1.0

    @property
    def clear(self) -> bool:
        """Whether the difference is beyond chance."""
        return self.p < LEVEL


def compared(desk: Desk) -> list[Compared]:
    """Return the comparisons that the documents allow, all made together."""
    return desk.once("compared", lambda: list(_compared(desk)))


def section(desk: Desk) -> Section:
    """Return agreement and difference."""
    found = compared(desk)
    blocks: list[Block] = [Paragraph(claims=tuple(_words(desk, found)))]
    if found:
        blocks.append(_table(found))
    return Section(
        id="differences", title="Where the sources agree and where they differ", blocks=tuple(blocks)
    )


def finding(desk: Desk) -> Claim | None:
    """Return the sentence of the summary on differences; None where nothing could be compared."""
    found = compared(desk)
    if not found or len(desk.covered) < FEW:
        return None
    clear = [c for c in found if c.clear]
    if not clear:
        said = (
            "Countries, periods, publishers and kinds of source do not differ in its share beyond chance, "
            "in "
            f"{some(len(found), 'comparison')}."
        )
        return counted("summary.differences", said, {"comparisons": len(found)}, source="differences-table")
    first = min(clear, key=lambda c: (c.p, c.group))
    return counted("summary.differences", _told(first), _numbers([first]), source="differences-table")


def _groups(desk: Desk) -> Iterator[tuple[str, str, str, set[str]]]:
    """Yield facet, group and others in words, and the ids of the group."""
    genres = {d.id: d.genre for d in desk.documents.values()}
    if scholarly := {d for d, genre in genres.items() if genre == "scholarly"}:
        yield "kind of source", "scholarly documents", "all others", scholarly
    if policy := {d for d, genre in genres.items() if genre == "policy"}:
        yield "kind of source", "policy documents", "all others", policy
    for row in [r for r in countries(desk) if r.count.total >= FEW][:COUNTRIES]:
        yield "country", f"documents on {the(row.name)}", "all others", set(row.documents)
    if (half := desk.material.trend.half) is not None:
        later = {d.id for d in desk.documents.values() if d.year is not None and d.year >= half}
        yield "period", f"documents from {half} on", "earlier ones", later
    if (top := leading(desk, "publisher")) and top[1].hits >= FEW:
        yield (
            "publisher",
            f"documents of {body(top[0])}",
            "all others",
            set(groups(desk, "publisher")[top[0]]),
        )


def _compared(desk: Desk) -> Iterator[Compared]:
    from scipy.stats import false_discovery_control

    frame = _frame(desk)
    about = {"all": set(desk.covered)}
    found = []
    for facet, group, others, ids in _groups(desk):
        own = frame[frame["dated"]] if facet == "period" else frame
        inside = own["id"].isin(ids).tolist()
        (difference,) = differences(own, inside, about, {"all": desk.subject}, (others, group))
        if difference.p is not None and difference.documents_a + difference.documents_b:
            found.append(Compared(facet=facet, group=group, others=others, difference=difference))
    adjusted = false_discovery_control([c.difference.p for c in found]).tolist() if found else []
    for one, q in zip(found, adjusted, strict=True):
        from dataclasses import replace

        yield replace(one, difference=replace(one.difference, q=q))


def _frame(desk: Desk) -> pd.DataFrame:
    import pandas as pd

    read = sorted((d for d in desk.documents.values() if d.is_read), key=lambda d: d.id)
    return pd.DataFrame(
        {
            "id": [d.id for d in read],
            "type": [d.type.value for d in read],
            "publisher": [d.publisher for d in read],
            "dated": [d.year is not None for d in read],
        }
    )


def _words(desk: Desk, found: Sequence[Compared]) -> Iterator[Claim]:
    where = "differences-table"
    if not found:
        said = "The documents are too few, or too much alike, for groups of them to be compared."
        yield counted(
            "differences.none",
            said,
            {"documents.all": len(desk.documents)},
            source="the documents of the snapshot",
        )
        return
    clear, rest = [c for c in found if c.clear], [c for c in found if not c.clear]
    for n, one in enumerate(clear):
        yield counted(f"differences.{n}", _told(one) + _held(one), _numbers([one]), source=where)
    if rest:
        told = names(
            f"{c.group} ({_share(c.difference.documents_b, c.difference.of_b)}, against "
            f"{_share(c.difference.documents_a, c.difference.of_a)} of {c.others})"
            for c in rest
        )
        word = (
            "No other difference is"
            if clear
            else "No difference is"
            if len(rest) > 1
            else "The difference is not"
        )
        said = (
            f"{word} beyond chance: {told}."
            if word != "The difference is not"
            else f"The one comparison that is possible shows no difference beyond chance: {told}."
        )
        yield counted("differences.chance", said, _numbers(rest), source=where)


def _share(hits: int, total: int) -> str:
    return percent(hits / total)


def _told(one: Compared) -> str:
    d = one.difference
    more = (d.difference or 0.0) > 0
    low, high = sorted((abs(d.low or 0.0), abs(d.high or 0.0)))
    return (
        f"{capital(one.group)} are {'more' if more else 'less'} often about it than {one.others} are: "
        f"{number(d.documents_b)} of "
        f"{d.of_b} against {number(d.documents_a)} of {d.of_a}, a difference of "
        f"{_points(abs(d.difference or 0.0))} (95 % "
        f"interval {round(100 * low)} to {round(100 * high)}). On the scale of this review that is "
        f"{_rated(one.p)} (p {_p(one.p)})."
    )


def _rated(p: float) -> str:
    return f"a {of_difference(p)} difference"


def _points(share: float) -> str:
    value = round(100 * share)
    return f"{value} percentage point{'' if value == 1 else 's'}"


def _p(p: float) -> str:
    return written(p) if written(p).startswith("<") else f"= {written(p)}"


def _held(one: Compared) -> str:
    d = one.difference
    if not d.held or d.held_p is None:
        return " Type and publisher could not be held constant."
    kept = d.held_p < LEVEL
    return (
        f" It {'persists' if kept else 'does not persist'} with {names(d.held)} held constant (p "
        f"{_p(d.held_p)})."
    )


def _numbers(found: Sequence[Compared]) -> list[Number]:
    made_of = []
    for c in found:
        d, key = c.difference, c.group.replace(" ", "_")
        made_of += [
            Number(name=f"difference.{key}.about", value=d.documents_b, unit="documents"),
            Number(name=f"difference.{key}.of", value=d.of_b, unit="documents"),
            Number(name=f"difference.{key}.others.about", value=d.documents_a, unit="documents"),
            Number(name=f"difference.{key}.others.of", value=d.of_a, unit="documents"),
            Number(name=f"difference.{key}.p", value=c.p),
        ]
    return made_of


def _table(found: Sequence[Compared]) -> Table:
    rows: list[Sequence[Plain]] = []
    for c in found:
        d = c.difference
        rows.append(
            [
                capital(c.group),
                d.documents_b,
                d.of_b,
                d.documents_b / d.of_b,
                d.documents_a / d.of_a,
                d.difference,
                (d.low or 0.0, d.high or 0.0),
                round(c.p, 4),
                "differ" if c.clear else "within chance",
            ]
        )
    columns = [
        text("group", "Group"),
        counts("about", "About it"),
        counts("documents", "Documents"),
        Column(key="share", label="Share", kind=ColumnKind.SHARE),
        Column(
            key="others",
            label="Others",
            kind=ColumnKind.SHARE,
            meaning="share of all other documents; for a period, of the earlier ones",
        ),
        Column(key="difference", label="Difference", kind=ColumnKind.SHARE, meaning="of the shares"),
        Column(
            key="interval",
            label="95 % interval",
            kind=ColumnKind.SHARES,
            meaning="Newcombe's, of the difference",
        ),
        Column(
            key="p",
            label="p",
            kind=ColumnKind.SCORE,
            meaning="Fisher's exact test, after Benjamini and Hochberg",
        ),
        text("finding", "Finding"),
    ]
    return made("differences-table", "Shares of groups of documents compared with all others", columns, rows)
