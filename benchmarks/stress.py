"""Every hard file through the reader, each in a process of its own: outcome, time and memory.

The bar: no crash, no hang (20 s of processor time and 1.5 GB a file), and an outcome that fits what is
odd about the file; encrypted files are read a second time with the password that the manifest names.

Run: python benchmarks/stress.py SHARED_FOLDER [NUMBER...]
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS, MEGABYTES = 20.0, 1500.0
WALL = 300
"""Seconds after which a process is ended; generous, for other work may share the machine."""
READ = "read"
FITS = {
    "encrypted": {"encrypted"},
    "06": {"empty"},
    "09": {"damaged", READ},
    "10": {"damaged", READ},
    "11": {"damaged", READ},
    "12": {"damaged", "no_text", READ},
    "13": {"damaged", "no_text", READ},
    "14": {"damaged", "no_text", READ},
    "15": {"damaged", "no_text", READ},
    "16": {"no_text", READ},
    "45": {"unsupported"},
}
"""Outcomes that fit, by the file's number; files not named here must be read."""


@dataclass(frozen=True)
class Outcome:
    """How one reading ended; `result` is read, a failure category, crash or timeout."""

    result: str
    detail: str
    seconds: float
    megabytes: float


def read_one(path: Path, passwords: list[str]) -> None:
    """Child process: read the file and print the outcome as JSON."""
    import resource

    from workingregions.corpus.errors import ReadError
    from workingregions.ingest.read import read

    try:
        parsed = read(path.read_bytes(), name=path.name, passwords=passwords)
        letters = sum(len(block.text) for block in parsed.blocks)
        origins = sorted({page.origin for page in parsed.pages})
        counts = f"{len(parsed.pages)} pages, {len(parsed.blocks)} blocks, {letters} characters"
        detail = f"{counts}, {'+'.join(origins)}"
        result = READ
    except ReadError as error:
        result, detail = error.category.value, error.message
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = {"seconds": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss / 1024}
    print(json.dumps({"result": result, "detail": detail, **spent}))


def measure(path: Path, passwords: list[str]) -> Outcome:
    """Parent process: the outcome of a child that reads `path`."""
    began = time.monotonic()
    command = [sys.executable, __file__, "--one", str(path), *passwords]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=WALL, check=False)
    except subprocess.TimeoutExpired:
        return Outcome("timeout", "", time.monotonic() - began, 0.0)
    try:
        return Outcome(**json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError):
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return Outcome("crash", last, time.monotonic() - began, 0.0)


def main() -> None:
    """Print a line for each file and what is over the bar."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    parser.add_argument("numbers", nargs="*", help="only these, for example 01 45")
    arguments = parser.parse_args()
    folder = arguments.shared / "stress"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if not arguments.numbers or row["file"][:2] in arguments.numbers
        ]
    over = []
    for row in rows:
        number, oddity = row["file"][:2], row["what_is_odd"]
        password = re.search(r"password '([^']+)'", oddity)
        fits = FITS["encrypted"] if password else FITS.get(number, {READ})
        runs = [([], fits), ([password.group(1)], {READ})] if password else [([], fits)]
        for passwords, wanted in runs:
            outcome = measure(folder / row["file"], passwords)
            good = outcome.result in wanted and outcome.seconds <= SECONDS and outcome.megabytes <= MEGABYTES
            over += [] if good else [row["file"]]
            print(
                f"{'ok ' if good else 'BAD'} {outcome.seconds:5.1f} s {outcome.megabytes:5.0f} MB  "
                f"{outcome.result:11} {row['file'][:34]:34} {oddity[:44]:44} | {outcome.detail[:90]}",
                flush=True,
            )
    print(f"{len(rows)} files, {len(over)} over the bar{': ' + ', '.join(over) if over else ''}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        read_one(Path(sys.argv[2]), sys.argv[3:])
    else:
        main()
