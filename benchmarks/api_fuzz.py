"""Made-up requests to the HTTP API: every answer has the status, type and form that its description declares.

    python benchmarks/api_fuzz.py [--requests 10000] [--project DIR] [--seed 0]

The project is copied first, as some requests correct it; without one, the sample drop is ingested. Two of
three requests fit the description, the others do not; parameters often have values that mean something there.
It stops with an error at the first answer that is a 5xx, or is not as declared.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from starlette.testclient import TestClient

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.helpers.api_fuzz import HOST, fuzz, known_values  # noqa: E402
from workingregions.app import Project  # noqa: E402
from workingregions.app.web import Desk, create_app  # noqa: E402

SLOW = 0.5
"""Seconds per request from which an operation gets a fifth of the requests."""


def main() -> int:
    """Run it and print how often each status came."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--seed", type=int, default=0, help="of the first round of requests")
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp()) / "project"
    if given.project:
        shutil.copytree(given.project, root)
        project = Project.open(root)
    else:
        project = Project.create(root)
        project.ingest([ROOT / "examples" / "drop"])
    client = TestClient(create_app(Desk(project)), base_url=HOST, raise_server_exceptions=False)
    client.headers["x-wr-token"] = client.get("/api/session").json()["token"]
    values, started = known_values(project), time.monotonic()
    found: dict[str, Counter[int]] = {}
    seconds: dict[str, float] = {}

    def each(name: str) -> int:
        # What is slow gets fewer requests, so that a run ends; how slow it is, the first round shows.
        asked = sum(found.get(name, Counter()).values())
        return 20 if asked and seconds[name] / asked <= SLOW else 4

    for number in itertools.count(given.seed):
        last = time.monotonic()
        for name, counts in fuzz(client, values, each=each, start=number, reading=False):
            found[name] = found.get(name, Counter()) + counts
            now = time.monotonic()
            seconds[name], last = seconds.get(name, 0.0) + now - last, now
        total = sum(found.values(), Counter())
        print(
            f"{total.total()} requests in {last - started:.0f} s: {dict(sorted(total.items()))}", flush=True
        )
        if total.total() >= given.requests:
            break
    for name, counts in sorted(found.items()):
        print(f"{name}: {dict(sorted(counts.items()))}, {seconds[name] / counts.total():.2f} s each")
    print(f"{len(found)} operations; answers with 5xx: {sum(n for s, n in total.items() if s >= 500)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
