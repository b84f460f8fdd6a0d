"""How long a reader waits for the effect of a correction, for the review queue and for a correction itself.

    python benchmarks/effects.py PROJECT [--times 5]

Works on a copy of the project. CPU time of one process, in seconds: the first effect reads the whole map, the
others work out what changes.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from workingregions.app import Project


def seconds(work: Callable[..., object], *given: str) -> float:
    """CPU time of a piece of work."""
    start = time.process_time()
    work(*given)
    return time.process_time() - start


def main() -> None:
    """Print one line per action."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("project", type=Path)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(given.project, f"{folder}/copy")
        project = Project.open(f"{folder}/copy")
        view = project.view()
        most = view.institutions()["name"].tolist()
        document = view.documents()["path"].iloc[0]
        asked: dict[str, Callable[[str, str], object]] = {
            "merge": lambda name, other: view.effect("merge", name, other),
            "rename": lambda name, _: view.effect("rename", name, value="Another Name"),
            "retype": lambda name, _: view.effect("retype", name, value="firm"),
            "place": lambda name, _: view.effect("place", name, value="unknown"),
            "reject": lambda name, _: view.effect("reject", name),
            "year": lambda *_: view.effect("year", document=document, value="1999"),
            "review queue": lambda *_: view.review_queue((), 40),
        }
        print(f"{len(view.counted)} documents, {len(most)} institutions")
        print(f"first effect        {seconds(lambda: view.effect('merge', *most[:2])):6.2f}")
        for label, ask in asked.items():
            pairs = [(most[2 * n], most[2 * n + 1]) for n in range(given.times)]
            each = [seconds(ask, *pair) for pair in pairs]
            print(f"{label:18}  {statistics.median(each):6.2f}  (at most {max(each):.2f})")
        print(f"{'correct':18}  {seconds(lambda: project.correct('retype', most[0], value='firm')):6.2f}")
        print(f"{'undo':18}  {seconds(lambda: project.undo('last')):6.2f}")


if __name__ == "__main__":
    main()
