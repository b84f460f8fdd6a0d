"""Train the model of types of institutions and write nlp/institutions/data/type_model.npz.

    python tools/train_institution_types.py SHARED [FOLDS] [--out nlp/institutions/data/type_model.npz]

It learns from tools/data/institution_types.txt, the table of known bodies, the typed names of annotated pages
(tools/annotated_pages.py), and, with a low weight, names of ROR (CC0), whose types are mapped if they have a
counterpart. It prints the share of the institutions of those pages whose type and scale are right, by the
name alone and with a tagger's scores for the text around them; neither has learned from them. It takes two
minutes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
from annotated_pages import HERE, pages, read, unseen
from annotated_pages import MarkedName as Institution
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from tagger_corpora import places, stretches
from train_institutions import Taggers

from workingregions.corpus.enums import InstitutionType
from workingregions.nlp.institutions import type_model
from workingregions.nlp.institutions.type_model import SLOTS, slots
from workingregions.nlp.institutions.types import classify, grounds
from workingregions.nlp.institutions.vocabulary import key, lexicon
from workingregions.nlp.tagger.tagger import InstitutionScores

TypedName = tuple[str, str, float]
"""Name, type, weight."""
ROR_NAMES = 12_000
ROR_WEIGHT, WEIGHT, KNOWN_WEIGHT = 0.2, 3.0, 1.0
_ROR = {
    "company": "firm",
    "facility": "research_organisation",
    "healthcare": "other",
    "archive": "other",
    "education": "university",
    "nonprofit": "civil_society",
    "government": "government_national",
}
_KEEPS = {
    "nonprofit": {"industry_association", "research_organisation", "union"},
    "government": {"research_organisation", "government_regional", "government_local"},
}
"""Types that the rules may give to a name of a ROR type that is wider than the project's."""


def listed() -> list[TypedName]:
    """Return the project's list and the table of known bodies."""
    found, kind = [], ""
    for line in (HERE / "data" / "institution_types.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            kind = line.split()[1]
        elif line and not line.startswith("#"):
            found += [(name.strip(), kind, WEIGHT) for name in line.split(";")]
    known = {item.name: item.type.value for item in lexicon().known.values()}
    return found + [(name, kind, KNOWN_WEIGHT) for name, kind in sorted(known.items())]


def ror(shared: Path) -> list[TypedName]:
    """Return names of ROR in plain letters, with a type of the project."""
    found = []
    with gzip.open(shared / "bench" / "ror" / "ror_51k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            kinds = set(record["types"]) - {"funder"}
            name = re.sub(r" \([^)]*\)$", "", record["name"])
            if len(kinds) != 1 or not name.isascii() or not kinds <= _ROR.keys():
                continue
            (kind,) = kinds
            ruled = grounds(name)[1].split()[0]
            if kind == "education" and ruled == "training_provider":
                continue
            found.append((name, ruled if ruled in _KEEPS.get(kind, ()) else _ROR[kind], ROR_WEIGHT))
    random.Random(1).shuffle(found)
    return found[:ROR_NAMES]


def annotated(shared: Path) -> list[tuple[str, list[str]]]:
    """Return names and their types on annotated pages, only of half A."""
    found = {
        max(named.forms, key=len): list(named.types)
        for known in (*pages(shared).values(), *unseen().values())
        for page in known.values()
        for named in page.institutions
    }
    return sorted(found.items())


def matrix(names: list[str]) -> csr_matrix:
    """Return a matrix with one row per name."""
    rows = [slots(*grounds(name)) for name in names]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((np.ones(ends[-1]), np.concatenate(rows), ends), shape=(len(rows), SLOTS))


def fit(data: list[TypedName]) -> LogisticRegression:
    """Return the model fitted to these names."""
    names, kinds, weights = zip(*data, strict=True)
    model = LogisticRegression(C=4, max_iter=300)
    return model.fit(matrix(list(names)), list(kinds), sample_weight=list(weights))


def write(model: LogisticRegression, out: Path) -> None:
    """Write the weights, in steps."""
    step = np.abs(model.coef_).max() / 127
    np.savez_compressed(
        out,
        types=np.array(model.classes_, dtype=str),
        weights=np.round(model.coef_ / step).astype(np.int8),
        step=np.float32(step),
        biases=model.intercept_.astype(np.float32),
    )


def scored(shared: Path, taggers: Taggers) -> Iterator[tuple[Institution, InstitutionScores]]:
    """Yield each institution of an annotated page, with the scores of a tagger that has not seen the page."""
    for file, known in pages(shared).items():
        bundle = read(shared, file)
        if bundle.document.language not in ("", "en"):
            continue
        scores: dict[tuple[int, Institution], list[InstitutionScores]] = defaultdict(list)
        for passage in bundle.passages:
            for number, start, end in stretches(passage) if not passage.reference else ():
                if number not in known:
                    continue
                text = passage.text[start:end]
                (reading,) = taggers.read(file, [text])
                for span, named in places(text, known[number]):
                    if named is not None:
                        scores[number, named].append(reading.institution_scores(*span))
        yield from ((named, InstitutionScores.mean(found)) for (_, named), found in scores.items())


def judge(found: Sequence[tuple[Institution, InstitutionScores]]) -> None:
    """Print how many types and scales are right by the name alone, and with the text around it."""
    for title, rows in (
        ("all", found),
        ("in no table", [(n, t) for n, t in found if key(_full(n)) not in lexicon().by_key]),
    ):
        alone = [(named, classify(_full(named))) for named, _ in rows]
        with_text = [(named, classify(_full(named), scores)) for named, scores in rows]
        for how, predicted in (("name alone", alone), ("with the text", with_text)):
            kinds = np.mean([kind.value in named.types for named, (kind, _) in predicted])
            scales = np.mean([scale.value in named.scales for named, (_, scale) in predicted])
            print(f"{title} ({len(rows)}), {how}: type {kinds:.3f}, scale {scales:.3f}")


def _full(named: Institution) -> str:
    return max(named.forms, key=len)


def main() -> None:
    """Train twice: without the annotated names to evaluate, and with them to keep."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument(
        "folds",
        type=Path,
        nargs="?",
        help="what tools/train_tagger.py --folds wrote; without it, nothing is judged",
    )
    default = HERE.parent / "nlp" / "institutions" / "data" / "type_model.npz"
    parser.add_argument("--out", type=Path, default=default)
    options = parser.parse_args()
    marked = annotated(options.shared)
    keys = {key(name) for name, _ in marked}
    data = listed() + ror(options.shared)
    if options.folds:
        model = fit([row for row in data if key(row[0]) not in keys])
        ignorant = [InstitutionType(kind) for kind in model.classes_], model.coef_, model.intercept_
        with patch.object(type_model, "_weights", return_value=ignorant):
            judge(list(scored(options.shared, Taggers(options.folds))))
    write(fit(data + [(name, kinds[0], WEIGHT) for name, kinds in marked]), options.out)


if __name__ == "__main__":
    main()
