"""What a thickness profile says in plain words, and where its evidence is thin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.models.thickness import ThicknessProfile

RULES = (
    "Rules (laws, programmes, standards) are not measured: their mentions are not extracted yet. The profile "
    "tells of organisations; of norms it has one proxy, the shared agenda."
)
FEW_DOCUMENTS = 10
LOW_COVERAGE = 0.5
FEW_TIES = 10
MUCH_LONGER = 2.0
UNKNOWN_SHARE = 0.5

MORE = {
    "institutions": "{a} has more institutions named than {b}",
    "institutions_covered": "At equal coverage, {a} has more institutions named than {b}",
    "types": "{a} has more kinds of institution named than {b}",
    "type_diversity": "The institutions of {a} spread more evenly over kinds than those of {b}",
    "diversity": "Attention spreads over more institutions in {a} than in {b}",
    "ties_each": "{a} has more ties for each institution than {b}",
    "centralisation": "Ties centre more on few institutions in {a} than in {b}",
    "scalar_mix": "{a} mixes scales more evenly than {b}",
    "cross_scale": "Ties run across scales more in {a} than in {b}",
    "agenda": "The institutions of {a} share their themes more than those of {b}",
}
"""For the components that are read out: what it means that one region's value is the higher."""


def read(profile: ThicknessProfile) -> ThicknessProfile:
    """The profile with its reading and warnings."""
    return replace(profile, reading=tuple(_reading(profile)), warnings=tuple(_warnings(profile)))


def listed(names: Iterable[object]) -> str:
    """Names in a row: "A", "A and B", "A, B and C"."""
    *most, last = [str(n) for n in names] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _reading(profile: ThicknessProfile) -> Iterable[str]:
    shown = profile.components
    if shown.empty:
        yield "There is nothing to compare: no region has two documents that name its institutions."
        return
    regions = shown["name"].drop_duplicates()
    if len(regions) == 1:
        yield (
            f"{regions.iloc[0]} is described alone, at {profile.at} documents; thickness is relative, so "
            "name another region to compare it with."
        )
    else:
        yield (
            f"{listed(regions)} are compared at {profile.at} documents each, and all that is said holds of "
            "these regions and these documents only."
        )
        for component, phrase in MORE.items():
            rows = shown[(shown["component"] == component) & shown["value"].notna()]
            yield from _compared(rows, phrase)
    yield RULES


def _compared(rows: pd.DataFrame, phrase: str) -> Iterable[str]:
    """The highest beside the lowest, and which other pairs differ."""
    if len(rows) < 2:
        return
    ranked = rows.sort_values(["value", "name"], ascending=[False, True])
    top, bottom = ranked.iloc[0], ranked.iloc[-1]
    says = f"{phrase.format(a=top['name'], b=bottom['name'])} ({_value(top)} against {_value(bottom)})"
    if top["value"] == bottom["value"]:
        return
    if not apart(top, bottom):
        yield f"{says}; the intervals overlap, so no difference is shown."
        return
    others = [
        f"{one['name']} and {two['name']}"
        for (i, one), (j, two) in combinations(list(enumerate(ranked.to_dict("records"))), 2)
        if apart(one, two) and (i, j) != (0, len(ranked) - 1)
    ]
    also = f" So do {'; '.join(others)}." if others else ""
    yield f"{says}; the intervals lie apart.{also}"


def apart(one: Any, two: Any) -> bool:
    """Whether the intervals of two rows are known and do not overlap."""
    return bool(one["low"] > two["high"] or two["low"] > one["high"])


def _value(row: pd.Series) -> str:
    return f"{number(row['value'])}, {number(row['low'])} to {number(row['high'])}"


def number(value: float) -> str:
    """A value with as many figures as it deserves; "not known" for NaN."""
    if value != value:
        return "not known"
    places = next((n for n, least in enumerate((100, 10, 0.1)) if abs(value) >= least), 3)
    return f"{value:.{places}f}" if value else "0"


def _warnings(profile: ThicknessProfile) -> Iterable[str]:
    for row in profile.regions.to_dict("records"):
        yield from _thin(row)
    able = profile.regions[(profile.regions["documents"] >= 2) & (profile.regions["institutions"] > 0)]
    if len(able) < 2:
        return
    lengths = (able["passages"] / able["documents"]).tolist()
    if max(lengths) > MUCH_LONGER * min(lengths):
        longest, shortest = (able["name"].iloc[lengths.index(end(lengths))] for end in (max, min))
        yield (
            f"The documents say more about {longest} ({max(lengths):.0f} passages each) than about "
            f"{shortest} ({min(lengths):.0f}). Equal numbers of documents are then not equal "
            "amounts of text: trust the comparison at equal coverage more."
        )
    smallest, largest = able["documents"].min(), able["documents"].max()
    if profile.at > smallest:
        yield f"Beyond {smallest} documents the smaller regions are extrapolated, not observed."
    if largest > 10 * smallest:
        yield (
            f"The smallest region has {smallest} documents, the largest {largest}: at {profile.at} documents "
            "most of what is known of the largest is left out of the comparison."
        )


def _thin(row: Any) -> Iterable[str]:
    name, documents, institutions = row["name"], int(row["documents"]), int(row["institutions"])
    if documents < 2 or not institutions:
        told = f"{documents} {'document' if documents == 1 else 'documents'}"
        yield f"{name} is left out: {told} and {institutions} institutions are too little to compare."
        return
    if documents < FEW_DOCUMENTS:
        yield f"{name} has {documents} documents; intervals from fewer than {FEW_DOCUMENTS} are rough."
    if row["coverage"] < LOW_COVERAGE:
        yield (
            f"The documents of {name} cover an estimated {100 * row['coverage']:.0f} % of the namings of its "
            "institutions: another document would mostly name new ones."
        )
    if row["ties"] < FEW_TIES:
        yield (
            f"{name} has {int(row['ties'])} asserted ties; interaction, centralisation and cross-scale ties "
            f"from fewer than {FEW_TIES} say little."
        )
    if row["named"] > UNKNOWN_SHARE * institutions:
        yield f"For {int(row['named'])} of the {institutions} institutions named in {name} no home is known."
    if row["no_scale"] > UNKNOWN_SHARE * institutions:
        yield f"For {int(row['no_scale'])} of the {institutions} institutions of {name} no scale is known."
    if row["unsure_ties"]:
        yield f"Planned, hedged and denied ties of {name} are not counted: {int(row['unsure_ties'])}."
    if row["undated"]:
        yield f"Documents about {name} without a year are left out: {int(row['undated'])}."
