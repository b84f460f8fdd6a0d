"""Many samples at once give the figures of one sample after the other."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import thickness as bench
from workingregions.models.presence import presence
from workingregions.models.thickness import MEASURED, redrawn
from workingregions.models.thickness.compare import estimates, measures
from workingregions.models.thickness.draws import measures_of
from workingregions.models.thickness.sample import Sample, sample


@pytest.fixture(scope="module")
def corpora() -> bench.GovernanceMap:
    generator = np.random.default_rng(3)
    world = bench.World.make(generator, 60, 30)
    return world.corpora({"a": 12, "b": 30, "c": 3}, generator)


@pytest.fixture(scope="module")
def large(corpora: bench.GovernanceMap) -> Sample:
    return sample(corpora, presence(corpora, "b", bench.NoPlaces()))


def test_measures_of_many_samples_are_those_of_each(large: Sample) -> None:
    times = np.random.default_rng(1).multinomial(30, np.full(30, 1 / 30), size=25)
    found = measures_of(large, times, 12, MEASURED)
    for number, row in enumerate(times):
        one = measures(large, row, 12, 0.0)
        for name, figures in found.items():
            assert figures[number] == pytest.approx(one[name], nan_ok=True), name


def test_centralisations_are_those_of_each(large: Sample) -> None:
    times = np.random.default_rng(2).multinomial(12, np.full(30, 1 / 30), size=40)
    expected = [large.centralisation(row) for row in times]
    assert large.centralisations(times) == pytest.approx(expected, nan_ok=True)


def test_values_and_intervals_are_those_of_a_profile(corpora: bench.GovernanceMap, large: Sample) -> None:
    at, (_, found, _) = redrawn(corpora, ["a", "b", "c"], bench.NoPlaces(), draws=400)
    assert at == 12
    profile = estimates(large, 12, 0.0, draws=400)
    for name in ("institutions", "ties_each", "cross_scale", "agenda"):
        assert found.values[name] == pytest.approx(profile[name][0])
        low, high = found.interval(name) or (0.0, 0.0)
        width = profile[name][2] - profile[name][1]
        assert (low, high) == pytest.approx(profile[name][1:], abs=0.2 * width)


def test_a_region_of_few_documents_is_not_measured(corpora: bench.GovernanceMap) -> None:
    _, (first, _, few) = redrawn(corpora, ["a", "b", "c"], bench.NoPlaces(), draws=5)
    assert few.values == {}
    assert few.documents == 3
    assert first.values.keys() == set(MEASURED)
    at, results = redrawn(corpora, ["a", "b"], bench.NoPlaces(), draws=5, least_coverage=0.999)
    assert (at, [r.values for r in results]) == (0, [{}, {}])


def test_draws_are_reproducible_and_independent_of_other_measures(corpora: bench.GovernanceMap) -> None:
    one, other = (
        redrawn(corpora, ["a", "b"], bench.NoPlaces(), components=chosen, draws=20, seed=7)[1][1].draws[
            "agenda"
        ]
        for chosen in (["agenda"], list(MEASURED))
    )
    assert one.tolist() == other.tolist()
