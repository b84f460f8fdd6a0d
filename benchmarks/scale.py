"""Time and peak memory of whole commands on a store of many made-up documents.

    python benchmarks/scale.py [--documents 20000] [--folder DIR] [--wr PATH] [--only institutions trends ...]

The records are made up and written by the store's own writer, so that neither reading nor annotation is
measured. Each command runs as a process of its own; seconds by the clock, processor seconds and the peak of
resident memory are the system's figures for that process. With --folder the project is kept, and used again
when it is there; --wr names the `wr` of another installation, to compare two of them on one project.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from made_up import fill

THEME = "reshoring"
COMMANDS: dict[str, tuple[str, ...]] = {
    "institutions": ("institutions",),
    "trends": ("trends", THEME),
    "report": ("report", "theme", THEME),
    "search": ("search", "bringing manufacturing back"),
    "search_type": ("search", "bringing manufacturing back", "--region", "Ohio", "--type", "strategy"),
    "network": ("network", "Ohio"),
    "thickness": ("thickness", "Ohio", "Pennsylvania"),
    "documents": ("documents", "--json"),
    "themes": ("themes",),
}
LIMIT = 600.0
"""Seconds after which a command is ended."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds by the clock, processor seconds, peak memory in MB.

    `code` is its exit code, None when it was ended at the limit.
    """

    seconds: float
    processor: float
    memory: float
    code: int | None


def cost(command: Sequence[str], log: Path, limit: float = LIMIT) -> Cost:
    """Run a command to its end, or until `limit` seconds have passed; its output goes to `log`."""
    began = time.perf_counter()
    ended = False
    with log.open("w", encoding="utf8") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if not ended and time.perf_counter() - began > limit:
                process.kill()
                ended = True
            time.sleep(0.01)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        seconds=time.perf_counter() - began,
        processor=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3),
        code=None if ended else process.returncode,
    )


def prepare(wr: str, project: Path, documents: int) -> None:
    """Make the project, unless it is there."""
    if (project / "workingregions.toml").exists():
        print(f"{project} is used as it is.")
        return
    subprocess.run([wr, "init", str(project)], check=True, stdout=subprocess.DEVNULL)
    # In a process of its own: the peak memory of a child starts from that of its parent.
    began = time.perf_counter()
    child = multiprocessing.get_context("spawn").Process(target=fill, args=(project, documents))
    child.start()
    child.join()
    if child.exitcode:
        sys.exit("The documents could not be written.")
    print(f"{documents:,} documents written in {time.perf_counter() - began:.0f} s.", flush=True)


def show(label: str, spent: Cost, log: Path) -> None:
    """Print one line of the table, and what a command that failed wrote."""
    note = "" if spent.code == 0 else " (over the limit)" if spent.code is None else " (failed)"
    print(
        f"| {label}{note} | {spent.seconds:.1f} | {spent.processor:.1f} | {spent.memory:,.0f} |", flush=True
    )
    if spent.code:
        print(log.read_text("utf8", errors="replace")[-2_000:])


def main() -> None:
    """Make the project if need be, run the commands and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, help="keep the project here, or use the one that is here")
    parser.add_argument("--wr", default=str(Path(sys.executable).with_name("wr")))
    parser.add_argument("--only", nargs="*", choices=list(COMMANDS), default=list(COMMANDS))
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds after which a command is ended")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = options.folder or Path(scratch) / "project"
        log = Path(scratch) / "log"
        prepare(options.wr, project, options.documents)
        print("| command | seconds | processor seconds | peak memory MB |\n|---|---|---|---|", flush=True)
        # Releases without `refresh` make the map when a command first asks for it.
        explicit = b"refresh" in subprocess.check_output([options.wr, "--help"])
        first = cost(
            [options.wr, "refresh" if explicit else "institutions", "-p", str(project)], log, options.limit
        )
        show("the institution map, made if it was not there", first, log)
        for name in options.only:
            spent = cost([options.wr, *COMMANDS[name], "-p", str(project)], log, options.limit)
            show(f"`wr {' '.join(COMMANDS[name])}`", spent, log)


if __name__ == "__main__":
    main()
