"""Packing a project into one file for a colleague: the same bytes for the same snapshot."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from workingregions.app.exchange.exporting import FIXED, LINK, ExportOrder, about_of
from workingregions.app.exchange.kinds import EXPORTS
from workingregions.app.exchange.rows import Gathered
from workingregions.app.exchange.share_form import (
    CODEBOOK,
    FORMAT,
    MANIFEST,
    VECTOR,
    VERSION,
    SharedFile,
    ShareManifest,
)
from workingregions.app.pages import OriginalState, original
from workingregions.corpus import disk, drops
from workingregions.corpus.citation_keys import FILE_NAME as KEYS
from workingregions.corpus.citation_keys import KeyRegister
from workingregions.corpus.codebook import Codebook, as_yaml
from workingregions.corpus.errors import InputError, ReadError, UserError
from workingregions.corpus.files import make_folder
from workingregions.corpus.labels import FILE_NAME as LABELS
from workingregions.corpus.labels import LabelBook
from workingregions.corpus.ledger import FILE_NAME as LEDGER
from workingregions.corpus.ledger import Ledger
from workingregions.corpus.plain import plain
from workingregions.corpus.records import Document, Passage, Source
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.searches import FILE_NAME as SEARCHES
from workingregions.corpus.searches import SearchBook
from workingregions.corpus.store import TABLES, encode, release

if TYPE_CHECKING:
    from workingregions.app.view import View

VERSIONS = "codebooks"
LONGEST_QUOTE = 1_000
"""Characters of a passage up to which the words of a finding are packed where its text is not."""
TEXTS = ("blocks", "done")
"""Tables that are packed with the texts alone: the text as it stands on the pages, and the record of the
stages that ran, without which the files of a colleague are read anew."""
QUOTING = ("mentions", "people", "ties", "entity_ties", "outcomes", "raw_outcomes")
"""Tables whose rows quote words of passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A shared file that was written.

    Attributes:
        path: the file.
        snapshot: what it holds.
        bytes: its size.
        texts: whether the texts of the documents are in it.
        documents: documents of the corpus.
        originals: original files in it.
        missing: files of originals that were wanted and are not there, with the reason.
        sha256: of the whole file.
    """

    path: Path
    snapshot: str
    bytes: int
    texts: bool
    documents: int
    originals: int = 0
    missing: tuple[str, ...] = ()
    sha256: str = ""


def share(view: View, out: Path, *, texts: bool, documents: bool) -> Shared:
    """See Project.share."""
    from workingregions.reports.exchange import checksum, new_file

    if view.empty:
        raise InputError("There is nothing to share yet.", advice=Remedy.INGEST)
    if texts:
        view.need_texts("they cannot be passed on")
    make_folder(out.parent)
    # Beside the file: the folder for temporary files may be small.
    with disk.room(out.parent), tempfile.TemporaryDirectory(dir=out.parent, prefix=".share-") as made:
        folder = Path(made)
        _write_parts(view, folder, texts=texts)
        originals, missing = _copy_originals(view, folder) if documents else (0, ())
        manifest = _manifest(view, folder, texts=texts, originals=originals)
        (folder / MANIFEST).write_text(
            json.dumps(plain(manifest), ensure_ascii=False, indent=1) + "\n", "utf8"
        )
        with new_file(out) as path:
            _zip(folder, path)
    return Shared(
        path=out,
        snapshot=view.snapshot.id,
        bytes=out.stat().st_size,
        texts=texts,
        documents=manifest.rows["documents"],
        originals=originals,
        missing=missing,
        sha256=checksum(out),
    )


def _manifest(view: View, folder: Path, *, texts: bool, originals: int) -> ShareManifest:
    now = view.snapshot.manifest
    files = {
        path.relative_to(folder).as_posix(): SharedFile(bytes=path.stat().st_size, sha256=_checksum(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    rows = {path.stem: _lines(path) for path in sorted((folder / "store").iterdir())}
    return ShareManifest(
        format=FORMAT,
        version=VERSION,
        release=release(),
        project=view.name,
        snapshot=now.id,
        created=now.created,
        store=now.format,
        encoder=now.encoder,
        texts=texts,
        documents=originals,
        about=view.config.count.about,
        duplicates=view.config.count.duplicates,
        gaps=tuple(filter(None, [gap for gap in (view.unread().words, view.stale) if gap])),
        rows=rows,
        files=files,
    )


def _write_parts(view: View, folder: Path, *, texts: bool) -> None:
    """Write everything but the manifest and the original files."""
    (folder / CODEBOOK).write_text(as_yaml(view.codebook), "utf8")
    for version, codebook in _versions(view.root / VERSIONS):
        (folder / VERSIONS).mkdir(exist_ok=True)
        (folder / VERSIONS / f"{version}.yaml").write_text(as_yaml(codebook), "utf8")
    _write_lines(view.root, folder)
    for report in drops.load_all(view.root / drops.FOLDER):
        (folder / drops.FOLDER).mkdir(exist_ok=True)
        # Where the files lie on this machine is nobody else's business.
        names = tuple(PurePosixPath(path.replace("\\", "/")).name for path in report.paths)
        replace(report, paths=names, skipped=()).save(folder / drops.FOLDER)
    _write_rows(view, folder / "store", texts=texts)
    _write_tables(view, folder / "tables", texts=texts)


def _versions(folder: Path) -> Iterator[tuple[str, Codebook]]:
    """Yield the versions of the codebook that were in use and can be read."""
    for path in sorted(folder.glob("*.yaml")):
        with suppress(UserError):
            found = Codebook.load(path)
            yield found.version, found


def _write_lines(root: Path, folder: Path) -> None:
    """Write the lines of ledger, labels, searches and keys that can be used; a torn one helps nobody."""
    if Ledger(root / LEDGER).read().corrections:
        Ledger(root / LEDGER).write_to(folder / LEDGER)
    LabelBook(folder / LABELS).append(LabelBook(root / LABELS).read().labels)
    for search in SearchBook(root / SEARCHES).read()[0]:
        SearchBook(folder / SEARCHES).append(search)
    KeyRegister(root / KEYS).write_to(folder / KEYS)


# --- the rows of the store


def _write_rows(view: View, folder: Path, *, texts: bool) -> None:
    folder.mkdir()
    for name, record in TABLES.items():
        if name in TEXTS and not texts:
            continue
        with (folder / f"{name}.jsonl").open("w", encoding="utf8") as out:
            for row in _rows(view, name, record, texts=texts):
                out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def _rows(view: View, name: str, record: type, *, texts: bool) -> Iterator[dict[str, Any]]:
    if record is Passage:
        yield from _passages(view, texts=texts)
        return
    for found in view.snapshot.records(name):
        if isinstance(found, Source):
            found = replace(found, location="")
        if isinstance(found, Document) and not texts:
            quoted = tuple(replace(value, quote="") for value in found.metadata)
            found = replace(found, metadata=quoted)
        yield encode(found)


def _passages(view: View, *, texts: bool) -> Iterator[dict[str, Any]]:
    quoted = {} if texts else quoted_words(view)
    documents = sorted(view.snapshot.arrow("documents", columns=["id"])["id"].to_pylist())
    for at in range(0, len(documents), 50):
        for passage in view.snapshot.records("passages", among=("document", documents[at : at + 50])):
            vector, passage = passage.vector, replace(passage, vector=None)
            row = encode(passage)
            if not texts:
                row["text"] = blanked(passage.text, quoted.get(passage.id, ()))
            elif vector is not None:
                row[VECTOR] = base64.b64encode(vector.astype("<f4").tobytes()).decode()
            yield row


def quoted_words(view: View) -> Mapping[str, list[tuple[int, int]]]:
    """Return the stretches of each passage that findings quote."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for name in QUOTING:
        for row in view.snapshot.arrow(name, columns=["passage", "start", "end"]).to_pylist():
            if row["end"] - row["start"] <= LONGEST_QUOTE:
                found[row["passage"]].append((row["start"], row["end"]))
    return found


def blanked(text: str, kept: Iterable[tuple[int, int]]) -> str:
    """Return a text of the same length in which all but some stretches are spaces, so that offsets hold."""
    signs = [sign if sign == "\n" else " " for sign in text]
    for start, end in kept:
        signs[start:end] = text[start:end]
    return "".join(signs)


# --- results for other programs, and original files


def _write_tables(view: View, folder: Path, *, texts: bool) -> None:
    """Write the results as Parquet; without texts, the tables that hold no more than findings quote."""
    from workingregions.reports.exchange import write_parquet

    gathered = Gathered(view, None, LINK)
    tables = dict(gathered.tables)
    if not texts:
        tables = {name: rows for name, rows in tables.items() if name not in ("passages", "scores")}
        tables["outcomes"] = lambda: ({**row, "sentence": ""} for row in gathered.tables["outcomes"]())
    about = about_of(
        view, EXPORTS["parquet"], ExportOrder(), [gap for gap in (view.unread().words, view.stale) if gap]
    )
    write_parquet(tables, about, folder)


def _copy_originals(view: View, folder: Path) -> tuple[int, tuple[str, ...]]:
    """Copy the original files that are there; return how many, and why others are not."""
    count, missing = 0, []
    (folder / "documents").mkdir()
    for document in view.snapshot.records("documents"):
        found = original(view.snapshot, document, view.root)
        try:
            if found.state is not OriginalState.THERE:
                raise InputError(found.message)
            data = found.read()
        except (InputError, ReadError) as error:
            missing.append(error.message)
            continue
        suffix = PurePosixPath(found.name).suffix.lower()
        kept = suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 9 else ""
        (folder / "documents" / f"{document.sha256}{kept}").write_bytes(data)
        count += 1
    return count, tuple(missing)


# --- the file


def _zip(folder: Path, path: Path) -> None:
    """Write a folder as a zip, the manifest first: the same bytes for the same files."""
    names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in (MANIFEST, *(name for name in names if name != MANIFEST)):
            info = zipfile.ZipInfo(name, FIXED)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            info.file_size = (folder / name).stat().st_size
            with (folder / name).open("rb") as source, made.open(info, "w") as member:
                shutil.copyfileobj(source, member)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)
