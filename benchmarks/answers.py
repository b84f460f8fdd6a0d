"""Time from the start of `wr` to its answer, of one installation or of two side by side, and what it imports.

    python benchmarks/answers.py PROJECT --wr PATH [--wr PATH] [--repeats 5] [--only search ...]

Runs of two installations alternate, so that what else the machine does weighs on both alike. Seconds are of
the processor (user and system) and by the clock, the least and the median of the repeats. A run before these,
which is not counted, lists the modules that Python imports and fills the caches of the file system.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from scale import Cost, cost

COMMANDS: dict[str, tuple[str, ...]] = {
    "search": ("search", "bringing manufacturing back"),
    "institutions": ("institutions",),
    "trends": ("trends", "reshoring"),
    "ties": ("ties",),
    "outcomes": ("outcomes",),
    "documents": ("documents",),
    "themes": ("themes",),
}
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "openvino",
    "lancedb",
    "pandas",
    "spacy",
    "scipy",
    "sklearn",
)
"""Packages whose import is worth a note."""


def imported(command: list[str]) -> set[str]:
    """Return the names of the modules that a command imports."""
    environment = os.environ | {"PYTHONPROFILEIMPORTTIME": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-500:]}")
    return {line.rpartition("|")[2].strip() for line in lines[1:]}


def measure(name: str, programs: list[str], project: Path, repeats: int) -> None:
    """Print the rows of one command, one per installation."""
    commands = [[wr, *COMMANDS[name], "-p", str(project)] for wr in programs]
    modules = [imported(command) for command in commands]
    runs: list[list[Cost]] = [[] for _ in programs]
    with tempfile.TemporaryDirectory() as scratch:
        for n in range(repeats):
            # Turn about: the one that runs first may find a busier machine.
            order = list(range(len(programs)))[:: 1 if n % 2 == 0 else -1]
            for which in order:
                runs[which].append(cost(commands[which], Path(scratch) / "log"))
    for which, costs in enumerate(runs):
        processor = sorted(run.processor for run in costs)
        clock = sorted(run.seconds for run in costs)
        heavy = ", ".join(package for package in HEAVY if package in modules[which]) or "none"
        figures = (processor[0], statistics.median(processor), clock[0], statistics.median(clock))
        seconds = " | ".join(f"{value:.2f}" for value in figures)
        print(f"| {name} | {'AB'[which]} | {seconds} | {len(modules[which]):,} | {heavy} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--wr", action="append", default=[], help="an installation's `wr`; once or twice")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=list(COMMANDS), default=list(COMMANDS))
    options = parser.parse_args()
    programs = options.wr or [str(Path(sys.executable).with_name("wr"))]
    if len(programs) > 2:
        parser.error("Name one installation or two.")
    for letter, wr in zip("AB", programs, strict=False):
        print(f"{letter}: {wr}")
    print("| command | | processor s, least | median | clock s, least | median | modules | heavy packages |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for name in options.only:
        measure(name, programs, options.project, options.repeats)


if __name__ == "__main__":
    main()
