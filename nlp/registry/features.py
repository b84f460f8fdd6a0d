"""Evidence for and against each record found in an affiliation, as numbers for the trained scorer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.registry.index import NameHit, NameIndex
from workingregions.nlp.registry.registry import Record
from workingregions.nlp.registry.strings import (
    AffiliationWord,
    Stated,
    english_town,
    is_place,
    name_words,
    stated,
)

FEATURES = (
    "exact",
    "covered",
    "likeness",
    "name_weight",
    "name_words",
    "acronym",
    "alias",
    "branch",
    "acronym_and_name",
    "starts_segment",
    "ends_segment",
    "telling_before",
    "telling_after",
    "country_same",
    "country_other",
    "town_country_other",
    "city_in_text",
    "city_in_name",
    "rivals",
    "rivals_better_placed",
    "inside_longer",
    "overlaps_better",
    "parent_found",
    "child_found",
    "related_exact",
    "education",
    "healthcare",
    "company",
    "government_or_funder",
    "facility",
    "active",
    "segments",
    "others_exact",
    "missing_weight",
    "gap",
    "aligned",
    "joins",
    "crosses",
    "rarest_word",
    "larger_body",
    "covers_child",
    "campus",
    "varied",
    "names",
    "rivals_more_known",
    "display",
    "letters",
    "shortened",
    "segment",
    "segments_after",
    "segment_share",
    "text_share",
    "text_words",
    "kind_before",
    "kind_after",
    "university",
    "hospital",
    "laboratory",
    "institute",
    "department",
    "university_beside",
    "other_town",
    "parents",
    "children",
    "overlaps_parent",
    "overlaps_child",
    "likeness_sorted",
    "missing_place",
    "missing_kind",
    "added_kind",
)
_KINDS = {
    "university": {"university"},
    "hospital": {"hospital", "clinic", "infirmary"},
    "laboratory": {"laboratory", "observatory", "museum"},
    "institute": {"institute", "center", "academy", "organization", "council", "ministry", "agency"},
    "department": {"department", "school", "faculty", "division", "college", "program"},
}
"""Words that show what kind of body a name belongs to, in the standard forms of strings.py."""
_KIND_WORDS = frozenset[str]().union(*_KINDS.values())
_STRONG = {"display": 3, "label": 3, "alias": 2, "branch": 1, "varied": 1, "acronym": 0}


@dataclass(frozen=True, slots=True)
class RecordMatch:
    """A record found in an affiliation, with the name that fits best and its features."""

    hit: NameHit
    features: tuple[float, ...]


def found(text: str, words: Sequence[AffiliationWord], index: NameIndex) -> list[RecordMatch]:
    """Return the records found in a cleaned affiliation, each once."""
    hits = index.hits(words)
    best: dict[str, NameHit] = {}
    kinds: dict[str, set[str]] = {}
    for hit in hits:
        kinds.setdefault(hit.record, set()).add("acronym" if hit.kind == "acronym" else "name")
        if hit.record not in best or _rank(hit) > _rank(best[hit.record]):
            best[hit.record] = hit
    places = stated(text, words)
    context = _Context(words, places, best, index)
    return [RecordMatch(hit, context.features(hit, len(kinds[hit.record]) > 1)) for hit in best.values()]


@cache
def _country_words(code: str) -> tuple[str, ...]:
    place = Gazetteer.load().get(code) if code else None
    return name_words(place.name) if place else ()


def _overlap(left: NameHit, right: NameHit) -> bool:
    return left.first <= right.last and right.first <= left.last


def _rank(hit: NameHit) -> tuple[bool, int, int]:
    return hit.exact, hit.last - hit.first, _STRONG[hit.kind]


def _sound(hit: NameHit) -> bool:
    """Return whether a name occurs in the affiliation exactly or nearly so."""
    if hit.exact and hit.joins and hit.last - hit.first > 1 and hit.kind != "branch":
        return True
    return hit.aligned and hit.covered > 0.999 and not hit.crosses and hit.kind != "branch"


class _Context:
    def __init__(
        self, words: Sequence[AffiliationWord], places: Stated, best: Mapping[str, NameHit], index: NameIndex
    ) -> None:
        self.words, self.places, self.best, self.index = words, places, best, index
        self.exact = [h for h in best.values() if h.exact and (h.kind != "acronym" or h.last > h.first)]
        self.towns = [(word.text, english_town(word.text)) for word in words]
        self.last_segment = words[-1].segment if words else 0
        self.weight = sum(map(self._weight, words))

    def features(self, hit: NameHit, both: bool) -> tuple[float, ...]:
        """Return the numbers named in FEATURES; `both` if an acronym and a name of the record occur there."""
        record = self.index.registry.records[hit.record]
        values = self._of_name(hit) | self._of_stretch(hit, record) | self._of_place(hit, record)
        values |= self._of_rivals(hit) | self._of_body(hit, record) | {"acronym_and_name": both}
        values |= self._of_segment(hit) | self._of_kind(hit)
        return tuple(float(values[name]) for name in FEATURES)

    def _of_name(self, hit: NameHit) -> dict[str, float]:
        """Return features of the name itself and of its form in the affiliation."""
        index = self.index
        name = index.names[hit.name][2]
        weight = index.total[hit.name]
        return {
            "exact": hit.exact,
            "covered": hit.covered,
            "likeness": self._likeness(hit, name),
            "name_weight": min(weight, 60.0),
            "name_words": min(len(name), 10),
            "acronym": hit.kind == "acronym",
            "alias": hit.kind == "alias",
            "branch": hit.kind == "branch",
            "varied": hit.kind == "varied",
            "missing_weight": weight * (1 - hit.covered),
            "gap": hit.last - hit.first + 1 - len(name),
            "aligned": hit.aligned,
            "joins": hit.joins,
            "crosses": hit.crosses,
            "rarest_word": max(index.weight.get(w, index.unseen) for w in name),
        }

    def _of_stretch(self, hit: NameHit, record: Record) -> dict[str, float]:
        """Return features of the words around the name."""
        words = self.words
        city = name_words(record.city) if record.city else ()
        last = len(words) - 1
        return {
            "starts_segment": hit.first == 0 or words[hit.first - 1].segment != words[hit.first].segment,
            "ends_segment": hit.last == last or words[hit.last + 1].segment != words[hit.last].segment,
            "telling_before": self._beside(hit.first - 1, hit.first, city),
            "telling_after": self._beside(hit.last + 1, hit.last, city),
            "segments": min(self.last_segment, 12),
        }

    def _of_place(self, hit: NameHit, record: Record) -> dict[str, float]:
        """Return features of the affiliation's places against the record's."""
        name = self.index.names[hit.name][2]
        city = name_words(record.city) if record.city else ()
        countries, towns = self.places.countries, self.places.towns
        return {
            "country_same": record.country in countries,
            "country_other": bool(countries) and record.country not in countries,
            "town_country_other": bool(towns) and record.country not in towns,
            "city_in_text": self._city(city, hit),
            "other_town": bool(towns) and not self._city(city, hit),
            "city_in_name": bool(city) and all(w in name for w in city),
            "covers_child": self._campus(hit, name),
            "campus": self._is_campus(hit, name),
        }

    def _of_rivals(self, hit: NameHit) -> dict[str, float]:
        """Return features of the other records found."""
        others = [h for h in self.best.values() if h.record != hit.record]
        rivals = [h for h in others if self._same_span(hit, h)]
        longer = [h for h in others if _sound(h) and h.last - h.first > hit.last - hit.first]
        return {
            "rivals": min(len(rivals), 5),
            "rivals_better_placed": min(sum(self._placed(r) > self._placed(hit) for r in rivals), 3),
            "rivals_more_known": min(sum(self._known(r) > self._known(hit) for r in rivals), 3),
            "inside_longer": any(h.first <= hit.first and hit.last <= h.last for h in longer),
            "overlaps_better": any(_rank(h) > _rank(hit) and _overlap(h, hit) for h in others),
            "others_exact": min(len({(h.first, h.last) for h in self.exact if not _overlap(h, hit)}), 4),
        }

    def _of_body(self, hit: NameHit, record: Record) -> dict[str, float]:
        """Return features of the organisation from the registry."""
        return {
            "parent_found": any(self._elsewhere(hit, p) for p in record.parents),
            "child_found": any(self._elsewhere(hit, c) for c in record.children),
            "related_exact": sum(self._elsewhere(hit, r) for r in {*record.parents, *record.children}),
            "education": "education" in record.types,
            "healthcare": "healthcare" in record.types,
            "company": "company" in record.types,
            "government_or_funder": bool({"government", "funder"} & set(record.types)),
            "facility": "facility" in record.types,
            "active": record.status == "active",
            "larger_body": bool(record.children) + (len(record.children) > 10),
            "names": min(len(record.names), 12),
            "parents": min(len(record.parents), 3),
            "children": min(len(record.children), 20),
            "overlaps_parent": any(self._overlaps(hit, p) for p in record.parents),
            "overlaps_child": any(self._overlaps(hit, c) for c in record.children),
        }

    def _of_segment(self, hit: NameHit) -> dict[str, float]:
        """Return features of the name's position in the affiliation, and of its share of it."""
        stretch = self.words[hit.first : hit.last + 1]
        weight = sum(map(self._weight, stretch))
        segments = {word.segment for word in stretch}
        around = sum(self._weight(word) for word in self.words if word.segment in segments)
        last = stretch[-1].segment
        return {
            "display": hit.kind in {"display", "label"},
            "letters": min(sum(len(word.text) for word in stretch), 40),
            "shortened": sum(word.short for word in stretch),
            "segment": min(stretch[0].segment, 6),
            "segments_after": min(self.last_segment - last, 6),
            "segment_share": weight / around if around else 0.0,
            "text_share": weight / self.weight if self.weight else 0.0,
            "text_words": min(len(self.words), 30),
        }

    def _of_kind(self, hit: NameHit) -> dict[str, float]:
        """Return features of the kind of body that the name indicates, and of such words beside it."""
        name = set(self.index.names[hit.name][2])
        stretch = {word.text for word in self.words[hit.first : hit.last + 1]}
        missing = set() if hit.exact else name - stretch
        record = self.index.registry.records[hit.record]
        location = {*name_words(record.city), *_country_words(record.country)}
        beside = (h for h in self.exact if h.record != hit.record and not _overlap(h, hit))
        return {
            **{kind: bool(name & words) for kind, words in _KINDS.items()},
            "kind_before": self._kind(hit.first - 1, hit.first),
            "kind_after": self._kind(hit.last + 1, hit.last),
            "likeness_sorted": 1.0 if hit.exact else self._sorted(name, stretch),
            "missing_place": bool(missing) and missing <= location,
            "missing_kind": bool(missing & _KIND_WORDS),
            "added_kind": bool((stretch - name) & _KIND_WORDS) and not hit.exact,
            "university_beside": any("university" in self.index.names[h.name][2] for h in beside),
        }

    def _sorted(self, name: set[str], stretch: set[str]) -> float:
        from rapidfuzz import fuzz

        return float(fuzz.ratio(" ".join(sorted(name)), " ".join(sorted(stretch)))) / 100

    def _kind(self, index: int, edge: int) -> bool:
        inside = 0 <= index < len(self.words) and self.words[index].segment == self.words[edge].segment
        return inside and self.words[index].text in _KIND_WORDS

    def _weight(self, word: AffiliationWord) -> float:
        return 0.5 if word.text.isdigit() else self.index.weight.get(word.text, self.index.unseen)

    def _overlaps(self, hit: NameHit, other: str) -> bool:
        found = self.best.get(other)
        return found is not None and _overlap(found, hit)

    def _is_campus(self, hit: NameHit, name: Sequence[str]) -> bool:
        """Return whether a name is that of another record with this record's town after it."""
        if hit.covered < 0.999:
            return False
        city = set(name_words(self.index.registry.records[hit.record].city))
        others = [set(self.index.names[h.name][2]) for h in self.exact if h.record != hit.record]
        return any(o < set(name) and set(name) - o <= city for o in others)

    def _campus(self, hit: NameHit, name: Sequence[str]) -> bool:
        """Return whether another record has this name plus its own town, which the affiliation names."""
        for other in self.best.values():
            words = self.index.names[other.name][2]
            if other.record == hit.record or other.covered < 0.999 or len(words) <= len(name):
                continue
            rest = set(words) - set(name)
            city = self.index.registry.records[other.record].city
            if set(name) < set(words) and city and rest <= set(name_words(city)):
                return True
        return False

    def _same_span(self, hit: NameHit, other: NameHit) -> bool:
        return hit.exact == other.exact and (hit.first, hit.last) == (other.first, other.last)

    def _known(self, hit: NameHit) -> int:
        """Return how well known a record is, by its names and the bodies below it."""
        record = self.index.registry.records[hit.record]
        return len(record.names) + len(record.children)

    def _placed(self, hit: NameHit) -> float:
        """Return how well a record's place fits the affiliation."""
        record = self.index.registry.records[hit.record]
        city = name_words(record.city) if record.city else ()
        return (
            2 * (record.country in self.places.countries)
            + (record.country in self.places.towns)
            + 1.5 * self._city(city, hit)
            + 0.3 * (_STRONG[hit.kind] >= 2)
            + 0.2 * (record.status == "active")
        )

    def _city(self, city: Sequence[str], hit: NameHit) -> bool:
        """Return whether the record's town occurs in the affiliation outside the name."""
        outside = {w for i, forms in enumerate(self.towns) if not hit.first <= i <= hit.last for w in forms}
        return bool(city) and outside.issuperset(city)

    def _elsewhere(self, hit: NameHit, other: str) -> bool:
        """Return whether a related record is named too, in separate words."""
        found = self.best.get(other)
        return found is not None and found.exact and not _overlap(found, hit)

    def _beside(self, index: int, edge: int, city: Sequence[str]) -> float:
        """Return the weight of the word beside the name in its segment: 0 at the edge, little for a place."""
        if not 0 <= index < len(self.words) or self.words[index].segment != self.words[edge].segment:
            return 0.0
        if index > edge and (set(self.towns[index]) & set(city) or is_place(self.words[index].written)):
            return 0.5
        return self._weight(self.words[index])

    def _likeness(self, hit: NameHit, name: Sequence[str]) -> float:
        from rapidfuzz import fuzz

        if hit.exact:
            return 1.0
        stretch = " ".join(w.text for w in self.words[hit.first : hit.last + 1])
        return float(fuzz.ratio(" ".join(name), stretch)) / 100
