"""A view whose documents are made up: twelve states, each a region with institutions and ties."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks import thickness as bench
from workingregions.app import Project
from workingregions.app.view import View

STATES = (
    "US-OH",
    "US-PA",
    "US-MI",
    "US-IN",
    "US-IL",
    "US-WI",
    "US-MN",
    "US-IA",
    "US-MO",
    "US-KY",
    "US-TN",
    "US-NY",
)
GROWTH = (1.2, 0.5, 0.4, -0.4, 0.9, 1.6, -0.9, 0.7, 0.3, 1.1, 0.6, -1.4)
TABLE = "region,growth,growth_source,growth_year,decline\n" + "".join(
    f"{code},{growth},Made-up Office,2019,{n}\n"
    for n, (code, growth) in enumerate(zip(STATES, GROWTH, strict=True))
)
OUTCOME = """
[outcome]
name = "GROWTH"
label = "growing employment"
column = "growth"
out = -1
crossover = 0.01
full = 1
reason = "more jobs than before is growth"
"""
SPEC = (
    """table = "states.csv"
coverage = 0.3
draws = 30
"""
    + OUTCOME
    + """
[[condition]]
measure = "institutions"
out = 30
crossover = 40.01
full = 50
reason = "from few over some to many of the institutions"
expected = "present"

[[condition]]
measure = "ties_each"
out = 0.1
crossover = 0.2
full = 0.3
reason = "every fifth institution tied is close"
expected = "present"

[[condition]]
name = "DECLINE"
label = "lost industry"
column = "decline"
out = 1
crossover = 5.5
full = 10
source = "Census"
year = "2001"
reason = "half the industry of before is lost"
expected = "absent"
"""
)

Write = Callable[..., Path]


@pytest.fixture
def spec(tmp_path: Path) -> Write:
    """Writes a specification and its table, and gives back the path of the specification."""

    def write(text: str = SPEC, table: str | bytes = TABLE, name: str = "study.toml") -> Path:
        content = table.encode() if isinstance(table, str) else table
        (tmp_path / "states.csv").write_bytes(content)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def states() -> bench.GovernanceMap:
    """The made-up documents."""
    generator = np.random.default_rng(1)
    world = bench.World.make(generator, 80, 40)
    sizes = {code: int(8 + generator.integers(8)) for code in STATES}
    return world.corpora(sizes, generator)


@pytest.fixture
def view(sample: Project, states: bench.GovernanceMap) -> View:
    """A view of the sample project that measures the made-up documents."""
    made = sample.view()
    made.__dict__["_tables"] = states
    return made
