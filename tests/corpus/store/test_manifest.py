"""Files and folders that a user names."""

from __future__ import annotations

from pathlib import Path

import pytest

from workingregions.corpus.errors import InputError
from workingregions.corpus.files import make_folder, write_atomically, writing


def test_a_file_is_written_with_the_folders_above_it(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "notes.txt"
    with writing(target):
        write_atomically(target, "steel")
    assert target.read_text() == "steel"
    assert [p.name for p in target.parent.iterdir()] == ["notes.txt"]


def test_a_place_that_cannot_be_written_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    places = {
        tmp_path: "is a folder",
        tmp_path / "file" / "x": "file is a file",
        tmp_path / ("x" * 300): "cannot be written: File name too long",
    }
    for place, told in places.items():
        with pytest.raises(InputError, match=told), writing(place):
            write_atomically(place, "steel")
    with pytest.raises(InputError, match="file is a file"):
        make_folder(tmp_path / "file")
    with pytest.raises(InputError, match="cannot be written"):
        make_folder(tmp_path / "file" / "below")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
