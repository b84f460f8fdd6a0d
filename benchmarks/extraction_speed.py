"""Speed and memory of annotation: institutions, people, places, ties, outcomes, acronyms.

    python benchmarks/extraction_speed.py FILE [FILE...] [--processes 2] [--rounds 2]

The files are read and cut into passages first; what is timed is the annotation stage alone, in as many
processes as asked, each with one thread. The first document of a process, which loads the models, is
not counted. Prints words a second by the clock, by CPU time (which other work on the machine does not
change), and the peak memory of a process, model and all.
"""

from __future__ import annotations

import argparse
import hashlib
import mimetypes
import os
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from workingregions.app.run import Inbox, ReadStage, blank
from workingregions.corpus.records import Bundle, Source
from workingregions.nlp.annotate import Annotator
from workingregions.nlp.text.passages import Segmenter


def read(path: Path) -> Bundle:
    """Return a file as passages, without OCR."""
    data = path.read_bytes()
    sha = hashlib.sha256(data).hexdigest()
    kind = mimetypes.guess_type(path.name)[0] or "text/markdown"
    source = Source(sha256=sha, path=path.name, media_type=kind, bytes=len(data), drop="speed")
    return Segmenter()(ReadStage(Inbox(data={sha: data}), ocr=False)(blank(source)))


def words(bundle: Bundle) -> int:
    """Words of a document's passages."""
    return sum(len(passage.text.split()) for passage in bundle.passages)


def work(bundles: list[Bundle], rounds: int) -> tuple[int, float, float, float, int]:
    """(words, seconds by the clock, start, CPU seconds, peak bytes) of one process over its documents."""
    annotate = Annotator()
    annotate(bundles[0])
    count, cpu, clock = 0, time.process_time(), time.time()
    for _ in range(rounds):
        for bundle in bundles:
            annotate(bundle)
            count += words(bundle)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return count, time.time() - clock, clock, time.process_time() - cpu, peak


def main() -> None:
    """Read, annotate in parallel and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    bundles = [read(path) for path in options.files]
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(work, bundles, options.rounds) for _ in range(options.processes)]
        results = [job.result() for job in jobs]
    total = sum(result[0] for result in results)
    wall = max(start + took for _, took, start, _, _ in results) - min(result[2] for result in results)
    cpu = sum(result[3] for result in results) / len(results)
    print(f"{len(bundles)} documents, {words(bundles[0])} words in the first, {len(results)} processes")
    print(f"words a second, by the clock: {total / wall:,.0f}")
    print(f"words a second, by CPU time:  {total / cpu:,.0f}")
    print(f"peak memory of a process:     {max(result[4] for result in results) / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
