"""Runs the README's tour and writes what it prints into the README. A test checks that it is true.

    python tools/tour.py

Each block of commands in the tour that is followed by a block of output is run in an empty folder; the
output block becomes what the last of the commands printed, cut after a few lines.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
LINES = 14
WIDTH = "112"
BLOCKS = re.compile(r"(?s)```sh\n(?P<commands>wr .*?)```\n(?:\n```text\n(?P<output>.*?)```\n)?")


def run(text: str, folder: Path) -> str:
    """The README's text with the output of its tour as it is now; `folder` gets the tour's project."""
    return BLOCKS.sub(lambda block: _fill(block, folder), text)


def steady(text: str) -> str:
    """The text without what differs from run to run: seconds and the folder's path."""
    return re.sub(r"\S*/review/", "review/", re.sub(r"in [\d.]+ s", "in N s", text))


def _fill(block: re.Match[str], folder: Path) -> str:
    commands = block["commands"].strip().splitlines()
    printed = ""
    for command in commands:
        printed = _wr(shlex.split(command)[1:], folder)
    if block["output"] is None:
        return block[0]
    lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
    shown = lines[:LINES] + (["..."] if len(lines) > LINES else [])
    return f"```sh\n{block['commands']}```\n\n```text\n" + "\n".join(shown) + "\n```\n"


def _wr(arguments: list[str], folder: Path) -> str:
    # `examples/drop` is named as in the checkout.
    if not (folder / "examples").exists():
        (folder / "examples").symlink_to(ROOT / "examples")
    environment = {**os.environ, "COLUMNS": WIDTH, "TERM": "dumb"}
    done = subprocess.run(
        [sys.executable, "-m", "workingregions.app", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"wr {shlex.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout.replace(f"{folder.resolve()}/", "")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        README.write_text(run(README.read_text(encoding="utf8"), Path(scratch)), encoding="utf8")
