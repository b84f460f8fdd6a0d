"""Thickness profiles of synthetic regions whose institutions and ties are known.

    python benchmarks/thickness.py [--runs 100] [--documents 20] [--times 4] [--seed 1] [--corpora 100]
        [--institutions 150] [--ties 60]

Each run makes one region and draws two corpora from it, one several times as large. Documents differ in
length (gamma), so that what they name is not independent; an institution is named, and a tie stated, at a
rate of its own. What `--documents` documents name on average is then known by formula, or, where it says
simulated, as the mean over corpora of that size.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from workingregions.corpus.enums import InstitutionType, MentionKind, Modality, Relation, Scale
from workingregions.corpus.records import Document, Entity, Tie
from workingregions.models.presence import GovernanceMap, presence
from workingregions.models.thickness import rarefaction
from workingregions.models.thickness.compare import estimates, measures, thickness
from workingregions.models.thickness.profile import COMPONENTS
from workingregions.models.thickness.sample import sample

TYPES = tuple(InstitutionType)
SCALES = (Scale.LOCAL, Scale.REGIONAL, Scale.NATIONAL, Scale.SUPRANATIONAL)
THEMES = 12
SHAPE = 2.0
"""Of the gamma distribution of document lengths, whose mean is 1."""
Floats = npt.NDArray[np.float64]


class NoPlaces:
    """A gazetteer of regions that contain one another nowhere."""

    def ancestors(self, ident: str) -> Iterable[str]:  # noqa: ARG002
        """None."""
        return ()

    def name(self, ident: str) -> str:
        """Return the id."""
        return ident


@dataclass(frozen=True)
class World:
    """A region: how often a document of mean length names each institution and states each tie."""

    rates: Floats
    kinds: list[InstitutionType]
    scales: list[Scale]
    ends: npt.NDArray[np.int64]
    tie_rates: Floats
    profiles: Floats

    @classmethod
    def make(cls, generator: np.random.Generator, institutions: int = 150, ties: int = 60) -> World:
        """Return a region with so many institutions and ties; few are named often, most seldom."""
        rates = generator.lognormal(0.0, 1.3, institutions)
        rates *= 6.0 / rates.sum()
        kinds = generator.choice(len(TYPES), institutions, p=generator.dirichlet(np.full(len(TYPES), 1.5)))
        scales = generator.choice(len(SCALES), institutions, p=(0.35, 0.3, 0.25, 0.1))
        pairs: set[tuple[int, int]] = set()
        while len(pairs) < ties:
            a, b = generator.choice(institutions, 2, replace=False, p=rates / rates.sum())
            pairs.add((int(min(a, b)), int(max(a, b))))
        tie_rates = generator.lognormal(0.0, 1.0, ties)
        return cls(
            rates,
            [TYPES[k] for k in kinds],
            [SCALES[s] for s in scales],
            np.array(sorted(pairs), dtype=np.int64),
            tie_rates * 1.2 / tie_rates.sum(),
            generator.dirichlet(np.full(THEMES, 0.3), institutions),
        )

    def expected(self, documents: int) -> dict[str, float]:
        """Return what so many documents name on average, by component, where there is a formula."""

        def chance(rate: npt.ArrayLike) -> Floats:
            # Laplace transform of the gamma distributed length, once for each document.
            return 1 - (1 + np.asarray(rate) / SHAPE) ** (-SHAPE * documents)

        own = self.rates.copy()
        for (a, b), rate in zip(self.ends, self.tie_rates, strict=True):
            own[[a, b]] += rate
        number = chance(own)
        kinds, scales = np.array(self.kinds), np.array(self.scales)
        touched = [
            self.rates[kinds == k].sum() + self.tie_rates[(kinds[self.ends] == k).any(axis=1)].sum()
            for k in sorted(set(self.kinds))
        ]
        ties = chance(self.tie_rates)
        across = scales[self.ends[:, 0]] != scales[self.ends[:, 1]]
        by_kind = [float(number[kinds == k].sum()) for k in sorted(set(self.kinds))]
        by_scale = [float(number[scales == s].sum()) for s in SCALES]
        return {
            "institutions": float(number.sum()),
            "types": float(chance(touched).sum()),
            "type_diversity": rarefaction.hill_of_shares(by_kind, 1),
            "type_dominance": rarefaction.hill_of_shares(by_kind, 2),
            "ties_each": float(ties.sum() / number.sum()),
            "scalar_mix": rarefaction.hill_of_shares(by_scale, 1),
            "cross_scale": float((ties[across].sum() - ties[~across].sum()) / ties.sum()),
        }

    def corpora(self, sizes: dict[str, int], generator: np.random.Generator) -> GovernanceMap:
        """Corpora of these names and numbers of documents, each a region of its own."""
        documents, mentions, passages, scores, ties = [], [], [], [], []
        for region, size in sizes.items():
            for number in range(size):
                d = f"{region}-{number:05}"
                documents.append(Document(id=d, sha256=d, path=d, year=2000))
                length = generator.gamma(SHAPE, 1 / SHAPE)
                stated = np.flatnonzero(generator.poisson(self.tie_rates * length))
                named = set(np.flatnonzero(generator.poisson(self.rates * length))) | set(
                    self.ends[stated].flat
                )
                topic = generator.dirichlet(np.full(THEMES, 0.3))
                for i in sorted(named):
                    passage = f"{d}-{i}"
                    passages.append((passage, d, [region]))
                    mentions.append((d, passage, f"i{i}"))
                    about = 0.6 * self.profiles[i] + 0.4 * topic
                    scores += [(passage, f"t{t}", float(about[t])) for t in range(THEMES)]
                if not named:
                    passages.append((f"{d}-none", d, [region]))
                for k in stated:
                    a, b = (f"i{end}" for end in self.ends[k])
                    ties.append(
                        Tie(document=d, passage=f"{d}-{a[1:]}", page=1, start=0, end=1, source=a, target=b,
                            relation=Relation.FUNDS, source_name=a, target_name=b, modality=Modality.ASSERTED,
                            confidence=1.0)
                    )  # fmt: skip
        return GovernanceMap(
            entities=[
                Entity(id=f"i{i}", name=f"i{i}", kind=MentionKind.INSTITUTION, type=kind, scale=scale)
                for i, (kind, scale) in enumerate(zip(self.kinds, self.scales, strict=True))
            ],
            ties=ties,
            documents=documents,
            mentions=pa.table(list(zip(*mentions, strict=True)), names=["document", "passage", "entity"]),
            passages=pa.table(list(zip(*passages, strict=True)), names=["id", "document", "regions"]),
            scores=pd.DataFrame(scores, columns=["passage", "theme", "about"]),
        )

    def simulated(self, documents: int, generator: np.random.Generator, corpora: int) -> dict[str, float]:
        """Return the mean of each component over corpora of so many documents."""
        rows = []
        for _ in range(corpora):
            found = sample(*_present(self.corpora({"a": documents}, generator), "a"))
            once = np.ones(found.documents, dtype=np.int64)
            rows.append(
                {**measures(found, once, documents, 0.5), "centralisation": found.centralisation(once)}
            )
        means = pd.DataFrame(rows).mean()
        return {str(k): float(v) for k, v in means.items()}


def _present(tables: GovernanceMap, region: str):  # type: ignore[no-untyped-def]
    return tables, presence(tables, region, NoPlaces())


def run(
    seed: int,
    documents: int,
    times: int,
    *,
    corpora: int = 0,
    draws: int = 1000,
    institutions: int = 150,
    ties: int = 60,
) -> pd.DataFrame:
    """One region, two corpora: for each component its truth, and value and interval in both.

    `corpora` is how many are simulated for the truths without a formula; 0 leaves them unknown.

    Columns component, source ("formula", "simulated" or ""), truth, and value, low, high with _small, _large.
    """
    generator = np.random.default_rng(seed)
    world = World.make(generator, institutions, ties)
    tables = world.corpora({"small": documents, "large": documents * times}, generator)
    profile = thickness(tables, ["small", "large"], NoPlaces(), draws=draws)
    formula = world.expected(documents)
    simulated = world.simulated(documents, generator, corpora) if corpora else {}
    simulated.pop("institutions_covered", None)  # depends on the coverage that the two corpora share
    wide = profile.components.pivot(index="component", columns="name", values=["value", "low", "high"])
    wide.columns = [f"{value}_{name}" for value, name in wide.columns]
    wide = wide.reindex([c.id for c in COMPONENTS]).reset_index()
    wide.insert(1, "truth", [formula.get(c, simulated.get(c, np.nan)) for c in wide["component"]])
    wide.insert(
        1,
        "source",
        ["formula" if c in formula else "simulated" if c in simulated else "" for c in wide["component"]],
    )
    if corpora:
        wide = pd.concat([wide, _plain(tables, profile.at, formula["institutions"])], ignore_index=True)
    raw = profile.regions.set_index("name")
    for column in ("institutions", "ties"):
        for name in ("small", "large"):
            wide[f"raw_{column}_{name}"] = raw.at[name, column]
    return wide.assign(run=seed)


def _plain(tables: GovernanceMap, at: int, truth: float) -> pd.DataFrame:
    """Return the same for institutions, were a document drawn twice the same document twice."""
    row: dict[str, object] = {
        "component": "institutions, plain bootstrap",
        "source": "formula",
        "truth": truth,
    }
    for region in ("small", "large"):
        found = sample(*_present(tables, region))
        found.__dict__.update(once=np.zeros_like(found.once), stated_once=np.zeros_like(found.stated_once))
        value, low, high = estimates(found, at, 0.5, draws=300)["institutions"]
        row |= {f"value_{region}": value, f"low_{region}": low, f"high_{region}": high}
    return pd.DataFrame([row])


def main() -> None:
    """Print, for each component, how often the intervals hold the truth and how often the two agree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, default in (
        ("runs", 100),
        ("documents", 20),
        ("times", 4),
        ("seed", 1),
        ("corpora", 100),
        ("institutions", 150),
        ("ties", 60),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    start = time.process_time()
    seeds = range(asked.seed, asked.seed + asked.runs)
    table = pd.concat(
        [
            run(
                s,
                asked.documents,
                asked.times,
                corpora=asked.corpora,
                institutions=asked.institutions,
                ties=asked.ties,
            )
            for s in seeds
        ]
    )
    raw = table.drop_duplicates("run")
    print(f"{asked.runs} regions; corpora of {asked.documents} and {asked.documents * asked.times} documents")
    for what in ("institutions", "ties"):
        small, large = raw[f"raw_{what}_small"].mean(), raw[f"raw_{what}_large"].mean()
        print(f"raw {what}: {small:.1f} in the small corpus, {large:.1f} in the large one")
    print(
        "\n| component | truth | mean truth | mean small | mean large "
        "| within small | within large | intervals meet |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for component, rows in table.groupby("component", sort=False):
        within = [
            "" if rows["truth"].isna().all() else
            int(((rows[f"low_{n}"] <= rows["truth"]) & (rows["truth"] <= rows[f"high_{n}"])).sum())
            for n in ("small", "large")
        ]  # fmt: skip
        meet = int(
            ((rows["low_small"] <= rows["high_large"]) & (rows["low_large"] <= rows["high_small"])).sum()
        )
        means = " | ".join(f"{rows[c].mean():.2f}" for c in ("truth", "value_small", "value_large"))
        print(f"| {component} | {rows['source'].iloc[0]} | {means} | {within[0]} | {within[1]} | {meet} |")
    print(f"\n{time.process_time() - start:.0f} s of processor time")


if __name__ == "__main__":
    main()
