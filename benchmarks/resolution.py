"""Entity resolution on annotated names of the shared documents: B-cubed beside matching names exactly.

    python benchmarks/resolution.py SHARED [--project FOLDER] [--wrong]

The annotated names (data/entity_clusters.csv: document, name, cluster) were drawn and gathered by hand
before the rules were tuned; the `dev` half was read while tuning, the `held_out` half was not. Names that
the extraction of today does not find are counted and left out: this measures resolution, not extraction.
FOLDER is a project into which SHARED/documents were ingested; without it they are ingested now (minutes).
B-cubed precision and recall after Bagga and Baldwin (1998), over the names.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from workingregions.app import Project
from workingregions.corpus.records import Acronym, Document, Mention
from workingregions.models.entities.observations import Observation, observe
from workingregions.models.entities.resolution import resolve
from workingregions.nlp.institutions.vocabulary import key

GOLD = Path(__file__).parent / "data" / "entity_clusters.csv"
Name = tuple[str, str]


def b_cubed(guess: Mapping[Name, str], gold: Mapping[Name, str]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 over the names of `gold`; `guess` has the same names."""
    ours: dict[str, set[Name]] = defaultdict(set)
    theirs: dict[str, set[Name]] = defaultdict(set)
    for name in gold:
        ours[guess[name]].add(name)
        theirs[gold[name]].add(name)
    right = {name: len(ours[guess[name]] & theirs[gold[name]]) for name in gold}
    p = sum(right[n] / len(ours[guess[n]]) for n in gold) / len(gold)
    r = sum(right[n] / len(theirs[gold[n]]) for n in gold) / len(gold)
    return p, r, 2 * p * r / (p + r)


def located(
    rows: Sequence[Mapping[str, str]], observations: Sequence[Observation], paths: Mapping[str, str]
) -> dict[Name, Observation]:
    """Return the observation of each annotated name: that of its key, else one that writes it."""
    by_key = {(paths[o.document], o.key): o for o in observations}
    by_form = {(paths[o.document], form): o for o in observations for form, _ in o.forms}
    found = {}
    for row in rows:
        name = row["document"], row["name"]
        own = by_form.get(name) or by_key.get((name[0], key(name[1])))
        if own is not None:
            found[name] = own
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print the dev names that are wrong")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.project:
            project = Project.open(options.project)
        else:
            project = Project.create(Path(folder) / "project")
            project.ingest([options.shared / "documents"])
        report(project, wrong=options.wrong)


def report(project: Project, *, wrong: bool) -> None:
    """Print the table for a project that holds the documents."""
    snapshot = project.store.snapshot()
    documents: list[Document] = snapshot.records("documents")
    mentions: list[Mention] = snapshot.records("mentions")
    acronyms: list[Acronym] = snapshot.records("acronyms")
    columns = snapshot.arrow("passages", columns=["id", "regions"]).to_pylist()
    observations = observe(mentions, documents, {row["id"]: tuple(row["regions"]) for row in columns})
    resolution = resolve(observations, acronyms=acronyms)
    rows = list(csv.DictReader(GOLD.open(encoding="utf-8")))
    found = located(rows, observations, {d.id: d.path for d in documents})
    print(f"{len(rows)} names, {len({r['cluster'] for r in rows})} institutions; {len(found)} found today\n")
    print("| method | half | names | B-cubed P | R | F1 |\n|---|---|---|---|---|---|")
    methods = {
        "names alike, case ignored": {n: n[1].casefold() for n in found},
        "one key, one institution": {n: o.key for n, o in found.items()},
        "resolve": {n: resolution.of[o.document, o.key] for n, o in found.items()},
    }
    for method, guess in methods.items():
        for half in ("dev", "held_out"):
            gold = {
                (r["document"], r["name"]): r["cluster"]
                for r in rows
                if r["half"] == half and (r["document"], r["name"]) in found
            }
            p, r, f = b_cubed(guess, gold)
            print(f"| {method} | {half} | {len(gold)} | {p:.3f} | {r:.3f} | {f:.3f} |")
            if wrong and half == "dev" and method == "resolve":
                _wrong(guess, gold)


def _wrong(guess: Mapping[Name, str], gold: Mapping[Name, str]) -> None:
    for a in sorted(gold):
        for b in sorted(gold):
            if a < b and (guess[a] == guess[b]) != (gold[a] == gold[b]):
                print("   JOINED" if guess[a] == guess[b] else "   APART", gold[a], gold[b], a, b)


if __name__ == "__main__":
    main()
