"""Made-up requests to the HTTP API: every answer has the status, type and form that its description declares.

    python benchmarks/api_fuzz.py [--requests 10000] [--project DIR]

The project is copied first, as some requests correct it; without one, the sample drop is ingested. Two of
three requests fit the description, the others do not; parameters often have values that mean something there.
It stops with an error at the first answer that is a 5xx, or is not as declared.
"""

from __future__ import annotations

import argparse
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


def main() -> int:
    """Run it and print how often each status came."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--project", type=Path)
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
    operations = sum(len(methods) for methods in client.get("/api/openapi.json").json()["paths"].values())
    total: Counter[int] = Counter()
    started = time.monotonic()
    rounds = fuzz(client, known_values(project), each=-(-given.requests // operations), reading=False)
    for name, counts in rounds:
        total += counts
        print(f"{name}: {', '.join(f'{status} {n}' for status, n in sorted(counts.items()))}", flush=True)
    seconds = time.monotonic() - started
    by_status = dict(sorted(total.items()))
    print(f"{sum(total.values())} requests to {operations} operations in {seconds:.0f} s: {by_status}")
    print(f"5xx: {sum(n for status, n in total.items() if status >= 500)}; not as described: 0")
    return 0


if __name__ == "__main__":
    sys.exit(main())
