"""Regions compared by their themes, and groups of documents by their terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.app.ask.document_text import passages_of
from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.ask.trends import NOT_KNOWN, Scene, errors_of, of_years, place, theme_ids
from workingregions.app.ask.unread import unread
from workingregions.app.names import gazetteer, notes
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError
from workingregions.corpus.plain import columns_of, plain
from workingregions.corpus.records import Document
from workingregions.corpus.selection import parse_years
from workingregions.models.wording import period, plural, the

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.models.trends import Comparison, TermComparison
    from workingregions.models.unread import Unread

OTHERS = "all other documents"
MIX = ("type", "publisher", "region")
Text = tuple[str, str, str]
"""Id, document and text of a passage."""


def compare(
    pinned: Pinned,
    regions: Sequence[str],
    themes: Sequence[str],
    year: str,
    error: Mapping[str, tuple[float, float, int]] | None,
) -> Comparison:
    """See View.compare."""
    import pandas as pd

    from workingregions.models.trends import Comparison, Difference, differences

    ids = apart(regions)
    wanted = theme_ids(pinned, themes)
    labels = {theme: pinned.codebook.get(theme).label for theme in wanted}
    scene = Scene.of(pinned, wanted)
    about = {theme: scene.hits(theme) for theme in wanted}
    groups = {gazetteer().name(i): scene.within(r, year) for i, r in zip(ids, regions, strict=True)}
    names = tuple(groups)
    if len(ids) == 1:
        inside = {d.id for d in groups[names[0]]}
        groups[OTHERS] = [d for d in scene.within("", year) if d.id not in inside]
    first, *others = groups
    rows, both = [], []
    warnings = [n for r, g in zip(regions, groups.values(), strict=False) for n in _notes(pinned, r, g)]
    for other in others:
        shared = {d.id for d in groups[first]} & {d.id for d in groups[other]}
        a, b = ([d for d in groups[g] if d.id not in shared and d.is_read] for g in (first, other))
        both.append(len(shared))
        frame = scene.frame(sorted([*a, *b], key=lambda d: d.id))
        of_b = frame["id"].isin({d.id for d in b}).tolist()
        rows += differences(frame, of_b, about, labels, (first, other))
        warnings += _warnings(scene, (first, a), (other, b), ("type", "publisher", "year"))
    every = {d.id: d for group in groups.values() for d in group}
    lacking = unread(pinned, every.values())
    return Comparison(
        snapshot=pinned.snapshot.id, regions=tuple(ids), names=names,
        years=period(parse_years(year) if year else None),
        profile=_profile(pinned, scene, groups, ids, wanted, error),
        differences=pd.DataFrame([plain(row) for row in rows], columns=list(Difference.__dataclass_fields__)),
        both=tuple(both), unread=lacking, warnings=(*dict.fromkeys(warnings), *_sentence(lacking)),
    )  # fmt: skip


def apart(regions: Sequence[str]) -> list[str]:
    """Return the ids of regions of which none contains another.

    Raises:
        InputError: no region is given, one is given twice, or one contains another.
    """
    if not regions:
        raise InputError("No region to compare.", advice="Name one region or several.")
    ids = [place(region) for region in regions]
    known = gazetteer()
    for i, one in enumerate(ids):
        for other in ids[i + 1 :]:
            if one == other:
                raise InputError(f"{known.name(one)} is given twice.", advice="Name different regions.")
            for inner, outer in ((one, other), (other, one)):
                if known.within(inner, outer):
                    raise InputError(
                        f"{known.name(inner)} lies in {the(known.name(outer))}: its documents count in both.",
                        advice=f"Name {known.name(inner)} alone to compare it with all other documents.",
                    )
    return ids


def _profile(
    pinned: Pinned,
    scene: Scene,
    groups: Mapping[str, Sequence[Document]],
    ids: Sequence[str],
    themes: Sequence[str],
    error: Mapping[str, tuple[float, float, int]] | None,
) -> pd.DataFrame:
    """Return the cells of each group and theme, as View.trends counts them, in the order of the groups."""
    import pandas as pd

    from workingregions.app.ask.trends import with_zeros
    from workingregions.models.trends import theme_counts

    parts = []
    for number, (name, group) in enumerate(groups.items()):
        part = theme_counts(
            scene.passages, with_zeros(scene.scores, themes), scene.frame(scene.documents), by=(),
            about=scene.about, among={d.id for d in group}, error=errors_of(pinned, error),
        )  # fmt: skip
        part.insert(0, "region", ids[number] if number < len(ids) else "")
        part.insert(0, "region_name", name)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    order = {theme: i for i, theme in enumerate(themes)}
    return table.sort_values("theme", key=lambda s: s.map(order), kind="stable", ignore_index=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """Two groups of documents, their names and passages (id, document, text), and words left out."""

    names: tuple[str, str]
    documents: tuple[list[Document], list[Document]]
    texts: tuple[list[Text], list[Text]]
    banned: frozenset[str]
    scene: Scene


def _sides(pinned: Pinned, region: str, against: str, before: str, after: str, theme: str) -> _Sides:
    from workingregions.nlp.text import word_runs

    _check_groups(region, against, before, after)
    chosen = pinned.codebook.get(theme).id if theme else ""
    scene = Scene.of(pinned, [chosen] if chosen else [])
    (name_a, a), (name_b, b) = _groups(scene, region, against, before, after)
    shared = {d.id for d in a} & {d.id for d in b}
    a, b = ([d for d in group if d.id not in shared and d.is_read] for group in (a, b))
    texts = _texts(pinned, scene, {d.id for d in (*a, *b)}, chosen)
    rows_a, rows_b = ([row for row in texts if row[1] in {d.id for d in group}] for group in (a, b))
    regions = [gazetteer().name(place(r)) for r in (region, against) if r and r != NOT_KNOWN and not before]
    banned = frozenset(key for name in regions for run in word_runs(name) for key, _ in run)
    return _Sides(
        names=(name_a, name_b), documents=(a, b), texts=(rows_a, rows_b), banned=banned, scene=scene
    )


def terms(pinned: Pinned, region: str, against: str, before: str, after: str, theme: str) -> TermComparison:
    """See View.terms."""
    import pandas as pd

    from workingregions.models.trends import FoundTerm, TermComparison, distinctive_terms

    sides = _sides(pinned, region, against, before, after, theme)
    (name_a, name_b), (a, b), (rows_a, rows_b) = sides.names, sides.documents, sides.texts
    found = distinctive_terms(rows_a, rows_b, banned=sides.banned)
    passages = {p.id: p for p in passages_of(pinned.snapshot, "id", [row.passage for row in found])}
    evidence = evidence_ids(pinned.snapshot, [passages[row.passage] for row in found])
    lines = [{**plain(row), "evidence": ident} for row, ident in zip(found, evidence, strict=True)]
    lacking = unread(pinned, [*a, *b])
    facets = MIX if before else ("type", "publisher", "year")
    warnings = [*_warnings(sides.scene, (name_a, a), (name_b, b), facets), *_sentence(lacking)]
    return TermComparison(
        snapshot=pinned.snapshot.id, a=name_a, b=name_b, documents_a=len(a), documents_b=len(b),
        passages_a=len(rows_a), passages_b=len(rows_b),
        terms=pd.DataFrame(lines, columns=list(FoundTerm.__dataclass_fields__)),
        unread=lacking, warnings=tuple(warnings),
    )  # fmt: skip


def term_passages(
    pinned: Pinned, term: str, region: str, against: str, before: str, after: str, theme: str
) -> pd.DataFrame:
    """See View.term_passages."""
    import pandas as pd

    from workingregions.models.trends import TermPassage, passages_with

    sides = _sides(pinned, region, against, before, after, theme)
    documents = {d.id: d for group in sides.documents for d in group}
    rows = []
    for side, ids in zip("ab", passages_with(term, *sides.texts, banned=sides.banned), strict=True):
        found = sorted(
            passages_of(pinned.snapshot, "id", ids), key=lambda p: (documents[p.document].path, p.ordinal)
        )
        for passage, evidence in zip(found, evidence_ids(pinned.snapshot, found), strict=True):
            d = documents[passage.document]
            rows.append(
                {
                    "side": side, "file": d.path, "title": d.title, "year": d.year,
                    "page": passage.pages[0], "text": " ".join(passage.text.split()), "document": d.id,
                    "passage": passage.id, "evidence": evidence,
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=columns_of(TermPassage)).astype({"year": "Int64"})


def _check_groups(region: str, against: str, before: str, after: str) -> None:
    """Raise InputError unless the arguments name two groups: two periods, or a region and others."""
    if bool(before) != bool(after):
        raise InputError(
            "One of the two periods is missing.", advice="Give the earlier and the later period."
        )
    if before and against:
        raise InputError(
            "Periods and regions cannot be compared at once.",
            advice="Leave out the second region or the periods.",
        )
    if not before and not region:
        raise InputError(
            "There is nothing to compare.",
            advice="Give two periods, or a region; it is compared with another or all other documents.",
        )
    if before:
        _, end = parse_years(before)
        start, _ = parse_years(after)
        if end is None or start is None or start <= end:
            raise InputError(
                f"The period {after!r} does not follow {before!r}.",
                advice="The earlier period comes first, and the two do not overlap.",
            )
    elif against:
        apart([region, against])


def _groups(
    scene: Scene, region: str, against: str, before: str, after: str
) -> tuple[tuple[str, list[Document]], tuple[str, list[Document]]]:
    """Return the names and documents of the two groups. Raise InputError if one has no document."""
    inside = scene.within(region)
    if before:
        here = f" of {gazetteer().name(place(region))}" if region and region != NOT_KNOWN else ""
        groups = [(period(parse_years(year)) + here, of_years(inside, year)) for year in (before, after)]
    else:
        own = {d.id for d in inside}
        rest = [d for d in scene.documents if d.id not in own]
        name = gazetteer().name(place(against)) if against else OTHERS
        # The region that was asked for is b, so that its own terms are the positive ones.
        groups = [
            (name, scene.within(against) if against else rest),
            (NOT_KNOWN if region == NOT_KNOWN else gazetteer().name(place(region)), inside),
        ]
    for name, documents in groups:
        if not documents:
            raise InputError(f"No document counts for {name}.", advice="Choose another region or period.")
    return groups[0], groups[1]


def _texts(pinned: Pinned, scene: Scene, documents: set[str], theme: str) -> list[Text]:
    """Return id, document and text of the running passages of documents, or of those about a theme."""
    where = pinned.snapshot.taken("passages", Use.TOPICS)
    found = pinned.snapshot.arrow("passages", where=where, columns=["id", "document", "text"])
    rows = zip(*(found[name].to_pylist() for name in ("id", "document", "text")), strict=True)
    tagged = scene.tagged(theme) if theme else None
    return [row for row in rows if row[1] in documents and (tagged is None or row[0] in tagged)]


def _warnings(
    scene: Scene, a: tuple[str, Sequence[Document]], b: tuple[str, Sequence[Document]], facets: Sequence[str]
) -> list[str]:
    """Return what speaks against a comparison: few documents, or documents of another mix."""
    from workingregions.models.trends import FEW, mix_changes

    few = [f"{name} has {plural(len(group), 'document')}" for name, group in (a, b) if len(group) < FEW]
    if few:
        return [f"Too few to compare: {'; '.join(few)} (fewer than {FEW})."]
    frames = [_banded(scene.frame(group)) for _, group in (a, b)]
    changes = mix_changes(frames[0], frames[1], facets)
    if not changes:
        return []
    one, other = the(a[0]), the(b[0])
    said = "; ".join(change.words(f"in {one}", f"in {other}") for change in changes)
    return [
        f"The documents of {one} and of {other} differ in kind, which alone may explain differences: {said}."
    ]


def _banded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the documents with the names of their regions, and with periods as years."""
    names = [gazetteer().name(r) if r else "" for r in frame["region"]]
    return frame.assign(year=frame["period"], region=names)


def _notes(pinned: Pinned, region: str, documents: Sequence[Document]) -> list[str]:
    return list(notes(region, pinned.counted, found=bool(documents)))


def _sentence(lacking: Unread) -> tuple[str, ...]:
    return (lacking.words,) if lacking.words else ()
