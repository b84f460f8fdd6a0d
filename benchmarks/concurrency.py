"""One process ingests, a second corrects, a third searches, all in one project and at the same time.

    python benchmarks/concurrency.py [--documents 30] [--corrections 20] [--searches 200] [--workers 1]

Prints how many of each succeeded, on how many snapshots, and how long they took. Every search must be
answered from one snapshot, every correction must be in force at the end, and the tables at the end must be
those of a project that did the same things one after the other. Exit code 1 when any of that fails.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from workingregions.app.project import Project
from workingregions.corpus.store import Snapshot, Store

TABLES = ("documents", "passages", "mentions", "duplicates", "entities", "names", "merges", "entity_ties")
TOWNS = ("Akron", "Dayton", "Toledo", "Canton", "Sheffield", "Derby")
TRADES = ("machining", "steel", "glass", "rubber", "tooling")
TYPES = ("government_local", "civil_society", "university", "firm")
QUERIES = ("training machinists", "steel and glass", "workforce board", "who funds apprentices")
TEXT = """---
date: {year}
---
# {trade} in {town}, plan {number}

The {town} Workforce Board trains people in {trade}. The Ohio Development Agency funds the {town} Workforce
Board. {town} Chamber of Commerce and Summit Valley College opened hall {number} for {trade} apprentices.
"""


def write_documents(folder: Path, count: int) -> Path:
    """Write `count` short plans into `folder`."""
    folder.mkdir()
    for number in range(count):
        town, trade = TOWNS[number % len(TOWNS)], TRADES[number % len(TRADES)]
        text = TEXT.format(year=2000 + number % 24, trade=trade.title(), town=town, number=number)
        (folder / f"plan{number:03d}.md").write_text(text, encoding="utf8")
    return folder


def correct(project: Project, count: int) -> list[dict[str, Any]]:
    """Make `count` corrections, each of which changes what the one before it made."""
    board = f"{TOWNS[0]} Workforce Board"
    return [
        timed(lambda n=n: project.correct("retype", board, value=TYPES[n % len(TYPES)], who="Ada").snapshot)
        for n in range(count)
    ]


def search(project: Project, count: int) -> list[dict[str, Any]]:
    """Search `count` times, and check that each answer comes from one snapshot."""
    opened: list[Snapshot] = []
    snapshot = Store.snapshot

    def recorded(store: Store, name: str | None = None) -> Snapshot:
        opened.append(snapshot(store, name))
        return opened[-1]

    Store.snapshot = recorded  # type: ignore[method-assign]

    def ask(query: str) -> str:
        opened.clear()
        found = project.view().search(query, n=5)
        (now,) = opened
        passages = set(now.arrow("passages", columns=["id"])["id"].to_pylist())
        if not found.hits or not passages >= {hit.passage for hit in found.hits}:
            raise ValueError(f"{query!r} was not answered from {now.id}")
        return now.id

    return [timed(lambda n=n: ask(QUERIES[n % len(QUERIES)])) for n in range(count)]


def timed(act: Callable[[], str]) -> dict[str, Any]:
    """Do something; return the snapshot it was done on, the seconds it took, and the error if it failed."""
    began = time.monotonic()
    try:
        snapshot, error = act(), ""
    except Exception as cause:  # noqa: BLE001  # whatever it is, it is a failure to report
        snapshot, error = "", f"{type(cause).__name__}: {cause}"
    return {"snapshot": snapshot, "seconds": time.monotonic() - began, "error": error}


def start(role: str, root: Path, count: int) -> subprocess.Popen[str]:
    """Start this script in a process of its own, in one role."""
    command = [sys.executable, __file__, "--role", role, "--project", str(root), "--count", str(count)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def play(role: str, root: Path, count: int) -> None:
    """Play a role: load what it needs, wait for the word, then print what happened."""
    project = Project.open(root)
    act = {"correct": correct, "search": search}[role]
    act(project, 1)  # models are loaded before the word
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(act(project, count)))


def calm(folder: Path, seed: Path, drop: Path, corrections: int, workers: int) -> dict[str, str]:
    """Return the tables when the same is done one after the other."""
    project = Project.create(folder)
    project.ingest([seed], workers=workers)
    project.ingest([drop], workers=workers)
    correct(project, 1)
    correct(project, corrections)
    return digests(project)


def digests(project: Project) -> dict[str, str]:
    """Return a hash of each table."""
    now = project.store.snapshot()
    return {name: now.digest(name) for name in TABLES}


def run(folder: Path, documents: int, corrections: int, searches: int, workers: int) -> dict[str, Any]:
    """Do it all at once in `folder`, and return the figures."""
    seed, drop = write_documents(folder / "seed", len(TOWNS)), write_documents(folder / "drop", documents)
    for path in drop.iterdir():
        path.write_text(path.read_text(encoding="utf8").replace("hall", "workshop"), encoding="utf8")
    project = Project.create(folder / "project")
    settings = project.root / "workingregions.toml"
    settings.write_text(settings.read_text(encoding="utf8").replace("commit = 24", "commit = 2"))
    project = Project.open(project.root)
    project.ingest([seed], workers=workers)
    roles = {
        name: start(name, project.root, count)
        for name, count in {"correct": corrections, "search": searches}.items()
    }
    for process in roles.values():
        assert process.stdout is not None
        process.stdout.readline()
    for process in roles.values():
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    before = project.store.snapshot().manifest.number
    began = time.monotonic()
    report = project.ingest([drop], workers=workers)
    seconds = time.monotonic() - began
    done = {name: json.loads(process.communicate()[0] or "[]") for name, process in roles.items()}
    figures = {name: _figures(rows) for name, rows in done.items()}
    figures["ingest"] = {
        "new": sum(item.outcome.value == "new" for item in report.items),
        "seconds": round(seconds, 1),
        "snapshots": project.store.snapshot().manifest.number - before,
    }
    wrong = [f"{name}: {row['error']}" for name, rows in done.items() for row in rows if row["error"]]
    wrong += project.check()
    if (figures["correct"]["count"], figures["search"]["count"]) != (corrections, searches):
        wrong.append("a process ended before it had done all")
    if figures["ingest"]["new"] != documents:
        wrong.append(f"{figures['ingest']['new']} documents of {documents} were read")
    # The first correction repeats the one that warmed the process up, and is not written twice.
    if len(project.ledger.read().corrections) != corrections:
        wrong.append("the ledger has lost a correction, or has one twice")
    expected = calm(folder / "calm", seed, drop, corrections, workers)
    wrong += [
        f"table {name} differs" for name, digest in digests(project).items() if digest != expected[name]
    ]
    return {**figures, "wrong": wrong}


def _figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    seconds = sorted(row["seconds"] for row in rows) or [0.0]
    return {
        "count": sum(not row["error"] for row in rows),
        "snapshots": len({row["snapshot"] for row in rows} - {""}),
        "median_s": round(median(seconds), 3),
        "p95_s": round(seconds[int(0.95 * (len(seconds) - 1))], 3),
        "longest_s": round(seconds[-1], 3),
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, number in {"documents": 30, "corrections": 20, "searches": 200, "workers": 1}.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--role", help=argparse.SUPPRESS)
    parser.add_argument("--project", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.role:
        play(asked.role, asked.project, asked.count)
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder), asked.documents, asked.corrections, asked.searches, asked.workers)
    print(json.dumps(figures, indent=1))
    sys.exit(bool(figures["wrong"]))


if __name__ == "__main__":
    main()
