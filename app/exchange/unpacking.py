"""A shared file as a stranger may have made it: every name, size, checksum and row is checked first."""

from __future__ import annotations

import hashlib
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workingregions.app.exchange.share_form import (
    FORMAT,
    LARGEST,
    LARGEST_MANIFEST,
    LARGEST_MEMBER,
    MANIFEST,
    MOST_MEMBERS,
    RATIO,
    SLACK,
    VERSION,
    ShareManifest,
    check_name,
    manifest_reader,
)
from workingregions.corpus import disk
from workingregions.corpus.errors import DiskFullError, InputError, ProjectError
from workingregions.corpus.remedies import Remedy
from workingregions.ingest.formats import ERRORS, Archive

_CHUNK = 2**20


class Share:
    """An open shared file, whose list of files was checked; each is checked again as it is unpacked."""

    def __init__(self, path: Path, archive: Archive) -> None:
        self.path, self._archive = path, archive
        self._infos = _listed(archive, path)
        self.manifest = self._manifest()
        named = set(self.manifest.files)
        if lost := sorted(named - self._infos.keys()):
            raise self.refused(f"it lacks {lost[0]!r}, which its manifest names")
        if extra := sorted(self._infos.keys() - named - {MANIFEST}):
            raise self.refused(f"it holds {extra[0]!r}, which its manifest does not name")

    @property
    def names(self) -> list[str]:
        """The names of its files, without the manifest."""
        return sorted(self.manifest.files)

    def refused(self, why: str) -> InputError:
        """Return the error that the file cannot be opened."""
        return InputError(
            f"{self.path} cannot be opened: {why}.", advice="Nothing was written. Ask for the file again."
        )

    def unpack(self, folder: Path) -> None:
        """Write all files below a folder.

        Raises:
            InputError: a file is damaged, or is not what the manifest says.
        """
        total = sum(info.file_size for info in self._infos.values())
        if total > disk.free(folder):
            raise DiskFullError(folder, disk.free(folder))
        for name in self.names:
            target = folder.joinpath(*name.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            self._unpack(name, target)

    def _unpack(self, name: str, target: Path) -> None:
        said, info = self.manifest.files[name], self._infos[name]
        if said.bytes != info.file_size:
            raise self.refused(f"{name} has {info.file_size:,} bytes, and its manifest says {said.bytes:,}")
        digest, left = hashlib.sha256(), info.file_size
        try:
            # With "x", nothing that is there already is written to, not even through a link.
            with self._archive.open(info) as source, target.open("xb") as out:
                while left > 0 and (piece := source.read(min(_CHUNK, left))):
                    digest.update(piece)
                    out.write(piece)
                    left -= len(piece)
        except (*ERRORS, FileExistsError) as cause:
            if disk.is_full(cause):
                raise
            raise self.refused(f"{name} is damaged ({cause})") from cause
        if left or digest.hexdigest() != said.sha256:
            raise self.refused(f"{name} was changed: its checksum is not that of the manifest")

    def _manifest(self) -> ShareManifest:
        from pydantic import ValidationError

        info = self._infos.get(MANIFEST)
        if info is None:
            raise self.refused(f"it has no {MANIFEST}, so that it is not a shared project")
        if info.file_size > LARGEST_MANIFEST:
            raise self.refused(f"its {MANIFEST} is too large")
        try:
            found = manifest_reader().validate_json(self._archive.read(info), strict=True)
        except ValidationError as cause:
            self._refuse_newer(info)
            first = cause.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise self.refused(f"{MANIFEST}: {where or 'it'}: {first['msg']}") from cause
        except (*ERRORS, RecursionError) as cause:
            raise self.refused(f"{MANIFEST} is damaged ({cause})") from cause
        if found.format != FORMAT:
            raise self.refused(f"{MANIFEST} says that it is {found.format[:60]!r}")
        self._check_version(found.version, found.release)
        return found

    def _refuse_newer(self, info: zipfile.ZipInfo) -> None:
        """Raise ProjectError if a manifest that cannot be read is one of a newer form."""
        import json

        try:
            found = json.loads(self._archive.read(info))
        except (ValueError, RecursionError):
            return
        if (
            isinstance(found, dict)
            and found.get("format") == FORMAT
            and isinstance(found.get("version"), int)
        ):
            self._check_version(found["version"], str(found.get("release", ""))[:40])

    def _check_version(self, version: int, by: str) -> None:
        if version > VERSION:
            raise ProjectError(
                f"{self.path} was written by a newer version of workingregions ({by[:40]}): its form is "
                f"{version}; this version opens forms up to {VERSION}.",
                advice=Remedy.UPGRADE,
            )


@contextmanager
def opened(path: Path) -> Iterator[Share]:
    """Open a shared file for as long as the block runs.

    Raises:
        InputError: it is not a shared file, or its list of files is not that of one.
        ProjectError: a newer release wrote it.
    """
    if not path.is_file():
        raise InputError(f"{path} is {'not a file' if path.exists() else 'not there'}.")
    try:
        with path.open("rb") as file, Archive(file) as archive:
            yield Share(path, archive)
    except ERRORS as cause:
        if isinstance(cause, OSError):
            raise
        raise InputError(
            f"{path} cannot be opened: it is not a zip, or a damaged one ({cause}).",
            advice="Nothing was written. Ask for the file again.",
        ) from cause


def _listed(archive: Archive, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the files of a zip by name. Raise InputError unless they could be those of a share."""

    def refused(why: str) -> InputError:
        return InputError(f"{path} cannot be opened: {why}.", advice="Nothing was written.")

    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise refused(f"it holds {len(infos):,} files")
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename
        # What the zip states, before zipfile cut it at a zero or turned its slashes.
        if info.orig_filename != name:
            raise refused(f"it holds {info.orig_filename[:100]!r}, which is not a name of a file")
        if name in found:
            raise refused(f"it holds two files {name[:100]!r}")
        if name != MANIFEST:
            try:
                check_name(name)
            except InputError as error:
                raise refused(error.message.rstrip(".")) from error
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise refused(f"{name!r} is a link or a folder, not a file")
        if info.flag_bits & 1:
            raise refused(f"{name!r} is encrypted")
        if info.file_size > min(LARGEST_MEMBER, RATIO * info.compress_size + SLACK):
            raise refused(f"{name!r} unpacks to {info.file_size:,} bytes, more than a share has")
        found[name] = info
    whole = path.stat().st_size
    total = sum(info.file_size for info in infos)
    if total > min(LARGEST, RATIO * whole + SLACK * 16):
        raise refused(f"it unpacks to {total:,} bytes, more than a share has")
    return found


def remove(folder: Path) -> None:
    """Remove a folder that was begun."""
    shutil.rmtree(folder, ignore_errors=True)
