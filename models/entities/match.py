"""Which names are one institution's: names folded, likely pairs found, every pair decided with a reason.

Likely pairs are those of high cosine over TF-IDF weighted letter trigrams (scikit-learn). What decides is
which words differ: an abbreviation, a spelling or a slip of one letter (Damerau-Levenshtein distance, by
rapidfuzz) is the same name; another place, number, head or real word is another institution.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from workingregions.corpus.files import lines
from workingregions.nlp.gazetteer import Gazetteer, demonyms
from workingregions.nlp.institutions import key, lexicon
from workingregions.nlp.registry import name_variants

NEAR = 0.55
"""Cosine of trigrams from which two names are looked at."""
TELL = 0.85
"""Likeness (0..1) from which a pair left apart is worth telling the reader."""
MOST_SHARING = 2_000
"""A trigram in more names than this is not informative and is left out of blocking."""
ORDER_TELLS = frozenset({"US", "CA"})
"""Countries where "X University" and "University of X" are often two universities (Washington, York)."""

_DIGITS = re.compile(r"\d+|\b(?:i|ii|iii|iv|v|vi|vii|viii|ix)\b")
_SINGLES = re.compile(r"\b(?:\w ){1,}\w\b")


@dataclass(frozen=True, slots=True)
class Folded:
    """A name for comparison: its words without small ones, standard forms in place of variants."""

    words: tuple[str, ...]
    plain: tuple[str, ...]  # the same words, before variants were replaced

    @property
    def compact(self) -> str:
        """The words without spaces."""
        return "".join(self.words)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether two names are one institution's, by which rule, how sure (0..1), and why."""

    rule: str
    score: float
    merged: bool
    reason: str


@lru_cache(maxsize=200_000)
def fold(name: str) -> Folded:
    """Return a name's words for comparison; never empty."""
    text = unicodedata.normalize("NFKD", key(name))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = _SINGLES.sub(lambda m: m.group().replace(" ", ""), text)
    every = text.split() or name.casefold().split() or ["?"]
    plain = [w for w in every if w not in lexicon().words["joining"]] or every
    # "University of Essex (UOE)": the acronym after the name adds nothing.
    before = [w for w in every if w != plain[-1]]
    if len(plain) > 2 and plain[-1] in {_initials(plain[:-1]), _initials(before)}:
        plain = plain[:-1]
    return Folded(tuple(w for word in plain for w in standard(word).split()), tuple(plain))


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words)


def standard(word: str) -> str:
    """Return the form under which a word of a name is compared."""
    return variants().get(word, (word, ""))[0]


@cache
def variants() -> dict[str, tuple[str, str]]:
    """Return a mapping from word to (standard form, rule)."""
    return {form.replace("'", " "): (to, rule) for form, to, rule in name_variants()}


@cache
def bound() -> dict[tuple[str, ...], str]:
    """Return a mapping from folded names that every place or country has one of to "place" or "country"."""
    rows = (line.split(";") for line in lines(__package__, "place_bound.csv"))
    return {fold(name).words: level for name, level in rows}


@cache
def head_words() -> frozenset[str]:
    """Return the words for the sort of body that a name denotes, in standard form."""
    return frozenset(standard(word) for words in lexicon().heads for word in words)


@lru_cache(maxsize=200_000)
def is_place(words: str) -> bool:
    """Return whether the gazetteer has a place of this name."""
    return Gazetteer.load().known(words)


def near_pairs(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs (i < j) of names whose letter trigrams have a cosine of at least NEAR, in order."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    if len(names) < 2:
        return
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), sublinear_tf=True, norm=None)
    weights = vectorizer.fit_transform(names).tocsc()
    shared = weights.getnnz(axis=0)
    rare = weights[:, (shared > 1) & (shared <= MOST_SHARING)].tocsr()
    lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    across = rare.T.tocsr()
    for start in range(0, len(names), 2_000):
        block = (rare[start : start + 2_000] @ across).tocoo()
        rows = block.row + start
        keep = (block.col > rows) & (block.data >= NEAR * lengths[rows] * lengths[block.col])
        yield from sorted(zip(rows[keep].tolist(), block.col[keep].tolist(), strict=True))


def decide(
    left: Folded, right: Folded, common: Mapping[str, int], countries: frozenset[str]
) -> Decision | None:
    """Return whether two different folded names are one institution's; None if they are not alike at all.

    Args:
        common: in how many names of the corpus each word occurs.
        countries: of the two together, where known.
    """
    from rapidfuzz.distance import Indel

    likeness = Indel.normalized_similarity(" ".join(left.words), " ".join(right.words))
    if _numbers(left) != _numbers(right):
        return _apart(likeness, "their numbers differ")
    if left.compact == right.compact or "".join(left.plain) == "".join(right.plain):
        return Decision("spelling", 0.99, True, "the names differ in spaces or hyphens alone")
    only_left, only_right = _only(left.words, right.words), _only(right.words, left.words)
    if not only_left and not only_right:
        return _reordered(countries)
    if only_left and only_right:
        if (
            len(only_left) == len(only_right) == 1
            and len(left.words) > 2
            and _one_land(only_left[0], only_right[0])
        ):
            return Decision("spelling", 0.95, True, f"{only_left[0]} and {only_right[0]} say the same place")
        return _slips(left, right, only_left, only_right, common) or _apart(
            likeness, f"{' '.join(only_left)!r} is not {' '.join(only_right)!r}"
        )
    return None


def _one_land(left: str, right: str) -> bool:
    """Return whether one word is a place and the other its adjective: Finland, Finnish."""
    lands = demonyms_folded()
    for word, other in ((left, right), (right, left)):
        ident = lands.get(word)
        if ident and any(p.id == ident for p in Gazetteer.load().lookup(other)):
            return True
    return False


@cache
def demonyms_folded() -> dict[str, str]:
    """Return a mapping from adjectives of places, in lower case, to gazetteer ids."""
    return {word.casefold(): ident for word, ident in demonyms().items()}


def _numbers(name: Folded) -> list[str]:
    return sorted(_DIGITS.findall(" ".join(name.words)))


def _only(words: Sequence[str], others: Sequence[str]) -> list[str]:
    left = Counter(words) - Counter(others)
    return [w for w in dict.fromkeys(words) for _ in range(left[w])]


def _apart(likeness: float, reason: str) -> Decision | None:
    return Decision("apart", round(likeness, 3), False, reason) if likeness >= TELL else None


def _reordered(countries: frozenset[str]) -> Decision:
    if countries & ORDER_TELLS or not countries:
        return Decision("apart", 0.9, False, "the same words in another order can be another institution")
    return Decision("spelling", 0.93, True, "the same words in another order")


def _slips(
    left: Folded,
    right: Folded,
    only_left: Sequence[str],
    only_right: Sequence[str],
    common: Mapping[str, int],
) -> Decision | None:
    """Decide on names in which one or two words in the same position differ by a letter or two."""
    if len(only_left) != len(only_right) or len(only_left) > 2 or len(left.words) != len(right.words):
        return None
    pairs = [(a, b) for a, b in zip(left.words, right.words, strict=True) if a != b]
    if len(pairs) != len(only_left) or not all(_slip(a, b, common) for a, b in pairs):
        return None
    if len(left.words) == 1 and min(map(len, pairs[0])) < 8:
        return None
    told = ", ".join(f"{a!r} for {b!r}" for a, b in pairs)
    return Decision("spelling", 0.92, True, f"a slip in spelling: {told}")


def _slip(a: str, b: str, common: Mapping[str, int]) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    shortest = min(len(a), len(b))
    if shortest == 4 and (a + "s" == b or b + "s" == a) and not {a, b} & head_words():
        return min(common.get(a, 0), common.get(b, 0)) < 2  # a possessive: "Ward's" and "Wards"
    if shortest < 5 or DamerauLevenshtein.distance(a, b) > (2 if shortest >= 9 else 1):
        return False
    if {a, b} & head_words() and (a + "s" == b or b + "s" == a):
        return False  # "Centres" is a kind of body, "Centre" one of it
    if is_place(a) and is_place(b):
        return False
    return min(common.get(a, 0), common.get(b, 0)) < 2
