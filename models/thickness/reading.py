"""The statements of a thickness profile in plain words, and the weaknesses of its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from workingregions.corpus.map_filter import counted
from workingregions.models.wording import listed, plural, the

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.models.thickness.profile import ThicknessProfile

RULES = (
    "Rules (laws, programmes, standards) are not measured: their mentions are not extracted yet. The profile "
    "measures organisations; for norms it has one proxy, the shared agenda."
)
LEAST_DOCUMENTS = 5
"""Documents of a region below which no difference from another is claimed: their intervals are too rough."""
FEW_DOCUMENTS = 10
LOW_COVERAGE = 0.5
FEW_TIES = 10
MUCH_LONGER = 2.0
UNKNOWN_SHARE = 0.5

READ: dict[str, tuple[str, str]] = {
    "institutions": ("More institutions are named in {a} than in {b}", "the number of institutions"),
    "institutions_covered": (
        "At equal coverage, more institutions are named in {a} than in {b}",
        "the number of institutions at equal coverage",
    ),
    "types": ("More kinds of institution are named in {a} than in {b}", "the number of kinds"),
    "type_diversity": (
        "Institutions are spread more evenly over kinds in {a} than in {b}",
        "the diversity of kinds",
    ),
    "diversity": (
        "Attention is spread over more institutions in {a} than in {b}",
        "the diversity of institutions",
    ),
    "ties_each": ("Institutions have more ties each in {a} than in {b}", "the ties per institution"),
    "centralisation": ("Ties centre more on few institutions in {a} than in {b}", "centralisation"),
    "scalar_mix": ("Scales are mixed more evenly in {a} than in {b}", "the mix of scales"),
    "cross_scale": ("Ties run across scales more in {a} than in {b}", "ties across scales"),
    "agenda": ("Institutions share their themes more in {a} than in {b}", "the shared agenda"),
}
"""For the components that are read out: what a higher value means, and what the component is called."""


def read(profile: ThicknessProfile) -> ThicknessProfile:
    """Return the profile with its reading and warnings."""
    return replace(profile, reading=tuple(_reading(profile)), warnings=tuple(_warnings(profile)))


def _reading(profile: ThicknessProfile) -> Iterable[str]:
    shown = profile.components
    regions = [the(name) for name in shown["name"].drop_duplicates()]
    at = plural(profile.at, "document")
    few = profile.regions[profile.regions["documents"] < LEAST_DOCUMENTS]
    short = [f"{the(row['name'])} has {_documents(row)}" for row in few.to_dict("records")]
    if shown.empty:
        yield "There is nothing to compare: no region has two documents that name its institutions."
    elif len(regions) == 1:
        alone = "" if len(profile.regions) > 1 else "; thickness is relative, so name another region as well"
        yield f"{_upper(regions[0])} is described alone, at {at}{alone}."
    elif short and set(few["name"]) & set(shown["name"]):
        yield f"{_upper(listed(regions))} are described at {at} each; no difference between them is claimed."
    else:
        yield (
            f"{_upper(listed(regions))} are compared at {at} each; these results apply to these regions and "
            "these documents only."
        )
        yield from _compared(shown)
    if short and len(profile.regions) > 1:
        yield f"{_upper(listed(short))}; at least {LEAST_DOCUMENTS} are needed to compare."
    yield from _filtered(profile)
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
            others = [
                f"{the(a['name'])} against {the(b['name'])}" for a, b in differing if (a, b) != (one, two)
            ]
            also = f" The same holds of {listed(others)}." if others else ""
            says = phrase.format(a=the(one["name"]), b=the(two["name"]))
            yield f"{says} ({_value(one)} against {_value(two)}).{also}"
    if alike:
        yield f"No difference is shown in {listed(alike)}: the intervals overlap."
    if unknown:
        yield f"The documents do not suffice to compare {listed(unknown)}: there is no interval."


def apart(one: Any, two: Any) -> bool:
    """Return whether the intervals of two rows are known, have a width and do not overlap."""
    wide = one["high"] > one["low"] and two["high"] > two["low"]
    return bool(wide and (one["low"] > two["high"] or two["low"] > one["high"]))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _value(row: Any) -> str:
    return f"{number(row['value'])}, {number(row['low'])} to {number(row['high'])}"


def number(value: float) -> str:
    """Return a value with the figures that its precision justifies; "not known" for NaN."""
    if value != value:
        return "not known"
    places = next((n for n, least in enumerate((100, 10, 0.1)) if abs(value) >= least), 3)
    return f"{value:.{places}f}" if value else "0"


def _warnings(profile: ThicknessProfile) -> Iterable[str]:
    compared = set(profile.components["region"])
    for row in profile.regions[~profile.regions["region"].isin(compared)].to_dict("records"):
        if row["documents"] >= LEAST_DOCUMENTS or len(profile.regions) == 1:
            yield (
                f"{_upper(the(row['name']))} is left out: {_documents(row)} and "
                f"{plural(row['institutions'], 'institution')} are too little to describe."
            )
    able = profile.regions[profile.regions["region"].isin(compared)]
    if profile.asked and len(able) and profile.asked != profile.at:
        least = able.sort_values(["documents", "name"]).iloc[0]
        yield (
            f"{profile.asked} documents were asked for; {profile.at} is the most there can be, twice the "
            f"{plural(least['documents'], 'document')} of {the(least['name'])}: further on nothing is known."
        )
    yield from _thin(able.to_dict("records"))
    if len(able) > 1:
        yield from _unequal(profile, able)


def _filtered(profile: ThicknessProfile) -> Iterable[str]:
    """Yield what counts, and what is left out of each region."""
    parts = {"firms_left_out": "firm", "institutions_left_out": "other institution", "ties_left_out": "tie"}
    said = []
    for row in profile.regions.to_dict("records"):
        counts = [plural(row[name], noun) for name, noun in parts.items() if row[name]]
        if counts:
            said.append(f"{the(row['name'])} {listed(counts)}")
    yield from counted(profile.filter, "; ".join(said))


def _documents(row: Any) -> str:
    """Return the number of a region's documents that were read, and of those that were not."""
    foreign = f" (and {row['unread']} in other languages, not read)" if row["unread"] else ""
    return plural(row["documents"], "document") + foreign


def _unequal(profile: ThicknessProfile, able: pd.DataFrame) -> Iterable[str]:
    """Yield in what the evidence on the regions that are compared is unequal."""
    if _nothing(profile.components, "institutions_covered"):
        least = able.sort_values("coverage").iloc[0]
        yield (
            "The regions cannot be compared at equal coverage: the institutions named in the documents about "
            f"{the(least['name'])} account for an estimated {100 * least['coverage']:.0f} % of all mentions "
            f"there; at least {100 * LOW_COVERAGE:.0f} % are needed."
        )
    lengths = (able["passages"] / able["documents"]).tolist()
    if max(lengths) > MUCH_LONGER * min(lengths):
        longest, shortest = (the(able["name"].iloc[lengths.index(end(lengths))]) for end in (max, min))
        yield (
            f"The documents say more about {longest} ({max(lengths):.0f} passages each) than about "
            f"{shortest} ({min(lengths):.0f}), so that equal numbers of documents are not equal amounts "
            "of text; the comparison at equal coverage depends less on that."
        )
    sizes = dict(zip(able["name"], able["documents"], strict=True))
    for one, two, both in profile.shared:
        if both > sizes[one] / 2 or both > sizes[two] / 2:
            yield (
                f"{_upper(the(one))} ({plural(sizes[one], 'document')}) and {the(two)} ({sizes[two]}) share "
                f"{both}: to that extent one is compared with itself."
            )
    smallest, largest = able["documents"].min(), able["documents"].max()
    if profile.at > smallest:
        yield f"Beyond {plural(smallest, 'document')} the smaller regions are extrapolated, not observed."
    if largest > 10 * smallest:
        yield (
            f"The smallest region has {plural(smallest, 'document')}, the largest {largest}: at {profile.at} "
            "most of what is known of the largest is left out of the comparison."
        )


def _nothing(components: pd.DataFrame, component: str) -> bool:
    return bool(components.loc[components["component"] == component, "value"].isna().all())


def _thin(rows: Sequence[Any]) -> Iterable[str]:
    """Yield a line for each weakness of the evidence, with the regions that have it."""

    def those(has: Any, figure: Any) -> str:
        return listed(f"{the(r['name'])} ({figure(r)})" for r in rows if has(r))

    weak = (
        (
            f"Fewer than {FEW_DOCUMENTS} documents, so that intervals are rough: {{}}.",
            those(lambda r: r["documents"] < FEW_DOCUMENTS, lambda r: int(r["documents"])),
        ),
        (
            "Low coverage, so that another document would mostly name other institutions: {}.",
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
            "Documents in other languages than English do not count, as they are not read: {}.",
            those(lambda r: r["unread"], lambda r: f"{r['unread']} of {r['unread'] + r['documents']}"),
        ),
        (
            "Documents without a year are left out: {}.",
            those(lambda r: r["undated"], lambda r: int(r["undated"])),
        ),
    )
    yield from (says.format(regions) for says, regions in weak if regions)
