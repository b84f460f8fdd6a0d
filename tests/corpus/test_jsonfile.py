from __future__ import annotations

from pathlib import Path

import pytest

from workingregions.corpus.jsonfile import read_object


@pytest.mark.parametrize("data", [b"", b"[]", b"1", b"{", b"\xff", b"[" * 200_000, b'{"a":' * 200_000, None])
def test_what_is_no_object_is_none(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "kept.json"
    if data is not None:
        path.write_bytes(data)
    assert read_object(path) is None


def test_an_object_is_read(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text('{"a": [1, "é"]}', encoding="utf8")
    assert read_object(tmp_path / "kept.json") == {"a": [1, "é"]}
