"""Which passages make topics: running English text that is said once.

Voices keep lists of references, tables and contact details away from topics; what they let through is told
here by its form: fragments, lists of names, figures, addresses, questionnaires and repeated boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from functools import cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from workingregions.corpus.files import lines
from workingregions.nlp.wordlists import small_words

Marks = npt.NDArray[np.uint32]

FEWEST = 12
"""Words below which a passage is a fragment: a heading, a caption, a cell."""
SMALL = 0.18
"""Least share of function words in running English; lists, names and other languages have fewer."""
FIGURES = 0.2
"""Share of numbers from which a passage is of figures."""
ADDRESSED = 25
"""Words of running text for each e-mail address, web address or telephone number in it, at least so many."""
ASKED = 2
"""Turns of phrase of a questionnaire that make a passage one."""
RUN = 6
"""Words of a run that is compared to find repetition."""
REPEATED = 4
"""Number of passages with the same run from which it is boilerplate."""
MOSTLY = 0.5

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(
    r"\w@\w+[.-]\w|https?://\w|\bwww\.\w"  # e-mail, web
    r"|\+\d[\d\s().-]{7,}\d|\b\(?0\d{2,4}\)?[\s.-]\d{3,4}[\s.-]?\d{3,4}\b"  # telephone
    r"|\b\d{3}\)?[\s.-]\d{3}[.-]\d{4}\b"  # the same in the US
    r"|\b[A-Z]{1,2}\d\w? \d[A-Z]{2}\b|\b[A-Z]{2} \d{5}\b"  # postcodes of the UK and the US
)


class Aside(StrEnum):
    """Why a passage makes no topic."""

    FRAGMENT = "fragment"
    LIST = "list"  # names, labels or another language: no running English
    FIGURES = "figures"
    CONTACT = "contact"
    SURVEY = "survey"
    REPEATED = "repeated"


def asides(texts: Sequence[str], repeated: Marks) -> list[Aside | None]:
    """Return why each text makes no topic; None if it makes one. `repeated` is that of `boilerplate`."""
    known = frozenset(repeated.tolist())
    return [_aside(text, known) for text in texts]


def boilerplate(texts: Iterable[str]) -> Marks:
    """Return the marks of the runs of words that REPEATED or more texts have, in ascending order."""
    runs = [np.fromiter(_runs(text), dtype=np.uint32) for text in texts]
    if not runs:
        return np.zeros(0, dtype=np.uint32)
    marks, held = np.unique(np.concatenate(runs), return_counts=True)
    return marks[held >= REPEATED]


def _aside(text: str, repeated: Collection[int]) -> Aside | None:
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < FEWEST:
        return Aside.FRAGMENT
    tokens = text.split()
    if sum(any(c.isdigit() for c in token) for token in tokens) > FIGURES * len(tokens):
        return Aside.FIGURES
    if len(_ADDRESS.findall(text)) * ADDRESSED > len(words):
        return Aside.CONTACT
    if sum(word in _function_words() for word in words) < SMALL * len(words):
        return Aside.LIST
    if len(set(_survey_words().findall(" ".join(text.casefold().split())))) >= ASKED:
        return Aside.SURVEY
    runs = _runs(text)
    if runs and sum(run in repeated for run in runs) >= MOSTLY * len(runs):
        return Aside.REPEATED
    return None


def _runs(text: str) -> set[int]:
    """Return the marks of a text's runs of words: their checksums."""
    words = _WORD.findall(text.casefold())
    return {crc32(" ".join(words[i : i + RUN]).encode()) for i in range(len(words) - RUN + 1)}


@cache
def _survey_words() -> re.Pattern[str]:
    listed = (re.escape(line) for line in lines(__package__, "survey_words.txt"))
    return re.compile(rf"\b(?:{'|'.join(listed)})\b")


@cache
def _function_words() -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) | small_words()
