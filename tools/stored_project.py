"""Make a small project with the installed release, and pack it as a fixture for later releases.

Run it once per store format, with the code of the last commit that wrote the format:

    python tools/stored_project.py tests/data/project-format-2.tar.xz --at /srv/policies

The project has two drops and one correction. `--at` is the folder in which it is made; its records contain
that path.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

DROP = Path(__file__).resolve().parent.parent / "examples" / "drop"
FIRST = ("apprentices-at-the-gate.md", "incentives-fact-sheet.pdf")
SECOND = ("sector-partnerships-fact-sheet.pdf",)
RENAME = ("rename", "Piedmont Ridge Technical College", "Piedmont Technical College", "--who", "A. Scholar")


def wr(*arguments: str | Path) -> None:
    """Run a command of the installed release."""
    subprocess.run([sys.executable, "-m", "workingregions.app", *map(str, arguments)], check=True)


def main() -> None:
    """Make the project and write the archive."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, help="the archive, NAME.tar.xz")
    parser.add_argument("--at", type=Path, required=True, help="a folder that does not exist")
    given = parser.parse_args()
    drop, project = given.at / "drop", given.at / "project"
    drop.mkdir(parents=True)
    try:
        for name in FIRST + SECOND:
            shutil.copy(DROP / name, drop)
        wr("init", project)
        wr("ingest", *[drop / name for name in FIRST], "-p", project)
        wr("ingest", *[drop / name for name in SECOND], "-p", project)
        wr("correct", *RENAME, "-p", project)
        given.out.parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(given.out, "w:xz", preset=9) as archive:
            archive.add(project, arcname="project", filter=_anonymous)
    finally:
        shutil.rmtree(given.at)


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out what can be made again, and the owner and time of each entry."""
    # Derived from the rest: signatures, and the pages of the drop reports.
    if entry.name.endswith((".npz", ".html", "/lock")):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = 0
    return entry


if __name__ == "__main__":
    main()
