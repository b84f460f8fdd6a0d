"""Letters that the typefaces have, and words that fit a line."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import as_file
from importlib.util import find_spec
from pathlib import Path

from workingregions.corpus.files import data

OWN = ("SourceSerif4-Regular.otf", "SourceSans3-Regular.otf")
"""The typefaces whose letters count: a letter must be in both, for a text may be set in either."""
BORROWED = "DejaVuSans.ttf"
"""The typeface for what they lack: Greek and Cyrillic signs, Hebrew, Arabic, arrows. Matplotlib brings it."""
LONGEST = 24
"""Characters of a word after which a line may break within it."""
_BREAK = "\u200b"
_JOINERS = frozenset("\u00ad\u200b\u200c\u200d")
_LONG = re.compile(rf"[^\s{_BREAK}]{{{LONGEST + 1},}}")
_PART = re.compile(rf".{{1,{LONGEST // 2}}}[/.\-_?&=,;:]+|.{{1,{LONGEST}}}")


def borrowed_fonts() -> Path:
    """Return the folder of matplotlib's typefaces."""
    spec = find_spec("matplotlib")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("matplotlib is not installed; it brings the typeface DejaVu Sans.")
    return Path(spec.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"


def printable(text: str) -> str:
    """Return text on one line whose every character can be set and whose long words can be broken.

    What no typeface has, and signs that would turn the direction of the text around them, become their
    numbers: [U+1F3ED].
    """
    flat = unicodedata.normalize("NFC", " ".join(text.split()))
    if not flat.isascii() or not flat.isprintable():
        flat = "".join(sign if _is_set(sign) else f"[U+{ord(sign):04X}]" for sign in flat)
    return _LONG.sub(lambda word: _BREAK.join(_PART.findall(word[0])), flat)


def _is_set(sign: str) -> bool:
    if sign in _JOINERS:
        return True
    return unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Co") and ord(sign) in _covered()


@cache
def _covered() -> frozenset[int]:
    """Return the code points that our typefaces or the borrowed one have."""
    from fontTools.ttLib import TTFont

    own = []
    for name in OWN:
        with as_file(data(__package__, name)) as path, TTFont(path, lazy=True) as font:
            own.append(set(font.getBestCmap()))
    with TTFont(borrowed_fonts() / BORROWED, lazy=True) as font:
        lent = set(font.getBestCmap())
    return frozenset(set.intersection(*own) | lent)
