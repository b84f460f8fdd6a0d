"""Time of a page of hits in the workbench, over many made-up passages, from the request to its last byte.

    python benchmarks/workbench.py [--documents 13334] [--folder DIR] [--requests 100] [--clients 8]

A server runs as a process of its own. One client asks for pages of twenty hits with their facets, each query
and combination of filters for the first time, and then for the same ones again; then several clients at once
ask both kinds in turn. Memory is the peak of the server's resident memory.
"""

from __future__ import annotations

import argparse
import http.client
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import numpy as np
from scale import prepare

WORDS = (
    "skills", "training", "workers", "college", "apprenticeship", "employers", "wages", "unions",
    "machinists", "reshoring", "supply", "chain", "suppliers", "tariffs", "investment", "exports",
    "clusters", "innovation", "research", "university", "technology", "robots", "energy", "batteries",
    "steel", "plant", "closure", "jobs", "growth", "funding", "council", "board", "partnership",
    "strategy", "evaluation",
)  # fmt: skip
FILTERS: Sequence[dict[str, str]] = (
    {}, {}, {"region": "US-OH"}, {"year": "2010:2020"}, {"type": "strategy"},
    {"region": "UKC", "year": "2012:"}, {"theme": "reshoring"},
)  # fmt: skip
SECONDS = 20.0
"""How long several clients ask at once."""


def address(number: int) -> str:
    """Return the address of a search that no other number has."""
    chosen = random.Random(number)
    words = chosen.sample(WORDS, 3)
    return "/search?" + urlencode({"q": " ".join(words), **chosen.choice(FILTERS)})


class Client:
    """A connection that is kept, as a browser keeps it."""

    def __init__(self, base: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=120)

    def get(self, path: str) -> float:
        """Return the seconds that a page took; end the program where it was no page."""
        began = time.perf_counter()
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        taken = time.perf_counter() - began
        if answer.status != 200:
            sys.exit(f"{path} answered {answer.status}: {body[:300]!r}")
        return taken


def show(label: str, seconds: Sequence[float]) -> None:
    """Print one line of the table."""
    half, most = np.percentile(seconds, [50, 95]) * 1000
    print(f"| {label} | {len(seconds)} | {half:.0f} | {most:.0f} |", flush=True)


def together(base: str, clients: int, requests: int) -> tuple[list[float], float]:
    """Return the times of what several clients asked for, and how long they asked."""
    times: list[float] = []
    began = time.perf_counter()

    def ask(own: int) -> None:
        client, chosen = Client(base), random.Random(own)
        number = 100_000 * (own + 1)
        while time.perf_counter() - began < SECONDS:
            # A reader asks something new, and then pages, narrows and goes back within what was asked.
            number += 1
            for path in (address(number), *(address(chosen.randrange(requests)) for _ in range(3))):
                times.append(client.get(path))

    threads = [threading.Thread(target=ask, args=(own,)) for own in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, time.perf_counter() - began


def peak(pid: int) -> float:
    """Return the peak of a process's resident memory in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Make the project if need be, serve it, ask, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=13_334, help="of fifteen passages each")
    parser.add_argument("--folder", type=Path, help="keep the project here, or use the one that is here")
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--wr", default=str(Path(sys.executable).with_name("wr")))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = options.folder or Path(scratch) / "project"
        prepare(options.wr, project, options.documents)
        subprocess.run([options.wr, "refresh", "-p", str(project)], check=True, stdout=subprocess.DEVNULL)
        command = [options.wr, "serve", "-p", str(project), "--port", "0", "--no-browser", "--read-only"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            assert server.stdout is not None
            base = next(word for line in server.stdout for word in line.split() if word.startswith("http"))
            measure(base, server.pid, options.requests, options.clients)
        finally:
            server.terminate()
            server.wait(30)


def measure(base: str, pid: int, requests: int, clients: int) -> None:
    """Ask and print the table."""
    client = Client(base)
    first = client.get("/search?q=manufacturing")
    print(f"The first page, which opens the project: {first:.1f} s.")
    print("| | requests | median ms | 95 % ms |\n|---|---|---|---|")
    show("one client, each search new", [client.get(address(number)) for number in range(requests)])
    show("one client, the same again", [client.get(address(number)) for number in range(requests)])
    lists = [f"/search?{urlencode({**FILTERS[n % len(FILTERS)], 'offset': 20 * n})}" for n in range(requests)]
    show("one client, lists without a query", [client.get(path) for path in lists])
    times, seconds = together(base, clients, requests)
    show(f"{clients} clients, one new search in four", times)
    print(f"\n{len(times) / seconds:.0f} requests a second; peak memory of the server {peak(pid):,.0f} MB.")


if __name__ == "__main__":
    main()
