"""Speed of a comparative analysis whose documents are drawn again, over made-up regions.

    python benchmarks/qca.py [--regions 30] [--conditions 5] [--draws 500] [--documents 40] [--seed 1]

Each region has its own documents, half to one and a half times `--documents`, of one made-up world (see
benchmarks/thickness.py). Everything is timed that follows the reading of the tables: measuring, calibrating,
the analysis of the outcome and of its negation, and the same for each draw.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from benchmarks.thickness import NoPlaces, World
from workingregions.models.qca import Thresholds, analyse, calibrated, propose_anchors
from workingregions.models.qca.calibration import Anchors
from workingregions.models.thickness import redrawn

ORDER = (
    "institutions", "type_diversity", "ties_each", "cross_scale", "agenda", "centralisation", "types",
    "scalar_mix",
)  # fmt: skip


def main() -> None:
    """Print how long each part takes, and what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, default in (("regions", 30), ("conditions", 5), ("draws", 500), ("documents", 40), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    generator = np.random.default_rng(asked.seed)
    world = World.make(generator)
    sizes = {
        f"r{n:02}": int(generator.integers(asked.documents // 2, asked.documents * 3 // 2 + 1))
        for n in range(asked.regions)
    }
    tables = world.corpora(sizes, generator)
    names = ORDER[: asked.conditions]
    start = time.perf_counter()
    at, found = redrawn(tables, list(sizes), NoPlaces(), components=names, draws=asked.draws, seed=asked.seed)
    measured = time.perf_counter()
    x = np.empty((len(found), len(names)))
    again = np.empty((asked.draws, *x.shape))
    for k, name in enumerate(names):
        values = [region.values[name] for region in found]
        gaps = propose_anchors(list(sizes), values)
        spread = np.quantile(values, [0.1, 0.5, 0.9])
        low, middle, high = (
            gaps.out if gaps.out is not None else float(spread[0]),
            gaps.crossover if gaps.crossover is not None else float(spread[1]) + 1e-6,
            gaps.full if gaps.full is not None else float(spread[2]),
        )
        anchors = Anchors(out=low, crossover=middle, full=high)
        x[:, k] = calibrated(values, anchors)
        again[:, :, k] = np.stack([calibrated(region.draws[name], anchors) for region in found], axis=1)
    outcome = np.clip(x[:, :2].min(axis=1) + generator.normal(0, 0.15, len(x)), 0.01, 0.99)
    analysis = analyse(
        list(sizes), [name.upper() for name in names], x, outcome, thresholds=Thresholds(),
        expected={name.upper(): 1 for name in names}, draws=again,
    )  # fmt: skip
    done = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    documents = sum(sizes.values())
    print(
        f"{asked.regions} regions ({documents} documents, compared at {at}), {len(names)} conditions, "
        f"{asked.draws} draws"
    )
    parts = f"measured in {measured - start:.1f} s, analysed in {done - measured:.1f} s"
    print(f"{parts}, together {done - start:.1f} s")
    print(f"peak memory {memory:.0f} MB")
    for side in analysis.sides:
        solution = side.solutions.intermediate
        shown = solution.models[0].expression if solution.models else "no solution"
        same = side.robust.same["intermediate"] if side.robust else float("nan")
        print(f"{side.outcome}: {shown} (same in {same:.0%} of draws)")


if __name__ == "__main__":
    main()
