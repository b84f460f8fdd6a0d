"""Run every benchmark whose material is available and print its figures; `make bench` calls it.

    python benchmarks/run.py [SHARED] [--only NAME ...]

SHARED is the folder of third-party documents and benchmarks (default: $WORKINGREGIONS_SHARED, else
../shared). Results worth keeping go to docs/benchmarks.md, with the date and the size of the machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS: dict[str, tuple[str, ...]] = {
    "thickness": (),
    "olmocr": ("bench/pdf_text",),
    "tables_icdar": ("",),
    "scans": ("",),
    "stress": ("",),
    "reading_speed": ("",),
    "metadata": ("",),
    "duplicates": ("",),
    "references": ("",),
    "acronyms": ("bench",),
    "ner": ("bench",),
    "geoparsing": ("bench",),
    "search": ("",),
    "topics": ("",),
    "themes": ("",),
    "relations": ("bench",),
    "own_ties": ("",),
    "fresh_pages": ("",),
    "extraction_speed": (
        "documents/034_christopherhuggins_article_2018_ced_Final.pdf",
        "documents/073_OnlineS3_Helsinki_Uusimaa_scenarios.pdf",
    ),
    "gold_pages": ("",),
    "resolution": ("",),
    "linking": ("bench",),
    "resolution_speed": (),
    "scale": (),
}
"""Scripts, quick ones first, and their arguments, relative to SHARED."""


def main() -> None:
    """Run the scripts one after the other; one that fails does not stop the others."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = Path(os.environ.get("WORKINGREGIONS_SHARED", ROOT.parent / "shared"))
    parser.add_argument("shared", type=Path, nargs="?", default=default)
    parser.add_argument("--only", nargs="*", choices=list(SCRIPTS), default=list(SCRIPTS))
    options = parser.parse_args()
    if not options.shared.is_dir():
        sys.exit(f"{options.shared} is not a folder: the benchmarks' material is not in the repository.")
    failed = []
    for name in options.only:
        arguments = [str(options.shared / part) for part in SCRIPTS[name]]
        print(f"\n== python benchmarks/{name}.py {' '.join(SCRIPTS[name]) or 'SHARED'}", flush=True)
        done = subprocess.run([sys.executable, ROOT / "benchmarks" / f"{name}.py", *arguments], check=False)
        if done.returncode:
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
