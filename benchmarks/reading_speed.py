"""Pages a second of a whole drop, read without annotation: layout, tables, metadata, references.

Pages that have no text of their own are left to OCR and not counted; `benchmarks/scans.py` times those.
Every file is read once by one of the worker processes; what they need to start is not counted.

Run: python benchmarks/reading_speed.py SHARED_FOLDER [--workers 2]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Reading:
    """What one file gave: pages with text, and the worker's processor time in seconds."""

    file: str
    pages: int
    seconds: float


def warm() -> None:
    """Import what reading imports, in the worker."""
    import workingregions.ingest.metadata.description
    import workingregions.ingest.pdf.reader
    import workingregions.ingest.references  # noqa: F401


def read_file(path: Path) -> Reading:
    """Read one file as the pipeline's first stage does, without OCR; a file that cannot be read counts 0."""
    from workingregions.corpus.errors import ReadError
    from workingregions.ingest.metadata.description import describe
    from workingregions.ingest.read import read
    from workingregions.ingest.references.entries import find_references

    began = time.process_time()
    try:
        parsed = read(path.read_bytes(), name=path.name, ocr=False)
    except ReadError:
        return Reading(path.name, 0, time.process_time() - began)
    describe(parsed, name=path.name)
    find_references(parsed.blocks)
    pages = sum(page.origin in ("text", "repaired") for page in parsed.pages)
    return Reading(path.name, pages, time.process_time() - began)


def main() -> None:
    """Print pages per second over all workers, by the clock and by processor time, and the slowest files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    folder = options.shared / "documents"
    files = sorted(f for f in folder.iterdir() if f.name != "manifest.csv")
    files.sort(key=lambda f: -f.stat().st_size)
    with multiprocessing.get_context("spawn").Pool(options.workers, initializer=warm) as pool:
        pool.map(len, [""] * options.workers * 4, chunksize=1)
        began = time.perf_counter()
        readings = pool.map(read_file, files, chunksize=1)
        wall = time.perf_counter() - began
    pages = sum(r.pages for r in readings)
    busy = sum(r.seconds for r in readings)
    print(f"{len(files)} files, {pages} pages with text, {options.workers} workers")
    print(f"{pages / wall:.1f} pages a second by the clock ({wall:.1f} s)")
    print(f"{pages / busy:.1f} pages a second of one core's time ({busy:.1f} s)")
    for reading in sorted(readings, key=lambda r: -r.seconds)[:5]:
        print(f"  {reading.seconds:6.1f} s  {reading.pages:4} pages  {reading.file}")


if __name__ == "__main__":
    main()
