"""Files of lines that are only ever added to."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from workingregions.corpus.errors import InputError
from workingregions.corpus.lines import LineFile


@pytest.fixture
def file(tmp_path: Path) -> LineFile:
    return LineFile(tmp_path / "notes.jsonl")


def test_lines_are_read_with_their_numbers_and_blank_ones_are_skipped(file: LineFile) -> None:
    assert file.read() == []
    assert file.size() == 0
    file.append(["{}", "", "  ", '{"é": "\u2028"}'])
    assert [(line.number, line.data.decode(), line.ended) for line in file.read()] == [
        (1, "{}", True),
        (4, '{"é": "\u2028"}', True),
    ]
    file.append([])
    assert file.size() == len('{}\n\n  \n{"é": "\u2028"}\n'.encode())


def test_a_torn_last_line_is_kept_and_ended_or_removed(file: LineFile) -> None:
    file.path.write_bytes(b'{"a": 1}\n{"a": ')
    assert [line.ended for line in file.read()] == [True, False]
    file.append(["{}"])
    assert file.path.read_bytes() == b'{"a": 1}\n{"a": \n{}\n'
    file.path.write_bytes(b'{"a": 1}\n{"a": ')
    file.append(["{}"], drop_torn=True)
    assert file.path.read_bytes() == b'{"a": 1}\n{}\n'


@pytest.mark.parametrize("drop_torn", [False, True])
def test_nothing_is_left_of_lines_that_could_not_be_written(
    file: LineFile, monkeypatch: pytest.MonkeyPatch, drop_torn: bool
) -> None:
    file.append(["{}"])

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        file.append(["[]"], drop_torn=drop_torn)
    with pytest.raises(UnicodeEncodeError):
        file.append(["\udcff"])
    assert file.path.read_bytes() == b"{}\n"


def test_several_writers_lose_no_line_and_join_none(file: LineFile) -> None:
    file.path.write_bytes(b"torn")

    def add(name: int) -> None:
        for number in range(20):
            file.append([f'"{name} {number} {"x" * 5000}"'])

    threads = [threading.Thread(target=add, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [line.data for line in file.read()]
    assert found[0] == b"torn"
    assert len({line.split(b"x")[0] for line in found[1:] if line.endswith(b'x"')}) == len(found) - 1 == 80


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    with pytest.raises(InputError, match=r"here cannot be read: Is a directory\."):
        LineFile(tmp_path / "here").read()
