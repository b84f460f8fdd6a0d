"""Documents that repeat others: the same text in another format, near-duplicates, revisions, excerpts.

Texts are compared by their shingles (Broder 1997, "On the resemblance and containment of documents"),
here runs of letters and digits without the spaces between words: scans and slides lose and gain spaces,
while letters remain. Candidates come from min-wise samples (Broder's sketch modulo m, with m a power of
two that fits the length), which give containment as well as resemblance; each candidate pair is then
compared in full.

Two documents made from one template (fact sheets of two countries) share most of their words and are
not duplicates. The subject distinguishes them from two editions of one document: each of the twins
keeps naming something that the other hardly names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from workingregions.corpus.files import lines
from workingregions.corpus.records import Duplicate

Hashes = npt.NDArray[np.uint64]

VERSION = "1"
"""Raised when the same texts would give other signatures or verdicts."""
SHINGLE = 10
"""Letters in a shingle: about two words; unrelated texts share next to none."""
SAMPLE = 4096
"""Maximum number of shingles in a signature (32 KB)."""
RESEMBLANCE = 0.4
"""Share of all shingles (Jaccard) that repeats have in common: four sevenths of equally long ones..."""
CONTAINED = 0.75
"""...or share of one that the other contains."""
FEWEST = 60
"""Texts with fewer shingles (about 12 words) are compared only for equality."""
FEWEST_CONTAINED = 200
"""Minimum number of shingles of an excerpt; shorter pieces occur anywhere."""
CROWD = 60
"""A shingle in more documents than this is boilerplate and does not make candidates."""
_SAME_WORDS = 0.9
_SAME_NUMBERS = 0.8
_FEW_EDITS = 0.9
_SAME_VOCABULARY = 0.95
_MANY_FIGURES = 10
_AS_LONG = 1.2
_SUBJECT = 0.004
"""A word that makes up a larger share of a text than this is part of its subject..."""
_RATIO = 4.0
"""...and distinguishes it if it is rarer in the other text by this factor."""

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What is kept of a text to find its duplicates later without it.

    Attributes:
        digest: sha256 of the letters and digits.
        level: the sample holds the shingles whose hash is a multiple of 2**level.
        hashes: the sample, sorted, uint64, at most `SAMPLE` for any long text.
        shingles: number of distinct shingles of the whole text.
        words: number of distinct words of the whole text.
    """

    digest: str
    level: int
    hashes: Hashes
    shingles: int
    words: int


Verdict = tuple[float, str] | None
"""Resemblance (0..1) and kind of a pair that was compared in full; None when neither repeats the other."""


def signature(text: str) -> Signature:
    """Return the signature of a running text."""
    letters = squeeze(text)
    hashes = every = _shingles(letters)
    level = 0
    while len(hashes) > SAMPLE:
        level += 1
        hashes = hashes[hashes % np.uint64(2**level) == 0]
    return Signature(sha256(letters.encode()).hexdigest(), level, hashes, len(every), len(_words(text)))


def find_duplicates(
    texts: Mapping[str, str],
    signatures: Mapping[str, Signature] | None = None,
    scans: Collection[str] = (),
    verdicts: MutableMapping[str, Verdict] | None = None,
) -> tuple[Duplicate, ...]:
    """Return all pairs of documents in which one repeats the other, the longer or cleaner as the original.

    Args:
        texts: the running text of each document by its id. May be lazy: when signatures are given, only the
            texts of candidate pairs are read.
        signatures: of all documents, as `signature` made them; made here when None.
        scans: ids of documents read by OCR: of two equally long texts, the scan is the repeat.
        verdicts: of pairs compared before, by their key, which depends on the texts alone; pairs found there
            are not compared again. Afterwards it holds only the pairs of this run.

    Returns:
        Pairs in order of document, kind same_text (the same words), near_duplicate (few edits, an early
        version, a scan, an excerpt) or revision (much shared text, but other figures or much new text);
        similarity is the share of common shingles (Jaccard). No document repeats itself in a circle.
    """
    if signatures is None:
        signatures = {key: signature(text) for key, text in texts.items()}
    found: list[Duplicate] = []
    originals: dict[str, str] = {}
    for key in sorted(signatures):
        first = originals.setdefault(signatures[key].digest, key)
        if first != key and len(signatures[key].hashes):
            found.append(Duplicate(document=key, of=first, kind="same_text", similarity=1.0))

    @lru_cache(maxsize=64)
    def view(key: str) -> _View:
        return _View.of(texts[key])

    pairs: dict[tuple[str, str], tuple[float, str]] = {}
    before = dict(verdicts or {})
    now: dict[str, Verdict] = {}
    for a, b in candidates({key: signatures[key] for key in originals.values()}):
        scanned = a in scans or b in scans
        pair_key = _pair_key(signatures[a], signatures[b], scanned=scanned)
        known = pair_key in before
        now[pair_key] = before[pair_key] if known else _compare(view(a), view(b), scanned=scanned)
        if match := now[pair_key]:
            pairs[a, b] = match
    if verdicts is not None:
        verdicts.clear()
        verdicts.update(now)
    standings = {
        key: _OriginalRank(key, key in scans, signatures[key].shingles, signatures[key].words)
        for pair in pairs
        for key in pair
    }
    rank = _ranks(list(pairs), standings)
    for pair, (resemblance, kind) in pairs.items():
        of, document = sorted(pair, key=rank.__getitem__)
        found.append(Duplicate(document=document, of=of, kind=kind, similarity=round(resemblance, 4)))
    return tuple(sorted(found, key=lambda d: (d.document, d.of)))


def _pair_key(first: Signature, second: Signature, *, scanned: bool) -> str:
    one, two = sorted((first.digest[:32], second.digest[:32]))
    return f"{VERSION}-{one}-{two}-{'scan' if scanned else 'text'}"


def candidates(signatures: Mapping[str, Signature]) -> Iterator[tuple[str, str]]:
    """Yield pairs of ids whose samples overlap enough for a full comparison, in order.

    Shingles that more than `CROWD` documents share do not count on either side.
    """
    keys = sorted(key for key in signatures if len(signatures[key].hashes))
    if not keys:
        return
    hashes = np.concatenate([signatures[key].hashes for key in keys])
    owners = np.repeat(np.arange(len(keys)), [len(signatures[key].hashes) for key in keys])
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
    sizes = np.diff(np.append(starts, len(hashes)))
    few = np.repeat(sizes <= CROWD, sizes)
    hashes, owners = hashes[few], owners[few]
    totals = {
        level: np.bincount(owners[hashes % np.uint64(2**level) == 0], minlength=len(keys))
        for level in {signature.level for signature in signatures.values()}
    }
    for pair, common in _overlaps(hashes, owners, len(keys)):
        first, second = divmod(pair, len(keys))
        level = max(signatures[keys[first]].level, signatures[keys[second]].level)
        small, large = sorted(totals[level][[first, second]].tolist())
        # Samples are inexact, and boxes in another order share fewer shingles than words.
        if common > 0.5 * RESEMBLANCE * (small + large - common) or common > 0.5 * CONTAINED * small:
            yield keys[first], keys[second]


def squeeze(text: str) -> str:
    """Return the letters and digits of a text in lower case, compatibility forms (ligatures) resolved."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _overlaps(hashes: Hashes, owners: npt.NDArray[np.int64], count: int) -> Iterator[tuple[int, int]]:
    """Yield, for each pair of owners (first * count + second), how many of the sorted hashes they share."""
    pairs = []
    for offset in range(1, CROWD):
        same = hashes[:-offset] == hashes[offset:]
        if not same.any():
            break
        pairs.append(owners[:-offset][same] * count + owners[offset:][same])
    if pairs:
        found, totals = np.unique(np.concatenate(pairs), return_counts=True)
        yield from zip(found.tolist(), totals.tolist(), strict=True)


def _shingles(letters: str) -> Hashes:
    """Return the distinct hashes of all runs of SHINGLE letters, sorted."""
    codes = np.frombuffer(letters.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - SHINGLE + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    value = np.zeros(count, dtype=np.uint64)
    for start in range(SHINGLE):
        value = value * np.uint64(0x100000001B3) + codes[start : start + count]
    # The finalizer of splitmix64 (Steele, Lea and Flood 2014): every bit of the sum moves every bit.
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        value = (value ^ (value >> np.uint64(shift))) * np.uint64(factor)
    return np.unique(value ^ (value >> np.uint64(31)))


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """A text prepared for the full comparison."""

    letters: str
    shingles: Hashes
    words: Counter[str]
    names: frozenset[str]
    numbers: frozenset[str]
    figures: frozenset[str]

    @staticmethod
    def of(text: str) -> _View:
        text = unicodedata.normalize("NFKC", text)
        letters = squeeze(text)
        words = _WORD.findall(text)
        numbers = frozenset(_NUMBER.findall(text))
        return _View(
            letters=letters,
            shingles=_shingles(letters),
            words=_words(text),
            names=frozenset(_names(words)),
            numbers=numbers,
            figures=frozenset(n for n in numbers if len(n) > 2 and not _YEAR.fullmatch(n)),
        )


def _words(text: str) -> Counter[str]:
    return Counter(word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", text)))


def _names(words: Iterable[str]) -> Iterator[str]:
    """Yield words written with a capital at least twice: names, and initialisms of two or more letters."""
    capital = Counter(w.casefold() for w in words if w[0].isupper() and (len(w) > 3 or w.isupper()))
    yield from (w for w, n in capital.items() if n > 1 and len(w) > 1 and w not in _calendar())


@dataclass(frozen=True, slots=True)
class _OriginalRank:
    """What makes one text a better original than another of similar length; the smallest is the best."""

    id: str
    scan: bool
    shingles: int
    words: int

    def __lt__(self, other: _OriginalRank) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[bool, float, int, str]:
        # Bad text layers break words into many odd ones.
        return (self.scan, round(self.words / self.shingles, 2), -self.shingles, self.id)


def _compare(first: _View, second: _View, *, scanned: bool) -> tuple[float, str] | None:
    """Return resemblance and kind of a pair, or None when neither repeats the other."""
    small, large = sorted((len(first.shingles), len(second.shingles)))
    common = len(np.intersect1d(first.shingles, second.shingles, assume_unique=True))
    resemblance = common / (small + large - common)
    contained = common / small if small else 0.0
    if small < FEWEST or _are_twins(first, second):
        return None
    if _same_facts(first, second):
        contained = max(contained, _SAME_VOCABULARY)
    if resemblance < RESEMBLANCE and not (small >= FEWEST_CONTAINED and contained >= CONTAINED):
        return None
    return resemblance, _kind(first, second, contained, scanned=scanned)


def _same_facts(first: _View, second: _View) -> bool:
    """Return whether the shorter text has its words and many figures from the longer one, in any order.

    This is so for sheets of boxes and small tables, which each program writes in its own order.
    """
    words, more = sorted((first.words.keys(), second.words.keys()), key=len)
    figures, others = sorted((first.figures, second.figures), key=len)
    return (
        len(words & more) >= _SAME_VOCABULARY * len(words)
        and len(figures) >= _MANY_FIGURES
        and len(figures & others) >= _SAME_NUMBERS * len(figures)
    )


def _ranks(pairs: Sequence[tuple[str, str]], standings: Mapping[str, _OriginalRank]) -> dict[str, int]:
    """Return a rank for each document: in each pair, the document of lower rank is the original.

    Within each group of linked documents, the next one is chosen among those about as long as the
    longest left. One order for a whole group rules out circles.
    """
    linked: dict[str, set[str]] = {}
    for a, b in pairs:
        group = linked.get(a, {a}) | linked.get(b, {b})
        linked |= dict.fromkeys(group, group)
    rank: dict[str, int] = {}
    for group in linked.values():
        left = sorted(group - rank.keys())
        while left:
            enough = max(standings[key].shingles for key in left) / _AS_LONG
            best = min((key for key in left if standings[key].shingles >= enough), key=standings.__getitem__)
            rank[best] = len(rank)
            left.remove(best)
    return rank


def _kind(first: _View, second: _View, containment: float, *, scanned: bool) -> str:
    same_words = _jaccard(first.words.keys(), second.words.keys()) >= _SAME_WORDS
    # A header or footer that one format leaves out removes numbers on one side; edits change both sides.
    if same_words and (first.numbers <= second.numbers or second.numbers <= first.numbers):
        return "same_text"
    fewer = min(len(first.numbers), len(second.numbers))
    few_edits = containment >= (CONTAINED if scanned else _FEW_EDITS)  # OCR breaks some shingles
    same_numbers = len(first.numbers & second.numbers) >= _SAME_NUMBERS * fewer
    return "near_duplicate" if few_edits and same_numbers else "revision"


def _jaccard(first: Iterable[str], second: Iterable[str]) -> float:
    a, b = set(first), set(second)
    return len(a & b) / len(a | b) if a or b else 1.0


def _are_twins(first: _View, second: _View) -> bool:
    """Return whether each text keeps naming something that the other hardly names."""
    return _has_own_subject(first, second) and _has_own_subject(second, first)


def _has_own_subject(text: _View, other: _View) -> bool:
    total, other_total = sum(text.words.values()), sum(other.words.values())
    for name in text.names:
        here = _count(name, text)
        if here < 2 or here < _SUBJECT * total:
            continue
        if here / total >= _RATIO * _count(name, other) / max(other_total, 1):
            return True
    return False


def _count(name: str, text: _View) -> int:
    """Return how often a name occurs; long ones are searched in the bare letters, unsplit by spaces."""
    return text.letters.count(name) if len(name) > 3 else text.words[name]


@cache
def _calendar() -> frozenset[str]:
    return frozenset(word for line in lines(__package__, "calendar_words.txt") for word in line.split())
