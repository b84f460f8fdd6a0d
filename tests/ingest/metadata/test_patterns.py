"""No pattern of the metadata rules takes more than its share of time, whatever a cover holds."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import FrameType

import pytest

import workingregions.ingest.metadata as metadata

LENGTH = 1000
"""Half of what `clues.gather` keeps of a block."""
SEEDS = (
    *("a", "A", "1", ".", "-", ",", "(", "'", "&", "@", "/", ":", "<", "é", "a-", "A.", "a@", "0.", "a, "),
    *("A. ", "Aa ", "1 ", "a. ", "a; ", "A and ", "of the ", "Aa Aa, ", "Aa A. ", "et al ", "19", "1999 "),
    *("1/", "www.", "http://", "a.co", "- ", "| "),
)
MODULES = sorted(info.name for info in iter_modules(metadata.__path__))


def patterns(module: str) -> Iterator[re.Pattern[str]]:
    """Yield the compiled patterns of a module, also those in tuples and tables."""
    for value in vars(import_module(f"{metadata.__name__}.{module}")).values():
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        yield from (one for one in inner if isinstance(one, re.Pattern))


def test_the_modules_have_patterns() -> None:
    assert sum(1 for module in MODULES for _ in patterns(module)) > 40


@pytest.mark.parametrize("module", MODULES)
def test_patterns_on_lines_of_one_sign(module: str) -> None:
    def spent(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"{current.pattern!r} on {seed!r} takes far more than its share of time")

    before = signal.signal(signal.SIGVTALRM, spent)
    try:
        for current in patterns(module):
            for seed in SEEDS:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0.25)
                current.search((seed * LENGTH)[:LENGTH] + "!")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
