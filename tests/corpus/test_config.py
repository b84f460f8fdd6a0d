from __future__ import annotations

from pathlib import Path

import pytest

from workingregions.corpus.config import FILE_NAME, Config, default_text, load, with_value
from workingregions.corpus.errors import ConfigError


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "workingregions.toml"
    path.write_text(text, encoding="utf8")
    return path


def test_the_default_file_says_what_the_defaults_are(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, default_text('a "b" \\ c')))
    assert loaded.project.name == 'a "b" \\ c'
    assert loaded.model_copy(update={"project": Config().project}) == Config()


def test_every_key_is_explained() -> None:
    lines = default_text("x").splitlines()
    keys = [i for i, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    assert len(keys) >= 10
    assert all(lines[i - 1].startswith("# ") and len(lines[i - 1]) > 10 for i in keys)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[ingest]\nworkerz = 3", ["unknown key ingest.workerz", "Did you mean ingest.workers?"]),
        ("[serch]\nmode = 'dense'", ["unknown key serch", "search"]),
        ("[ingest]\ntimeout = -1", ["ingest.timeout = -1", "greater than 0"]),
        ("[search]\nmode = 'fuzzy'", ["search.mode", "hybrid"]),
        ("[ingest\n", ["not valid TOML", "line 1"]),
    ],
)
def test_a_broken_file_is_told_with_its_name_and_key(tmp_path: Path, text: str, words: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    for word in [str(path), *words]:
        assert word in str(caught.value)


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "workingregions.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load(path)


@pytest.mark.parametrize(
    "before",
    [
        default_text("review"),
        "",
        '[codebook]\npath = ""  # none\n[count]\nabout = 0.6\n',
        "[codebook]\n\n[count]\nabout = 0.6",
        '[project]\nname = "a"\n',
    ],
)
def test_one_value_is_set_and_the_rest_stays(before: str, tmp_path: Path) -> None:
    text = with_value(before, "codebook", "path", 'my "book".yaml')
    path = tmp_path / FILE_NAME
    path.write_text(text, encoding="utf8")
    found = load(path)
    assert found.codebook.path == 'my "book".yaml'
    path.write_text(before, encoding="utf8")
    assert found.model_copy(update={"codebook": load(path).codebook}) == load(path)
    assert set(before.splitlines()) - set(text.splitlines()) <= {'path = ""', 'path = ""  # none'}


def test_a_value_is_not_set_where_the_file_is_not_laid_out_for_it() -> None:
    with pytest.raises(ConfigError, match="cannot be changed"):
        with_value('codebook = {path = "a"}\n', "codebook", "path", "b")
