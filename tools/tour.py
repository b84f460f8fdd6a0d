"""Run the tours of the README and the tutorial, and write their output into them; tests check it.

    python tools/tour.py

Each block of commands in the tour that is followed by a block of output is run in an empty folder; the output
block becomes the output of the last command, cut after a few lines.
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
PAGES = {"README.md": 14, "docs/tutorial-two-regions.md": 60}
"""The pages, and the maximum number of lines of a command's output that each shows."""
WIDTH = "112"
BLOCKS = re.compile(r"(?s)```sh\n(?P<commands>wr .*?)```\n(?:\n```text\n(?P<output>.*?)```\n)?")


def run(text: str, folder: Path, lines: int) -> str:
    """Return a page's text with the current output of its tour; `folder` gets the tour's project."""
    return BLOCKS.sub(lambda block: _fill(block, folder, lines), text)


def steady(text: str) -> str:
    """Return the text without what differs between runs: seconds, days, ids of corrections, paths."""
    text = re.sub(r"\b[0-9a-f]{12}\b", "ID", re.sub(r"\b20\d\d-\d\d-\d\d\b", "DAY", text))
    return re.sub(r"\S*/review/", "review/", re.sub(r"in [\d.]+ s", "in N s", text))


def _fill(block: re.Match[str], folder: Path, most: int) -> str:
    commands = block["commands"].strip().splitlines()
    printed = ""
    for command in commands:
        printed = _wr(shlex.split(command)[1:], folder)
    if block["output"] is None:
        return block[0]
    lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
    shown = lines[:most] + (["..."] if len(lines) > most else [])
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
    for page, most in PAGES.items():
        with tempfile.TemporaryDirectory() as scratch:
            text = run((ROOT / page).read_text(encoding="utf8"), Path(scratch), most)
            (ROOT / page).write_text(text, encoding="utf8")
