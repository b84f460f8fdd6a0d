"""Drops: what is found, in which order, what is left out, what is refused."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import pytest

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import InputError, ReadError
from workingregions.ingest import drop
from workingregions.ingest.drop import discover, make_source, readable
from workingregions.ingest.formats.media_types import sniff


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return memory.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    (root / "sub").mkdir(parents=True)
    (root / ".git").mkdir()
    for name in (
        "b.txt",
        "a.txt",
        "sub/c.md",
        ".hidden",
        "Thumbs.db",
        "sub/~$plan.docx",
        ".git/config",
        ".DS_Store",
    ):
        (root / name).write_text("text of " + name)
    return root


class TestDiscover:
    def test_folders_are_walked_in_order_and_clutter_is_counted(self, folder: Path) -> None:
        found = discover([folder])
        assert [item.path for item in found] == ["a.txt", "b.txt", "sub/c.md"]
        assert found[0].read() == b"text of a.txt"
        assert found[0].size == len(b"text of a.txt")
        assert found.left_out == (".DS_Store", ".git/config", ".hidden", "Thumbs.db", "sub/~$plan.docx")

    def test_files_globs_and_excludes(self, folder: Path) -> None:
        assert [item.path for item in discover([folder / "sub" / "c.md"])] == ["c.md"]
        assert [item.path for item in discover([f"{folder}/**/*.md"])] == ["sub/c.md"]
        assert [item.path for item in discover([folder], exclude=["b.*", "sub/*"])] == ["a.txt"]

    def test_a_file_given_twice_comes_once(self, folder: Path) -> None:
        assert len(discover([folder, folder / "a.txt", f"{folder}/*.txt"])) == 3

    def test_equal_names_of_two_folders_stay_apart(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "x.txt").write_text(name)
        found = discover([tmp_path / "one", tmp_path / "two"])
        assert [item.read() for item in found] == [b"one", b"two"]
        assert len({item.path for item in found}) == 2
        assert all(item.path.endswith(("one/x.txt", "two/x.txt")) for item in found)

    def test_order_of_paths_does_not_matter(self, folder: Path, tmp_path: Path) -> None:
        other = tmp_path / "z.zip"
        other.write_bytes(zipped({"m.txt": b"m"}))
        assert list(discover([folder, other])) == list(discover([other, folder]))

    @pytest.mark.parametrize("given", ["missing.pdf", "*.nothing", "empty"])
    def test_nothing_is_a_clear_error(self, tmp_path: Path, given: str) -> None:
        (tmp_path / "empty").mkdir()
        with pytest.raises(InputError) as caught:
            discover([f"{tmp_path}/{given}"])
        assert given in caught.value.message
        assert caught.value.advice

    def test_only_clutter_says_that_it_was_left_out(self, tmp_path: Path) -> None:
        (tmp_path / ".hidden").write_text("x")
        with pytest.raises(InputError, match="1 hidden"):
            discover([tmp_path])

    def test_links_in_a_circle_end(self, folder: Path) -> None:
        (folder / "sub" / "loop").symlink_to(folder)
        assert len(discover([folder])) == 3

    def test_a_dangling_link_is_found_and_fails_on_reading(self, folder: Path) -> None:
        (folder / "gone.pdf").symlink_to(folder / "nowhere.pdf")
        gone = next(item for item in discover([folder]) if item.path == "gone.pdf")
        with pytest.raises(ReadError) as caught:
            gone.read()
        assert caught.value.category is FailureCategory.MISSING


class TestZips:
    def only(self, tmp_path: Path, data: bytes) -> list[drop.Found]:
        (tmp_path / "x.zip").write_bytes(data)
        return list(discover([tmp_path / "x.zip"]))

    def category(self, item: drop.Found) -> FailureCategory:
        with pytest.raises(ReadError) as caught:
            item.read()
        return caught.value.category

    def test_members_and_zips_inside(self, tmp_path: Path) -> None:
        inner = zipped({"deep/b.md": b"bee"})
        found = self.only(
            tmp_path, zipped({"a.txt": b"ay", "in.zip": inner, "__MACOSX/a.txt": b"", ".x": b""})
        )
        assert [(item.path, item.read()) for item in found] == [
            ("x.zip/a.txt", b"ay"),
            ("x.zip/in.zip/deep/b.md", b"bee"),
        ]
        assert pickle.loads(pickle.dumps(found[1])).read() == b"bee"

    def test_office_files_are_not_taken_apart(self, tmp_path: Path) -> None:
        data = zipped({"[Content_Types].xml": b"", "word/document.xml": b""})
        (tmp_path / "x.docx").write_bytes(data)
        assert [item.path for item in discover([tmp_path])] == ["x.docx"]

    def test_members_outside_are_refused(self, tmp_path: Path) -> None:
        found = self.only(tmp_path, zipped({"../../etc/evil.txt": b"x", "/abs.txt": b"x", "ok.txt": b"fine"}))
        assert [item.path for item in found if not item.refused] == ["x.zip/ok.txt"]
        assert all(".." not in item.path for item in found)
        assert {self.category(item) for item in found if item.refused} == {FailureCategory.UNSUPPORTED}

    def test_bombs_are_refused(self, tmp_path: Path) -> None:
        (item,) = self.only(tmp_path, zipped({"zeros.txt": b"\0" * (drop._RATIO_FLOOR + 1)}))
        assert self.category(item) is FailureCategory.TOO_LARGE

    @pytest.mark.parametrize(("limit", "value"), [("MAX_MEMBERS", 3), ("MAX_UNPACKED", 10), ("MAX_DEPTH", 1)])
    def test_limits(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
        data = zipped({"a.txt": b"123456", "b.txt": b"123456"})
        for level in range(2):
            data = zipped({"c.txt": b"1", f"{level}.zip": data})
        assert len(self.only(tmp_path, data)) == 4
        monkeypatch.setattr(drop, limit, value)
        (item,) = self.only(tmp_path, data)
        assert self.category(item) is FailureCategory.TOO_LARGE

    def test_damaged_empty_and_encrypted(self, tmp_path: Path) -> None:
        (damaged,) = self.only(tmp_path, b"PK\x03\x04 nothing like a zip")
        assert self.category(damaged) is FailureCategory.DAMAGED
        (empty,) = self.only(tmp_path, zipped({}))
        assert self.category(empty) is FailureCategory.EMPTY
        data = bytearray(zipped({"a.txt": b"secret"}, zipfile.ZIP_STORED))
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(mark) + offset] |= 1
        (locked,) = self.only(tmp_path, bytes(data))
        assert self.category(locked) is FailureCategory.ENCRYPTED


def test_sources(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"# Hi\n")
    (found,) = discover([path])
    source = make_source(found, "drop-1")
    assert source == make_source(found, "drop-1", b"# Hi\n")
    assert (source.path, source.media_type, source.bytes, source.drop) == (
        "a.md",
        "text/markdown",
        5,
        "drop-1",
    )
    assert len(source.sha256) == 64


CSL = json.dumps([{"id": "a", "type": "book", "title": "T"}]).encode()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.4\n", "x.txt", "application/pdf"),
        (b"junk\n%PDF-1.4\n", "x", "application/pdf"),
        (b"1.4\n1 0 obj", "x.pdf", "application/pdf"),
        (b"<!DOCTYPE html><html>", "x.pdf", "text/html"),
        (b"\xef\xbb\xbf  <HTML><body>", "x", "text/html"),
        (b"<p>hello</p>", "x.htm", "text/html"),
        (b"<p>hello</p>", "x.md", "text/markdown"),
        (b"{\\rtf1 x}", "x.doc", "application/rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "x", "application/msword"),
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "x.zip", WORD),
        (zipped({"mimetype": b"application/epub+zip"}), "x", "application/epub+zip"),
        (
            zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}),
            "x",
            "application/vnd.oasis.opendocument.text",
        ),
        (zipped({"a.txt": b"a"}), "x.docx", "application/zip"),
        (b"PK\x03\x04 cut off", "x.docx", WORD),
        (b'<?xml version="1.0"?>\n<!-- c --><article dtd-version="1.2">', "x.xml", "application/jats+xml"),
        (b'<TEI xmlns="http://www.tei-c.org/ns/1.0">', "x", "application/tei+xml"),
        (b"<?xml version='1.0'?><rss>", "x.xml", "application/xml"),
        (b"From: a@b.c\nTo: d@e.f\nMessage-ID: <1@b.c>\nSubject: x\n\nHello", "x.txt", "message/rfc822"),
        (b"From: a@b.c\nTo: d@e.f\nMessage-ID: <1@b.c>\nSubject: x\n\nHello", "mail", "message/rfc822"),
        (b"@article{a,\n title={T}}", "x", "application/x-bibtex"),
        (b"anything", "x.bib", "application/x-bibtex"),
        (b"TY  - JOUR\nER  - \n", "x", "application/x-research-info-systems"),
        (CSL, "x.json", "application/vnd.citationstyles.csl+json"),
        (b'{"a": 1}', "x.json", "application/json"),
        ("Käse".encode("utf-16"), "x.txt", "text/plain"),
        (b"\x00\x01\x02\x03" * 40, "x", "application/octet-stream"),
        (b"plain words", "README", "text/plain"),
    ],
)
def test_sniff(data: bytes, name: str, expected: str) -> None:
    assert sniff(data, name) == expected


def test_a_name_that_is_not_utf_8_is_written_readably_and_the_file_is_read(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_bytes(b"The council met.")
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    (found,) = discover([tmp_path])
    assert found.path == r"caf\xe9.txt"
    assert found.read() == b"The council met."
    found.path.encode()
    assert readable(found.file).endswith(r"/caf\xe9.txt")
