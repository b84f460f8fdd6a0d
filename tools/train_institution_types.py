"""Trains the model of types of institutions and writes nlp/data/institution_type_model.npz.

    python tools/train_institution_types.py SHARED [--out nlp/data/institution_type_model.npz]

Learns from tools/data/institution_types.txt, the table of known bodies, the typed names of annotated pages
(tools/annotated_pages.py), and, weighing little, names of ROR (CC0), whose types are mapped where they have a
counterpart. Prints the share of the typed names of pages that it gets right, where it is asked, when it has
not learned from them, and the share that the rules get right with it. About a minute.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from pathlib import Path

import numpy as np
from annotated_pages import HERE, pages
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from workingregions.nlp.institutions_lexicon import key, lexicon
from workingregions.nlp.institutions_type_model import SLOTS, slots
from workingregions.nlp.institutions_types import classify, grounds

Named = tuple[str, str, float]
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
"""Types the rules may give to a name of a ROR type that is wider than ours."""


def listed() -> list[Named]:
    """Our own list and the table of known bodies."""
    found, kind = [], ""
    for line in (HERE / "data" / "institution_types.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            kind = line.split()[1]
        elif line and not line.startswith("#"):
            found += [(name.strip(), kind, WEIGHT) for name in line.split(";")]
    known = {item.name: item.type.value for item in lexicon().known.values()}
    return found + [(name, kind, KNOWN_WEIGHT) for name, kind in sorted(known.items())]


def ror(shared: Path) -> list[Named]:
    """Names of ROR in plain letters, with a type of ours."""
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
    """Names and their types on annotated pages, of half A alone."""
    found = {
        max(named.forms, key=len): list(named.types)
        for known in pages(shared).values()
        for page in known.values()
        for named in page.institutions
    }
    return sorted(found.items())


def matrix(names: list[str]) -> csr_matrix:
    """One row a name."""
    rows = [slots(*grounds(name)) for name in names]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((np.ones(ends[-1]), np.concatenate(rows), ends), shape=(len(rows), SLOTS))


def fit(data: list[Named]) -> LogisticRegression:
    """The model of these names."""
    names, kinds, weights = zip(*data, strict=True)
    model = LogisticRegression(C=4, max_iter=300)
    return model.fit(matrix(list(names)), list(kinds), sample_weight=list(weights))


def write(model: LogisticRegression, out: Path) -> None:
    """The weights, in steps."""
    step = np.abs(model.coef_).max() / 127
    np.savez_compressed(
        out,
        types=np.array(model.classes_, dtype=str),
        weights=np.round(model.coef_ / step).astype(np.int8),
        step=np.float32(step),
        biases=model.intercept_.astype(np.float32),
    )


def main() -> None:
    """Trains twice, without the annotated names to judge and with them to keep."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    default = HERE.parent / "nlp" / "data" / "institution_type_model.npz"
    parser.add_argument("--out", type=Path, default=default)
    options = parser.parse_args()
    pages = annotated(options.shared)
    keys = {key(name) for name, _ in pages}
    data = listed() + ror(options.shared)
    model = fit([row for row in data if key(row[0]) not in keys])
    asked = [(name, kinds) for name, kinds in pages if grounds(name)[1] == "firm " and " " in name]
    told = model.predict(matrix([name for name, _ in asked]))
    right = sum(answer in kinds for answer, (_, kinds) in zip(told, asked, strict=True))
    ruled = sum("firm" in kinds for _, kinds in asked)
    print(f"{len(asked)} names without a head word: {right} right, {ruled} are firms")
    write(fit(data + [(name, kinds[0], WEIGHT) for name, kinds in pages]), options.out)
    right = sum(classify(name)[0].value in kinds for name, kinds in pages)
    print(f"with the rules, on names learned from: {right} of {len(pages)}")


if __name__ == "__main__":
    main()
