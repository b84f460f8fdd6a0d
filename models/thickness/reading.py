"""The statements of a thickness profile in plain words, and the weaknesses of its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from workingregions.models.wording import listed

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.models.thickness.profile import ThicknessProfile

RULES = (
    "Rules (laws, programmes, standards) are not measured: their mentions are not extracted yet. The profile "
    "measures organisations; for norms it has one proxy, the shared agenda."
)
FEW_DOCUMENTS = 10
LOW_COVERAGE = 0.5
FEW_TIES = 10
MUCH_LONGER = 2.0
UNKNOWN_SHARE = 0.5

READ: dict[str, tuple[str, str]] = {
    "institutions": ("{a} has more institutions named than {b}", "the number of institutions"),
    "institutions_covered": (
        "At equal coverage, {a} has more institutions named than {b}",
        "institutions at equal coverage",
    ),
    "types": ("{a} has more kinds of institution named than {b}", "the number of kinds"),
    "type_diversity": (
        "The institutions of {a} spread more evenly over kinds than those of {b}",
        "the diversity of kinds",
    ),
    "diversity": (
        "Attention spreads over more institutions in {a} than in {b}",
        "the diversity of institutions",
    ),
    "ties_each": ("{a} has more ties for each institution than {b}", "ties an institution"),
    "centralisation": ("Ties centre more on few institutions in {a} than in {b}", "centralisation"),
    "scalar_mix": ("{a} mixes scales more evenly than {b}", "the mix of scales"),
    "cross_scale": ("Ties run across scales more in {a} than in {b}", "ties across scales"),
    "agenda": ("The institutions of {a} share their themes more than those of {b}", "the shared agenda"),
}
"""For the components that are read out: what a higher value means, and what the component is called."""


def read(profile: ThicknessProfile) -> ThicknessProfile:
    """Return the profile with its reading and warnings."""
    return replace(profile, reading=tuple(_reading(profile)), warnings=tuple(_warnings(profile)))


def _reading(profile: ThicknessProfile) -> Iterable[str]:
    shown = profile.components
    regions = shown["name"].drop_duplicates()
    if shown.empty:
        yield "There is nothing to compare: no region has two documents that name its institutions."
        return
    if len(regions) == 1:
        yield (
            f"{regions.iloc[0]} is described alone, at {profile.at} documents; thickness is relative, so "
            "name another region to compare it with."
        )
    else:
        yield (
            f"{listed(regions)} are compared at {profile.at} documents each; these results apply to "
            "these regions and these documents only."
        )
        yield from _compared(shown)
    yield RULES


def _compared(shown: pd.DataFrame) -> Iterable[str]:
    """Yield a sentence for each component in which two regions differ, and one for all the others."""
    alike, unknown = [], []
    for component, (phrase, called) in READ.items():
        rows = shown[(shown["component"] == component) & shown["low"].notna()]
        ranked = rows.sort_values(["value", "name"], ascending=[False, True]).to_dict("records")
        differing = [(one, two) for one, two in combinations(ranked, 2) if apart(one, two)]
        if len(ranked) < 2:
            unknown.append(called)
        elif not differing:
            alike.append(called)
        else:
            one, two = max(differing, key=lambda pair: pair[0]["value"] - pair[1]["value"])
            others = [f"{a['name']} against {b['name']}" for a, b in differing if (a, b) != (one, two)]
            also = f" The same holds of {listed(others)}." if others else ""
            says = phrase.format(a=one["name"], b=two["name"])
            yield f"{says} ({_value(one)} against {_value(two)}).{also}"
    if alike:
        yield f"No difference is shown in {listed(alike)}: the intervals overlap."
    if unknown:
        yield f"Not comparable on this evidence: {listed(unknown)}."


def apart(one: Any, two: Any) -> bool:
    """Return whether the intervals of two rows are known and do not overlap."""
    return bool(one["low"] > two["high"] or two["low"] > one["high"])


def _value(row: Any) -> str:
    return f"{number(row['value'])}, {number(row['low'])} to {number(row['high'])}"


def number(value: float) -> str:
    """Return a value with the figures that its precision justifies; "not known" for NaN."""
    if value != value:
        return "not known"
    places = next((n for n, least in enumerate((100, 10, 0.1)) if abs(value) >= least), 3)
    return f"{value:.{places}f}" if value else "0"


def _warnings(profile: ThicknessProfile) -> Iterable[str]:
    fit = (profile.regions["documents"] >= 2) & (profile.regions["institutions"] > 0)
    for row in profile.regions[~fit].to_dict("records"):
        yield (
            f"{row['name']} is left out: {_count(row['documents'], 'document')} and "
            f"{_count(row['institutions'], 'institution')} are too little to compare."
        )
    able = profile.regions[fit]
    if profile.asked and len(able) and profile.asked != profile.at:
        least = able.sort_values(["documents", "name"]).iloc[0]
        yield (
            f"{profile.asked} documents were asked for; {profile.at} is the most there can be, twice the "
            f"{_count(least['documents'], 'document')} of {least['name']}: further on nothing is known."
        )
    yield from _thin(able.to_dict("records"))
    if len(able) < 2:
        return
    if _nothing(profile.components, "institutions_covered"):
        least = able.sort_values("coverage").iloc[0]
        yield (
            f"Nothing is compared at equal coverage: {100 * least['coverage']:.0f} %, that of "
            f"{least['name']}, is too little to compare at."
        )
    lengths = (able["passages"] / able["documents"]).tolist()
    if max(lengths) > MUCH_LONGER * min(lengths):
        longest, shortest = (able["name"].iloc[lengths.index(end(lengths))] for end in (max, min))
        yield (
            f"The documents say more about {longest} ({max(lengths):.0f} passages each) than about "
            f"{shortest} ({min(lengths):.0f}), so that equal numbers of documents are not equal amounts "
            "of text; the comparison at equal coverage minds it less."
        )
    sizes = dict(zip(able["name"], able["documents"], strict=True))
    for one, two, both in profile.shared:
        if both > sizes[one] / 2 or both > sizes[two] / 2:
            yield (
                f"{one} ({sizes[one]} documents) and {two} ({sizes[two]}) share {both}: to that extent "
                "one is compared with itself."
            )
    smallest, largest = able["documents"].min(), able["documents"].max()
    if profile.at > smallest:
        yield f"Beyond {smallest} documents the smaller regions are extrapolated, not observed."
    if largest > 10 * smallest:
        yield (
            f"The smallest region has {smallest} documents, the largest {largest}: at {profile.at} documents "
            "most of what is known of the largest is left out of the comparison."
        )


def _nothing(components: pd.DataFrame, component: str) -> bool:
    return bool(components.loc[components["component"] == component, "value"].isna().all())


def _thin(rows: Sequence[Any]) -> Iterable[str]:
    """Yield a line for each weakness of the evidence, with the regions that have it."""

    def those(has: Any, figure: Any) -> str:
        return listed(f"{r['name']} ({figure(r)})" for r in rows if has(r))

    weak = (
        (
            f"Fewer than {FEW_DOCUMENTS} documents, so that intervals are rough: {{}}.",
            those(lambda r: r["documents"] < FEW_DOCUMENTS, lambda r: int(r["documents"])),
        ),
        (
            "Low coverage, so that another document would mostly name new institutions: {}.",
            those(lambda r: r["coverage"] < LOW_COVERAGE, lambda r: f"{100 * r['coverage']:.0f} %"),
        ),
        (
            f"Fewer than {FEW_TIES} asserted ties, so that ties, centralisation and ties across scales say "
            "little: {}.",
            those(lambda r: r["ties"] < FEW_TIES, lambda r: int(r["ties"])),
        ),
        (
            "No home is known for most institutions: {}.",
            those(
                lambda r: r["named"] > UNKNOWN_SHARE * r["institutions"],
                lambda r: f"{r['named']} of {r['institutions']}",
            ),
        ),
        (
            "No scale is known for most institutions: {}.",
            those(
                lambda r: r["no_scale"] > UNKNOWN_SHARE * r["institutions"],
                lambda r: f"{r['no_scale']} of {r['institutions']}",
            ),
        ),
        (
            "Planned, hedged and denied ties are not counted: {}.",
            those(lambda r: r["unsure_ties"], lambda r: int(r["unsure_ties"])),
        ),
        (
            "Documents without a year are left out: {}.",
            those(lambda r: r["undated"], lambda r: int(r["undated"])),
        ),
    )
    yield from (says.format(regions) for says, regions in weak if regions)


def _count(number: int, what: str) -> str:
    return f"{int(number)} {what}" if number == 1 else f"{int(number)} {what}s"
