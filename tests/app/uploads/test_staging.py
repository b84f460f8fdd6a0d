"""Uploads keep to their folder and their limits, and are whole or absent."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from workingregions.app.uploads import Limits, Uploads
from workingregions.app.uploads.staging import ABANDONED
from workingregions.corpus import disk
from workingregions.corpus.errors import DiskFullError, InputError, NotFoundError

SMALL = Limits(file=100, total=250, files=4, free=0)


def close(uploads: Uploads, ident: str) -> Path:
    with uploads.finish(ident) as folder:
        return folder


def put(uploads: Uploads, ident: str, name: str, data: bytes = b"text", announced: int | None = None) -> str:
    with uploads.receive(ident, name, announced) as receiver:
        for start in range(0, len(data), 7):
            receiver.write(data[start : start + 7])
    assert receiver.staged is not None
    assert receiver.staged.bytes == len(data)
    return receiver.staged.path


def found(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_files_arrive_in_their_folders_and_none_overwrites_another(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, Limits(free=0))
    first, second = uploads.begin(), uploads.begin()
    assert (first, second) == ("u0001", "u0002")
    paths = [
        put(uploads, first, name, name.encode()) for name in ("a/x.pdf", "a/x.pdf", "a/X.PDF", "a", "a/y")
    ]
    assert paths == ["a/x.pdf", "a/x (2).pdf", "a/X (3).PDF", "a (2)", "a/y"]
    put(uploads, first, "../u0002/x.pdf")
    folder = close(uploads, first)
    assert folder == tmp_path / "uploads" / "u0001"
    assert found(folder)["a/x (2).pdf"] == b"a/x.pdf"
    assert found(folder)["u0002/x.pdf"] == b"text"
    assert found(close(uploads, second) if put(uploads, second, "z") else folder) == {"z": b"text"}


def test_a_folder_in_place_of_a_file_is_numbered_too(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, Limits(free=0))
    ident = uploads.begin()
    assert [put(uploads, ident, name) for name in ("a", "a/b", "a/c")] == ["a", "a (2)/b", "a (2)/c"]


def test_limits_hold_whatever_the_sender_announces(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, SMALL)
    ident = uploads.begin()
    with pytest.raises(InputError, match=r"big\.pdf is larger"):
        put(uploads, ident, "big.pdf", b"x" * 101)
    with pytest.raises(InputError, match=r"big\.pdf is larger"):
        put(uploads, ident, "big.pdf", b"x", announced=101)
    put(uploads, ident, "one", b"x" * 100)
    put(uploads, ident, "two", b"x" * 100)
    with pytest.raises(InputError, match="larger"):  # 50 bytes are left of the total
        put(uploads, ident, "three", b"x" * 60)
    put(uploads, ident, "three", b"x")
    put(uploads, ident, "four", b"x")
    with pytest.raises(InputError, match="4 files already"):
        put(uploads, ident, "five", b"x")
    assert set(found(close(uploads, ident))) == {"one", "two", "three", "four"}
    assert not list((tmp_path / "uploads" / ".incoming").iterdir()), "what was refused leaves nothing behind"


def test_space_that_must_stay_free_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Uploads(tmp_path, Limits(free=1000))
    ident = uploads.begin()
    monkeypatch.setattr(disk, "free", lambda _: 1500)
    put(uploads, ident, "small", b"x", announced=400)
    with pytest.raises(DiskFullError):
        put(uploads, ident, "large", b"x", announced=600)


def test_a_connection_that_breaks_leaves_no_torn_file(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, Limits(free=0))
    ident = uploads.begin()
    broken = uploads.receive(ident, "torn.pdf")
    broken.__enter__().write(b"half")
    with pytest.raises(ConnectionError):
        broken.gen.throw(ConnectionError())  # type: ignore[attr-defined]
    put(uploads, ident, "whole.pdf")
    assert found(close(uploads, ident)) == {"whole.pdf": b"text"}


def test_only_open_uploads_take_files(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, Limits(free=0))
    ident = uploads.begin()
    with pytest.raises(InputError, match="No file has arrived"):
        close(uploads, ident)
    put(uploads, ident, "a")
    close(uploads, ident)
    other = uploads.begin()
    put(uploads, other, "a")
    uploads.discard(other)
    for gone in (ident, other, "u0099", "../u0001", ""):
        with pytest.raises(NotFoundError):
            put(uploads, gone, "b")
    assert not (tmp_path / "uploads" / other).exists()
    assert uploads.begin() == "u0002", "an ingested upload keeps its number"


def test_what_an_earlier_server_left_for_a_day_is_removed(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, Limits(free=0))
    old, young, ingested = uploads.begin(), uploads.begin(), uploads.begin()
    for ident in (old, young, ingested):
        put(uploads, ident, "a")
    close(uploads, ingested)
    past = time.time() - ABANDONED - 60
    for ident in (old, ingested):
        for path in (tmp_path / "uploads" / ident).iterdir():
            os.utime(path, (past, past))
    Uploads(tmp_path)
    assert sorted(p.name for p in (tmp_path / "uploads").glob("u*")) == [young, ingested]


def test_an_upload_whose_ingest_cannot_start_stays_open(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, Limits(free=0))
    ident = uploads.begin()
    put(uploads, ident, "a")
    with pytest.raises(ZeroDivisionError), uploads.finish(ident):
        _ = 1 / 0
    put(uploads, ident, "b")
    assert set(found(close(uploads, ident))) == {"a", "b"}
