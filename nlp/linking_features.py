"""What speaks for and against each record found in an affiliation, as numbers for the learned scorer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workingregions.nlp.linking_index import Hit, Index
from workingregions.nlp.linking_text import Stated, Word, english_town, is_place, name_words, stated

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
    "one_segment",
    "telling_before",
    "telling_after",
    "country_same",
    "country_other",
    "town_country_same",
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
    "segment_from_end",
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
)
_STRONG = {"display": 3, "label": 3, "alias": 2, "branch": 1, "varied": 1, "acronym": 0}


@dataclass(frozen=True, slots=True)
class Found:
    """A record found in an affiliation with the name that fits best and its features."""

    hit: Hit
    features: tuple[float, ...]


def found(text: str, words: Sequence[Word], index: Index) -> list[Found]:
    """The records found in a cleaned affiliation, each once."""
    hits = index.hits(words)
    best: dict[str, Hit] = {}
    kinds: dict[str, set[str]] = {}
    for hit in hits:
        kinds.setdefault(hit.record, set()).add("acronym" if hit.kind == "acronym" else "name")
        if hit.record not in best or _rank(hit) > _rank(best[hit.record]):
            best[hit.record] = hit
    places = stated(text, words)
    context = _Context(words, places, best, index)
    return [Found(hit, context.features(hit, len(kinds[hit.record]) > 1)) for hit in best.values()]


def _overlap(left: Hit, right: Hit) -> bool:
    return left.first <= right.last and right.first <= left.last


def _rank(hit: Hit) -> tuple[bool, int, int]:
    return hit.exact, hit.last - hit.first, _STRONG[hit.kind]


def _sound(hit: Hit) -> bool:
    """Whether a name stands in the affiliation as it is, or nearly so."""
    if hit.exact and hit.joins and hit.last - hit.first > 1 and hit.kind != "branch":
        return True
    return hit.aligned and hit.covered > 0.999 and not hit.crosses and hit.kind != "branch"


class _Context:
    def __init__(self, words: Sequence[Word], places: Stated, best: Mapping[str, Hit], index: Index) -> None:
        self.words, self.places, self.best, self.index = words, places, best, index
        self.exact = [h for h in best.values() if h.exact and (h.kind != "acronym" or h.last > h.first)]
        self.spans = Counter((h.first, h.last) for h in best.values() if h.exact)
        self.towns = [(word.text, english_town(word.text)) for word in words]
        self.last_segment = words[-1].segment if words else 0

    def features(self, hit: Hit, both: bool) -> tuple[float, ...]:
        """The numbers named in FEATURES."""
        index = self.index
        record = index.registry.records[hit.record]
        own = index.names[hit.name][2]
        words = self.words
        same, other = self._country(record.country, self.places.countries)
        near, far = self._country(record.country, self.places.towns)
        related = {*record.parents, *record.children}
        rivals = [h for h in self.best.values() if h.record != hit.record and self._same_span(hit, h)]
        weight = index.total[hit.name]
        longer = any(
            _sound(h)
            and h.first <= hit.first
            and hit.last <= h.last
            and h.last - h.first > hit.last - hit.first
            for h in self.best.values()
        )
        overlaps = any(
            _rank(h) > _rank(hit) and h.first <= hit.last and hit.first <= h.last
            for h in self.best.values()
            if h.record != hit.record
        )
        city = name_words(record.city) if record.city else ()
        before = self._beside(hit.first - 1, hit.first, city)
        after = self._beside(hit.last + 1, hit.last, city)
        return (
            hit.exact,
            hit.covered,
            self._likeness(hit, own),
            min(weight, 60.0),
            min(len(own), 10),
            hit.kind == "acronym",
            hit.kind == "alias",
            hit.kind == "branch",
            both,
            hit.first == 0 or words[hit.first - 1].segment != words[hit.first].segment,
            hit.last == len(words) - 1 or words[hit.last + 1].segment != words[hit.last].segment,
            words[hit.first].segment == words[hit.last].segment,
            before,
            after,
            same,
            other,
            near,
            far,
            self._city(city, hit),
            bool(city) and all(w in own for w in city),
            min(len(rivals), 5),
            min(sum(self._placed(r) > self._placed(hit) for r in rivals), 3),
            longer,
            overlaps,
            any(self._elsewhere(hit, p) for p in record.parents),
            any(self._elsewhere(hit, c) for c in record.children),
            sum(self._elsewhere(hit, r) for r in related),
            "education" in record.types,
            "healthcare" in record.types,
            "company" in record.types,
            bool({"government", "funder"} & set(record.types)),
            "facility" in record.types,
            record.status == "active",
            self.last_segment - words[hit.last].segment,
            min(self.last_segment, 12),
            min(len({(h.first, h.last) for h in self.exact if not _overlap(h, hit)}), 4),
            weight * (1 - hit.covered),
            hit.last - hit.first + 1 - len(own),
            hit.aligned,
            hit.joins,
            hit.crosses,
            max(index.weight.get(w, index.unseen) for w in own),
            bool(record.children) + (len(record.children) > 10),
            self._campus(hit, own),
            self._is_campus(hit, own),
            hit.kind == "varied",
            min(len(record.names), 12),
            min(sum(self._known(r) > self._known(hit) for r in rivals), 3),
        )

    def _is_campus(self, hit: Hit, own: Sequence[str]) -> bool:
        """Whether a name is that of another record found with this record's town after it."""
        if hit.covered < 0.999:
            return False
        city = set(name_words(self.index.registry.records[hit.record].city))
        others = [set(self.index.names[h.name][2]) for h in self.exact if h.record != hit.record]
        return any(o < set(own) and set(own) - o <= city for o in others)

    def _campus(self, hit: Hit, own: Sequence[str]) -> bool:
        """Whether another record has this name with its town after it, and the affiliation names the town."""
        for other in self.best.values():
            words = self.index.names[other.name][2]
            if other.record == hit.record or other.covered < 0.999 or len(words) <= len(own):
                continue
            rest = set(words) - set(own)
            city = self.index.registry.records[other.record].city
            if set(own) < set(words) and city and rest <= set(name_words(city)):
                return True
        return False

    def _country(self, country: str, countries: frozenset[str]) -> tuple[bool, bool]:
        return country in countries, bool(countries) and country not in countries

    def _same_span(self, hit: Hit, other: Hit) -> bool:
        return hit.exact == other.exact and (hit.first, hit.last) == (other.first, other.last)

    def _known(self, hit: Hit) -> int:
        """How well known a record is, by its names and the bodies below it."""
        record = self.index.registry.records[hit.record]
        return len(record.names) + len(record.children)

    def _placed(self, hit: Hit) -> float:
        """How well a record's place fits the affiliation."""
        record = self.index.registry.records[hit.record]
        city = name_words(record.city) if record.city else ()
        return (
            2 * (record.country in self.places.countries)
            + (record.country in self.places.towns)
            + 1.5 * self._city(city, hit)
            + 0.3 * (_STRONG[hit.kind] >= 2)
            + 0.2 * (record.status == "active")
        )

    def _city(self, city: Sequence[str], hit: Hit) -> bool:
        """Whether the record's town stands in the affiliation outside the name."""
        outside = {w for i, forms in enumerate(self.towns) if not hit.first <= i <= hit.last for w in forms}
        return bool(city) and outside.issuperset(city)

    def _elsewhere(self, hit: Hit, other: str) -> bool:
        """Whether a related record is named too, in words of its own."""
        found = self.best.get(other)
        return found is not None and found.exact and not _overlap(found, hit)

    def _beside(self, at: int, edge: int, city: Sequence[str]) -> float:
        """The weight of the word beside the name in its segment: 0 at the edge, little for a place."""
        if not 0 <= at < len(self.words) or self.words[at].segment != self.words[edge].segment:
            return 0.0
        word = self.words[at].text
        if at > edge and (set(self.towns[at]) & set(city) or is_place(self.words[at].written)):
            return 0.5
        return 0.5 if word.isdigit() else self.index.weight.get(word, self.index.unseen)

    def _likeness(self, hit: Hit, own: Sequence[str]) -> float:
        from rapidfuzz import fuzz

        if hit.exact:
            return 1.0
        stretch = " ".join(w.text for w in self.words[hit.first : hit.last + 1])
        return float(fuzz.ratio(" ".join(own), stretch)) / 100
