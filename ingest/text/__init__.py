"""Strings, dates, numbers, language and English words, for all readers."""

from __future__ import annotations

from workingregions.ingest.text.cues import (
    alternatives,
    table,
)
from workingregions.ingest.text.dates import (
    FIRST_YEAR,
    Dated,
    find_dates,
    iso_date,
)
from workingregions.ingest.text.english import (
    english_words,
    word_shares,
)
from workingregions.ingest.text.language import (
    detect,
)
from workingregions.ingest.text.numbers import (
    find_dois,
    valid_isbn,
    valid_issn,
)
from workingregions.ingest.text.strings import (
    SEPARATOR,
    cased,
    clean,
    display,
    fold,
    key,
    likeness,
    shorten,
    squeezed,
)

__all__ = [
    "FIRST_YEAR",
    "SEPARATOR",
    "Dated",
    "alternatives",
    "cased",
    "clean",
    "detect",
    "display",
    "english_words",
    "find_dates",
    "find_dois",
    "fold",
    "iso_date",
    "key",
    "likeness",
    "shorten",
    "squeezed",
    "table",
    "valid_isbn",
    "valid_issn",
    "word_shares",
]
