"""Time and bytes until a page of a long PDF is shown, with nothing kept from before.

    python benchmarks/pages.py [--pages 500] [--page 400] [--folder DIR] [--times 5]

A PDF of made-up policy prose with a coloured picture on every fourth page is read into a project (with
--folder, once); names are found by a simple rule, because finding them is not measured. The workbench is
started as users start it, on this machine. For each of the times, the pictures that were kept are removed and
the page is asked for as a browser does: the document's page, its style sheets and scripts, and the picture in
the resolution of a screen 1280 pixels wide. Printed are the bytes sent, the seconds by the clock and those of
the processor (on a busy machine the latter tell more), for a page of the document and for evidence on it; the
first row includes opening the file and comparing it with what was read.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from workingregions.corpus.location import Location

if TYPE_CHECKING:
    from workingregions.corpus.store import Store

TOWNS = ("Dudley", "Akron", "Gary", "Tipton", "Oldham", "Erie", "Flint", "Walsall", "Bilbao", "Katowice")
BODIES = ("County Council", "Enterprise Partnership", "Development Agency", "Chamber of Commerce", "College")
DEEDS = ("funds", "will support", "works with", "has set up", "leads", "reviews")
THINGS = ("a foundry", "a skills centre", "a supplier network", "a test bed", "an apprenticeship scheme")


WARM = 10.0
"""Seconds that the server is given to load what it needs, as in the time in which a reader finds a page."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--page", type=int, default=400)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="workingregions-pages-"))
    document, evidence = project(folder, given.pages, given.page)
    address, server = served(folder / "project")
    try:
        print("| shown | bytes sent | seconds | processor seconds |\n|---|---|---|---|")
        for name, path in (
            (f"page {given.page} of {given.pages}", f"/documents/{document}?page={given.page}"),
            (f"evidence on page {given.page}", f"/evidence/{evidence}"),
        ):
            shown = []
            for _ in range(max(1, given.times)):
                shutil.rmtree(folder / "project" / ".cache", ignore_errors=True)
                (folder / "project" / ".cache" / "pages").mkdir(parents=True)
                before = processor(server)
                shown.append((*asked(address, path), processor(server) - before))
            middle = [sorted(column)[len(shown) // 2] for column in zip(*shown, strict=True)]
            for words, row in (("first", shown[0]), (f"median of {len(shown)}", middle)):
                print(f"| {name}, {words} | {row[0]:,} | {row[1]:.2f} | {row[2]:.2f} |")
    finally:
        server.terminate()
        server.wait()
        if given.folder is None:
            shutil.rmtree(folder)


def project(folder: Path, pages: int, page: int) -> tuple[str, str]:
    """Return the id of the document, and of evidence on a page of it; make the project if it is not there."""
    from workingregions.app import Project

    root, file = folder / "project", folder / "long-plan.pdf"
    if not root.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(long_pdf(pages))
        fill(Project.create(root).store, file)
    view = Project.open(root).view()
    document = view.document(file.name)
    found = view.page(document, page).findings
    return document.id, next(f.evidence for f in found if f.kind == "institution" and f.evidence)


def fill(store: Store, file: Path) -> None:
    """Read a PDF as every PDF is read, and store it with its passages; names are found by a simple rule."""
    from workingregions.corpus.enums import InstitutionType, MentionKind
    from workingregions.corpus.records import Bundle, Document, Mention, Source
    from workingregions.corpus.store import Done
    from workingregions.ingest.pdf import read_pdf
    from workingregions.nlp.text import page_of
    from workingregions.nlp.text.passages import segment

    data = file.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    parsed = read_pdf(data, name=file.name)
    source = Source(
        sha256=sha256,
        path=file.name,
        media_type="application/pdf",
        bytes=len(data),
        drop="d0001",
        location=str(Location(str(file.resolve()))),
    )
    document = Document(
        id=sha256[:16], sha256=sha256, path=file.name, title="A Long Plan", language="en", pages=parsed.pages
    )
    passages = segment(document.id, parsed.blocks)
    mentions = [
        Mention(
            id=f"{passage.id}-i{match.start():05d}",
            document=document.id,
            passage=passage.id,
            page=page_of(passage, match.start()),
            start=match.start(),
            end=match.end(),
            kind=MentionKind.INSTITUTION,
            text=match[0],
            entity=" ".join(match[0].lower().split()),
            confidence=0.9,
            type=InstitutionType.OTHER,
        )
        for passage in passages
        for match in re.finditer(rf"({'|'.join(TOWNS)})\s({'|'.join(BODIES)})", passage.text)
    ]
    blocks = tuple(replace(block, document=document.id) for block in parsed.blocks)
    bundle = Bundle(
        source=source, document=document, blocks=blocks, passages=tuple(passages), mentions=tuple(mentions)
    )
    with store.writer() as writer:
        writer.replace("sources", "", [source])
        writer.put([bundle], [Done(sha256=sha256, stage="segment", fingerprint="made up")])
        writer.index()
        writer.commit("made up")


def long_pdf(pages: int) -> bytes:
    """Return a PDF of prose, with a picture on every fourth page."""
    import numpy as np
    from PIL import Image
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Paragraph

    chosen, noise = random.Random(14), np.random.default_rng(14)
    out, style = io.BytesIO(), getSampleStyleSheet()["BodyText"]
    canvas = Canvas(out)
    for number in range(1, pages + 1):
        top = 780.0
        if number % 4 == 0:
            rough = noise.integers(0, 255, (30, 60, 3), dtype=np.uint8)
            photo = Image.fromarray(rough).resize((1200, 600), Image.Resampling.BICUBIC)
            packed = io.BytesIO()
            photo.save(packed, "JPEG", quality=85)
            canvas.drawImage(ImageReader(packed), 70, 540, 450, 225)
            top = 520.0
        while top > 130:
            text = " ".join(
                f"In {chosen.randint(1998, 2024)} the {chosen.choice(TOWNS)} {chosen.choice(BODIES)} "
                f"{chosen.choice(DEEDS)} {chosen.choice(THINGS)} for {chosen.randint(20, 900)} people "
                f"in {chosen.choice(TOWNS)}."
                for _ in range(6)
            )
            paragraph = Paragraph(text, style)
            _, height = paragraph.wrap(455, 700)
            paragraph.drawOn(canvas, 70, top - height)
            top -= height + 10
        canvas.drawCentredString(297, 40, str(number))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def served(root: Path) -> tuple[str, subprocess.Popen[bytes]]:
    """Start the workbench; return its address when it answers, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "workingregions.app", "serve", "-p", str(root), "--no-browser"]
    server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            with urlopen(f"{address}/documents"):
                time.sleep(WARM)
                return address, server
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The workbench did not start.")


def processor(server: subprocess.Popen[bytes]) -> float:
    """Return the processor seconds of the server and of the processes that draw for it."""
    import psutil

    whole = psutil.Process(server.pid)
    times = [process.cpu_times() for process in (whole, *whole.children())]
    return sum(spent.user + spent.system for spent in times)


def asked(address: str, path: str) -> tuple[int, float]:
    """Return the bytes sent, and the seconds until all of a page has come."""
    began, sent = time.perf_counter(), 0

    def got(path: str) -> bytes:
        nonlocal sent
        with urlopen(address + path) as answer:
            data: bytes = answer.read()
        sent += len(data)
        return data

    page = unescape(got(path).decode())
    for file in re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js)\?[^"]+)"', page):
        got(file)
    got("/static/fonts/source-sans-3-latin-wght-normal.woff2")
    picture = re.search(r"(/documents/\S+?\.webp\?dpi=100) ", page)
    assert picture, "the page has no picture"
    got(picture[1])
    return sent, time.perf_counter() - began


if __name__ == "__main__":
    main()
