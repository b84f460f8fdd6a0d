"""Shared projects: the same answers in a colleague's project, and nothing from a damaged or hostile file."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wr
from tests.helpers.towns import BOARD, SAME, digests
from workingregions.app import Project
from workingregions.corpus.errors import InputError, ProjectError

Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def packed(original: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A share, with texts, of a project with a correction, a label and a saved search."""
    folder = tmp_path_factory.mktemp("packed")
    shutil.copytree(original.root, folder / "project")
    project = Project.open(folder / "project")
    project.correct("merge", BOARD, SAME, who="Ada")
    first = str(project.view().passages()["id"].iloc[0])
    project.label("workforce_skills", first, "yes", who="Ben")
    project.save_search("trainers", "trainers")
    for name in ("corrections.jsonl", "labels.jsonl", "searches.jsonl"):
        with (project.root / name).open("a", encoding="utf8") as file:
            file.write("{torn")  # by a crash; what is shared has none of it
    project.share(folder / "whole.zip", texts=True, documents=True)
    project.share(folder / "bare.zip")
    return folder


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed_again(parts: Parts, out: Path) -> Path:
    """The parts as a share whose manifest has their sizes and checksums."""
    manifest = json.loads(parts["manifest.json"])
    manifest["files"] = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in parts.items()
        if name != "manifest.json"
    }
    manifest["rows"] = {
        name[6:-6]: data.count(b"\n") for name, data in parts.items() if name.startswith("store/")
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | {"manifest.json": json.dumps(manifest).encode()}).items():
            archive.writestr(name, data)
    return out


def refused(source: Path, tmp_path: Path, match: str) -> None:
    """Opening fails with these words, and nothing is left."""
    target = tmp_path / "opened"
    with pytest.raises((InputError, ProjectError), match=match):
        Project.open_shared(source, target)
    assert not target.exists()
    assert not list(tmp_path.glob(".opened*"))


# --- there and back


def test_a_colleague_gets_the_same_answers(packed: Path, tmp_path: Path) -> None:
    before = Project.open(packed / "project")
    done = Project.open_shared(packed / "whole.zip", tmp_path / "theirs")
    after = Project.open(tmp_path / "theirs")
    assert (done.texts, done.documents, done.originals) == (True, 3, 3)
    assert digests(after) == digests(before)
    assert after.check(deep=True) == []
    assert after.view().stale == ""
    one, two = before.view(), after.view()
    assert two.passages().equals(one.passages())
    assert two.codebook.version == one.codebook.version
    for asked in ("institutions", "ties", "themes", "corrections", "labels"):
        assert getattr(two, asked)().to_json() == getattr(one, asked)().to_json()
    hits = [hit.passage for hit in one.search("trainers").hits]
    assert [hit.passage for hit in two.search("trainers").hits] == hits
    assert [search.name for search in two.saved_searches()] == ["trainers"]
    assert [news.hits for news in after.run_searches(peek=True)] == [0]
    document = two.document("steel.md")
    assert two.original(document).read() == one.original(one.document("steel.md")).read()


def test_without_texts_what_needs_them_says_so(packed: Path, tmp_path: Path, wr: Wr) -> None:
    done = Project.open_shared(packed / "bare.zip", tmp_path / "theirs")
    after, before = Project.open(tmp_path / "theirs"), Project.open(packed / "project")
    assert not done.texts
    assert digests(after) == digests(before)
    one, two = before.view(), after.view()
    assert two.themes().equals(one.themes())
    assert list(two.ties()["sentence"]) == list(one.ties()["sentence"])
    assert "not shared" in two.unread().words
    with pytest.raises(InputError, match="not shared"):
        two.search("trainers")
    ran = wr("search", "trainers", "-p", after.root)
    assert (ran.code, "not shared" in ran.err) == (2, True)
    with pytest.raises(InputError, match="not shared"):
        after.fit_topics()
    with pytest.raises(InputError, match="not shared"):
        after.make_report("theme", themes=["reshoring"])
    assert not list((after.root / "reports").glob("r*"))
    assert after.refresh() == ()
    assert after.view().themes().equals(one.themes())
    # With the documents at hand, it becomes whole again.
    after.ingest([packed / "whole.zip"])


def test_a_share_without_texts_holds_no_more_than_findings_quote(packed: Path) -> None:
    parts = parts_of(packed / "bare.zip")
    assert "store/blocks.jsonl" not in parts
    assert not any(b"met in Akron in March" in data for data in parts.values())
    assert b"funds the Akron Workforce Board" in parts["store/passages.jsonl"]
    assert not any(name.startswith("documents/") for name in parts)


def test_no_place_on_the_disk_is_shared(packed: Path) -> None:
    here = str(packed.parent).encode()
    for name, data in parts_of(packed / "whole.zip").items():
        assert here not in data, name


def test_the_same_snapshot_gives_the_same_bytes(packed: Path, tmp_path: Path) -> None:
    project = Project.open(packed / "project")
    first = project.share(tmp_path / "a.zip", texts=True)
    second = project.share(tmp_path / "b.zip", texts=True)
    assert first.sha256 == second.sha256
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_commands_share_and_open(packed: Path, tmp_path: Path, wr: Wr) -> None:
    ran = wr("share", tmp_path / "s.zip", "-p", packed / "project")
    assert ran.code == 0
    assert "without their texts" in ran.out
    ran = wr("open", tmp_path / "s.zip", tmp_path / "theirs", "--json")
    assert json.loads(ran.out)["documents"] == 3
    ran = wr("open", tmp_path / "s.zip", tmp_path / "theirs")
    assert (ran.code, "already a project" in ran.err) == (2, True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    assert wr("open", tmp_path / "s.zip", tmp_path / "full").code == 2


# --- damaged and hostile files


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt", "/etc/evil", "store/../../evil.jsonl", "documents/evil.pdf", "workingregions.toml",
        "store/evil.jsonl", "a\\..\\b", "drops/../x.json", "codebooks/x.py", "model.pkl",
    ],
)  # fmt: skip
def test_names_that_no_share_has_are_refused(packed: Path, tmp_path: Path, name: str) -> None:
    parts = parts_of(packed / "bare.zip") | {name: b"x"}
    refused(packed_again(parts, tmp_path / "s.zip"), tmp_path, "which no shared project has")


def test_links_doubles_and_bombs_are_refused(packed: Path, tmp_path: Path) -> None:
    def with_member(info: zipfile.ZipInfo, data: bytes) -> Path:
        shutil.copy(packed / "bare.zip", tmp_path / "s.zip")
        with zipfile.ZipFile(tmp_path / "s.zip", "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(info, data)
        return tmp_path / "s.zip"

    link = zipfile.ZipInfo("documents/" + "a" * 64 + ".pdf")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    refused(with_member(link, b"/etc/passwd"), tmp_path, "is a link")
    with pytest.warns(UserWarning, match="Duplicate"):
        double = with_member(zipfile.ZipInfo("codebook.yaml"), b"themes: []")
    refused(double, tmp_path, "two files")
    bomb = zipfile.ZipInfo("documents/" + "b" * 64 + ".pdf")
    bomb.compress_type = zipfile.ZIP_DEFLATED
    refused(with_member(bomb, b"\0" * 5_000_000), tmp_path, "more than a share has")
    extra = zipfile.ZipInfo("documents/" + "c" * 64 + ".pdf")
    refused(with_member(extra, b"%PDF"), tmp_path, "does not name")


def test_changed_and_torn_files_are_refused(packed: Path, tmp_path: Path) -> None:
    parts = parts_of(packed / "bare.zip")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b"Akron", b"Aaron") if name == "codebook.yaml" else data)
        archive.writestr("x", b"")
    refused(tmp_path / "a.zip", tmp_path, "which no shared project has")
    changed = {**parts, "corrections.jsonl": parts["corrections.jsonl"].replace(b"Ada", b"Eve")}
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for name, data in changed.items():
            archive.writestr(name, data)
    refused(tmp_path / "b.zip", tmp_path, "corrections.jsonl was changed")
    # With a checksum that fits, the line shows that it was changed.
    refused(packed_again(changed, tmp_path / "c.zip"), tmp_path, "corrections.jsonl, line 1: it was changed")
    whole = (packed / "bare.zip").read_bytes()
    (tmp_path / "d.zip").write_bytes(whole[: len(whole) // 2])
    refused(tmp_path / "d.zip", tmp_path, "not a zip, or a damaged one")
    (tmp_path / "e.zip").write_bytes(b"PK not a zip")
    refused(tmp_path / "e.zip", tmp_path, "not a zip")
    refused(tmp_path / "none.zip", tmp_path, "not there")
    flipped = bytearray(whole)
    flipped[len(flipped) // 3] ^= 255
    (tmp_path / "f.zip").write_bytes(bytes(flipped))
    refused(tmp_path / "f.zip", tmp_path, "cannot be opened")


def manifest_with(**fields: object) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        found = json.loads(parts["manifest.json"]) | fields
        return parts | {"manifest.json": json.dumps(found).encode()}

    return change


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (manifest_with(version=99, release="9.0"), "newer version"),
        (manifest_with(store=99), "newer version"),
        (manifest_with(store=1), "format 1"),
        (manifest_with(format="other"), "other"),
        (manifest_with(duplicates="never"), "count"),
        (manifest_with(about=float("nan")), "count|manifest"),
        (manifest_with(texts="yes"), "texts"),
        (manifest_with(encoder="\x1b[2J"), "encoder"),
    ],
)
def test_manifests_are_checked(
    packed: Path, tmp_path: Path, change: Callable[[Parts], Parts], match: str
) -> None:
    refused(packed_again(change(parts_of(packed / "bare.zip")), tmp_path / "s.zip"), tmp_path, match)


def row_with(table: str, **fields: object) -> tuple[str, Callable[[bytes], bytes]]:
    def change(data: bytes) -> bytes:
        first, *others = data.split(b"\n")
        return b"\n".join([json.dumps(json.loads(first) | fields).encode(), *others])

    return f"store/{table}.jsonl", change


@pytest.mark.parametrize(
    ("part", "match"),
    [
        (row_with("mentions", start=-5), r"mentions.jsonl, line 1: -5"),
        (row_with("mentions", end=10**9), r"mentions.jsonl, line 1"),
        (row_with("mentions", kind="weapon"), r"mentions.jsonl, line 1: kind"),
        (row_with("mentions", page="1"), r"mentions.jsonl, line 1: page"),
        (row_with("mentions", secret=1), r"mentions.jsonl, line 1: secret"),
        (row_with("ties", passage="nowhere"), r"ties.jsonl, line 1: it refers to the passage"),
        (row_with("passages", document="nowhere"), r"passages.jsonl, line 1: it refers to the document"),
        (row_with("passages", vector="!!"), r"passages.jsonl, line 1: its vector"),
        (row_with("sources", location="/etc/passwd"), r"sources.jsonl, line 1: it names a place"),
        (row_with("documents", sha256="../x"), r"documents.jsonl, line 1"),
        (row_with("entities", id=""), r"entities.jsonl, line 1"),
        (("store/mentions.jsonl", lambda data: b"{" * 100_000 + b"\n" + data), r"mentions.jsonl, line 1"),
        (("store/mentions.jsonl", lambda data: b"\xff\xfe\n" + data), r"mentions.jsonl, line 1"),
        (("store/mentions.jsonl", lambda data: data + data), r"mentions.jsonl, line \d+: its id"),
        (("store/entities.jsonl", lambda _: b""), "no such entity|entities"),
        (("codebook.yaml", lambda _: b"!!python/object/apply:os.system ['touch /tmp/x']"), "codebook"),
        (("labels.jsonl", lambda data: data + b"{}\n"), r"labels.jsonl, line 2"),
        (("searches.jsonl", lambda data: b"[]\n" + data), r"searches.jsonl, line 1"),
        (("drops/d0001.json", lambda _: b"{}"), "d0001.json"),
    ],
)
def test_rows_and_lines_are_checked(
    packed: Path, tmp_path: Path, part: tuple[str, Callable[[bytes], bytes]], match: str
) -> None:
    name, change = part
    parts = parts_of(packed / "bare.zip")
    parts[name] = change(parts[name])
    refused(packed_again(parts, tmp_path / "s.zip"), tmp_path, match)
