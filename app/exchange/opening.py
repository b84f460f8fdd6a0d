"""Making a project of a shared file: all of it, or nothing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from workingregions.app.exchange.share_form import CODEBOOK, LINES, ORIGIN, ShareManifest
from workingregions.app.exchange.shared_rows import SharedRows
from workingregions.app.exchange.sharing import VERSIONS
from workingregions.app.exchange.unpacking import Share, opened, remove
from workingregions.app.map import adopt
from workingregions.corpus import disk, drops
from workingregions.corpus.citation_keys import FILE_NAME as KEYS
from workingregions.corpus.codebook import Codebook, as_yaml
from workingregions.corpus.config import FILE_NAME as CONFIG
from workingregions.corpus.config import default_text, with_value
from workingregions.corpus.errors import InputError, ProjectError, StoreError, UserError
from workingregions.corpus.files import make_folder, unwritable, write_atomically
from workingregions.corpus.labels import FILE_NAME as LABELS
from workingregions.corpus.labels import LabelBook
from workingregions.corpus.ledger import FILE_NAME as LEDGER
from workingregions.corpus.ledger import Ledger
from workingregions.corpus.lines import LineFile
from workingregions.corpus.location import Location
from workingregions.corpus.remedies import Advice, Remedy
from workingregions.corpus.searches import FILE_NAME as SEARCHES
from workingregions.corpus.searches import SearchBook
from workingregions.corpus.store import TABLES, Manifest, Store, Writer

STORE = "store"
DOCUMENTS = "documents"
"""The folder of the original files in the project that is made."""
FIRST = ("sources", "documents", "passages")
"""The tables that are read first, because others refer to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A project that was made of a shared file.

    Attributes:
        root: its folder.
        project: the name of the project that was shared.
        snapshot: the snapshot that it was made from; `release` is the version that wrote it.
        texts: whether it has the texts of the documents.
        documents: documents in it.
        originals: original files in it.
        gaps: a sentence on each thing that the corpus lacked when it was shared.
    """

    root: Path
    project: str
    snapshot: str
    release: str
    texts: bool
    documents: int
    originals: int
    gaps: tuple[str, ...] = ()


def open_share(source: Path, folder: Path | None = None) -> Opened:
    """Make a project of a shared file, in a new folder: all of it, or nothing.

    Nothing in the file decides where anything is written, and nothing in it is run. Names, sizes, checksums
    and every row are checked before the folder is there.

    Args:
        source: the file that `Project.share` wrote.
        folder: a new or empty folder; None: named after the project, in the present one.

    Raises:
        InputError: it is not a shared file, or is damaged; names the file in it, and the line.
        ProjectError: a newer release wrote it, or the folder is in use.
        DiskFullError: the disk is full.
    """
    with opened(source) as share:
        root = (folder or Path(_folder_name(share.manifest.project))).absolute()
        with _new_root(root) as made:
            share.unpack(made / "shared")
            try:
                originals = _build(share, made, root)
            except (UserError, StoreError) as error:
                if isinstance(error, ProjectError):
                    raise
                raise share.refused(error.message.rstrip(".")) from error
    manifest = share.manifest
    return Opened(
        root=root,
        project=manifest.project,
        snapshot=manifest.snapshot,
        release=manifest.release,
        texts=manifest.texts,
        documents=manifest.rows.get("documents", 0),
        originals=originals,
        gaps=manifest.gaps,
    )


@contextmanager
def _new_root(root: Path) -> Iterator[Path]:
    """Give a folder that becomes the project when the block ends well, and is removed when it does not."""
    if (root / CONFIG).exists():
        raise ProjectError(
            f"{root} is already a project.", advice=Advice(Remedy.OPEN_PROJECT, {"folder": str(root)})
        )
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise InputError(f"{root} is not empty.", advice="Name a new folder.")
    make_folder(root.parent)
    made = root.with_name(f".{root.name}.{os.getpid()}.opening")
    try:
        with disk.room(root.parent):
            made.mkdir()
            yield made
            if root.exists():
                root.rmdir()
            made.rename(root)
    except OSError as cause:
        raise unwritable(root, cause) from cause
    finally:
        remove(made)


def _folder_name(project: str) -> str:
    """Return a name for a folder: the letters and digits of the project's name."""
    return re.sub(r"[^\w]+", "-", project, flags=re.ASCII).strip("-")[:60] or "shared"


def _build(share: Share, made: Path, root: Path) -> int:
    """Make the project in `made`, which becomes `root`; return how many original files it has."""
    manifest, unpacked = share.manifest, made / "shared"
    _codebook(unpacked, made)
    originals = _keep_originals(unpacked, made)
    store = Store.create(made / STORE)
    if manifest.store > store.manifest().format:
        raise ProjectError(
            f"{share.path} holds a store of format {manifest.store}, of a newer version of workingregions "
            f"({manifest.release[:40]}).",
            advice=Remedy.UPGRADE,
        )
    if manifest.store < store.manifest().format:
        raise InputError(
            f"its rows have format {manifest.store}, and this version reads {store.manifest().format}",
            advice="Ask for a file that this version wrote.",
        )
    _keep_lines(unpacked, made)
    _keep_drops(unpacked, made)
    places = {path.name[:64]: str(Location(str(root / DOCUMENTS / path.name))) for path in originals}
    snapshot = _fill(store, made, manifest, unpacked, places)
    _keep_searches(unpacked, made, snapshot)
    if faults := store.check():
        raise InputError(faults[0])
    write_atomically(made / ORIGIN, json.dumps(_origin(manifest), ensure_ascii=False, indent=1) + "\n")
    remove(unpacked)
    # The configuration is what makes a folder a project, so it is written last. None of it is the stranger's.
    write_atomically(made / CONFIG, _config(manifest))
    return len(originals)


def _origin(manifest: ShareManifest) -> dict[str, object]:
    names = ("project", "snapshot", "created", "release", "texts", "gaps")
    return {name: getattr(manifest, name) for name in names}


def _config(manifest: ShareManifest) -> str:
    if manifest.duplicates not in ("once", "each") or not 0 <= manifest.about <= 1:
        raise InputError("its settings of [count] are none.")
    name = " ".join("".join(c if c.isprintable() else " " for c in manifest.project).split())[:200]
    text = default_text(name or "Shared project")
    for section, key, value in (
        ("codebook", "path", CODEBOOK),
        ("count", "duplicates", manifest.duplicates),
        ("count", "about", manifest.about),
    ):
        text = with_value(text, section, key, value)
    return text


# --- the parts


def _codebook(unpacked: Path, made: Path) -> None:
    """Write the codebook anew from what the share's says, and keep its versions."""
    if not (unpacked / CODEBOOK).is_file():
        raise InputError(f"it has no {CODEBOOK}.")
    try:
        write_atomically(made / CODEBOOK, as_yaml(Codebook.load(unpacked / CODEBOOK)))
        for path in sorted((unpacked / VERSIONS).glob("*.yaml")):
            (made / VERSIONS).mkdir(exist_ok=True)
            write_atomically(made / VERSIONS / path.name, as_yaml(Codebook.load(path)))
    except UserError as error:
        raise InputError(error.message.replace(f"{unpacked}/", "")) from error


def _keep_originals(unpacked: Path, made: Path) -> list[Path]:
    """Move the original files into the project; their names are their checksums, which were checked."""
    import hashlib

    found = sorted((unpacked / DOCUMENTS).glob("*"))
    for path in found:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != path.name[:64]:
                raise InputError(f"documents/{path.name} is another file than its name says.")
    if found:
        (made / DOCUMENTS).mkdir()
    return [path.rename(made / DOCUMENTS / path.name) for path in found]


def _keep_lines(unpacked: Path, made: Path) -> None:
    """Move the files of lines into the project; every line of ledger and labels must be one."""
    ledger, labels = Ledger(unpacked / LEDGER).read(), LabelBook(unpacked / LABELS).read()
    for name, problems in ((LEDGER, ledger.problems), (LABELS, labels.problems)):
        if problems:
            raise InputError(f"{name}, line {problems[0].line}: {problems[0].message}")
    for name in LINES:
        if name != SEARCHES and (unpacked / name).is_file():
            (unpacked / name).rename(made / name)
    if (made / KEYS).is_file():
        LineFile(made / KEYS).read()


def _keep_searches(unpacked: Path, made: Path, snapshot: str) -> None:
    """Save the searches of the share again, as reported in the project's own snapshot."""
    saved, problems = SearchBook(unpacked / SEARCHES).read()
    if problems:
        raise InputError(problems[0])
    for search in saved:
        SearchBook(made / SEARCHES).append(replace(search, snapshot=snapshot))


def _keep_drops(unpacked: Path, made: Path) -> None:
    try:
        for report in drops.load_all(unpacked / drops.FOLDER):
            report.save(made / drops.FOLDER)
    except StoreError as error:
        raise InputError(error.message.replace(f"{unpacked}/", "")) from error


# --- the store


def _fill(store: Store, made: Path, manifest: ShareManifest, unpacked: Path, places: dict[str, str]) -> str:
    """Write the rows into a new store; return its snapshot."""
    rows = SharedRows(unpacked, manifest)
    with store.writer() as writer:
        _check_encoder(manifest)
        for name in (*FIRST, *(name for name in TABLES if name not in FIRST)):
            _write(writer, name, rows, manifest, places)
        writer.index()
        writer.commit(f"shared by {manifest.project[:100]!r}, snapshot {manifest.snapshot[:20]}")
        active = Ledger(made / LEDGER).read().active
        found: Manifest = adopt(writer, store, "institution map as shared", active)
    return found.id


def _write(
    writer: Writer, name: str, rows: SharedRows, manifest: ShareManifest, places: dict[str, str]
) -> None:
    for records in rows.read(name):
        if name == "sources":
            records = [replace(source, location=places.get(source.sha256, "")) for source in records]
        if name == "passages" and rows.width and writer.encoder != manifest.encoder:
            writer.change_encoder(manifest.encoder, rows.width)
        writer.replace(name, "", records)


def _check_encoder(manifest: ShareManifest) -> None:
    name = manifest.encoder
    if not name or len(name) > 200 or not name.isprintable():
        raise InputError("its encoder has no name.")
