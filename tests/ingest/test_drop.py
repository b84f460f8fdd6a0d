"""Drops: which files are found, in which order, which are left out, which are refused."""

from __future__ import annotations

import io
import json
import os
import pickle
import socket
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import InputError, ReadError
from workingregions.ingest import archives, drop
from workingregions.ingest.drop import discover, make_source, readable
from workingregions.ingest.formats import zips
from workingregions.ingest.formats.media_types import sniff
from workingregions.ingest.formats.packages import open_package


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

    def test_a_zip_is_listed_once_for_all_its_members(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[object] = []
        archive = archives.Archive

        def count(file: object) -> zips.Archive:
            opened.append(file)
            return archive(file)  # type: ignore[arg-type]

        monkeypatch.setattr(archives, "Archive", count)
        inner = {f"{n}.zip": zipped({f"{m}.txt": b"in" for m in range(5)}) for n in range(4)}
        found = self.only(tmp_path, zipped({f"{n}.txt": str(n).encode() for n in range(40)} | inner))
        assert len([item.read() for item in found]) == 60
        # Once to find the members and once to read them, for the zip and each of those inside it.
        assert len(opened) <= 2 * (1 + len(inner))

    def test_a_zip_that_was_replaced_is_opened_again(self, tmp_path: Path) -> None:
        (before,) = self.only(tmp_path, zipped({"a.txt": b"old"}))
        assert before.read() == b"old"
        (after,) = self.only(tmp_path, zipped({"a.txt": b"newer"}))
        assert after.read() == b"newer"

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
        (item,) = self.only(tmp_path, zipped({"zeros.txt": b"\0" * (archives._RATIO_FLOOR + 1)}))
        assert self.category(item) is FailureCategory.TOO_LARGE

    @pytest.mark.parametrize(("limit", "value"), [("MAX_MEMBERS", 3), ("MAX_UNPACKED", 10), ("MAX_DEPTH", 1)])
    def test_limits(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
        data = zipped({"a.txt": b"123456", "b.txt": b"123456"})
        for level in range(2):
            data = zipped({"c.txt": b"1", f"{level}.zip": data})
        assert len(self.only(tmp_path, data)) == 4
        monkeypatch.setattr(archives, limit, value)
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


def test_a_zip_that_stores_a_pdf_is_a_zip() -> None:
    stored = zipped({"plan.pdf": b"%PDF-1.7 words", "notes.txt": b"words"}, zipfile.ZIP_STORED)
    assert sniff(stored, "upload") == "application/zip"
    assert (
        sniff(stored[:60], "upload") == "application/pdf"
    )  # no list of members: what can be read is the PDF


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


class TestNotFiles:
    """Paths that are not files of the drop are neither opened nor lost."""

    @pytest.fixture
    def outside(self, tmp_path: Path) -> Path:
        (tmp_path / "secrets").mkdir()
        secret = tmp_path / "secrets" / "passwd.txt"
        secret.write_text("root")
        return secret

    def test_pipes_sockets_and_devices_are_reported(self, folder: Path) -> None:
        os.mkfifo(folder / "pipe.pdf")
        (folder / "zero.pdf").symlink_to("/dev/zero")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(folder / "s"))
            found = discover([folder])
        assert [item.path for item in found] == ["a.txt", "b.txt", "sub/c.md"]
        assert found.skipped == (
            "pipe.pdf is a named pipe, not a file.",
            "s is a socket, not a file.",
            "zero.pdf is a link that leads out of the drop. Add the file itself if you want it read.",
        )

    @pytest.mark.parametrize("given", ["pipe", "zero"])
    def test_what_is_no_file_and_is_named_gives_the_reason(self, tmp_path: Path, given: str) -> None:
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "zero").symlink_to("/dev/zero")
        with pytest.raises(InputError, match=f"{given} is a (named pipe|device), not a file"):
            discover([tmp_path / given])

    def test_links_lead_to_files_of_the_drop_only(self, folder: Path, outside: Path) -> None:
        (folder / ".store").mkdir()
        (folder / ".store" / "blob").write_text("kept apart, as git-annex does")
        (folder / "annexed.txt").symlink_to(folder / ".store" / "blob")
        (folder / "0-again.txt").symlink_to("a.txt")
        (folder / "out.txt").symlink_to(outside)
        (folder / "up").symlink_to(outside.parent)
        (folder / "down").symlink_to("sub")
        (folder / "itself").symlink_to("itself")
        found = discover([folder])
        read = [item.path for item in found if item.path != "itself"]
        assert read == ["a.txt", "annexed.txt", "b.txt", "sub/c.md"]
        assert [reason.split()[0] for reason in found.skipped] == ["down", "out.txt", "up"]
        assert b"root" not in [item.read() for item in found if item.path in read]
        (loop,) = (item for item in found if item.path == "itself")
        with pytest.raises(ReadError, match="itself cannot be opened"):
            loop.read()

    def test_links_that_are_given_themselves_are_followed(self, folder: Path, outside: Path) -> None:
        (folder / "out.txt").symlink_to(outside)
        (folder.parent / "link").symlink_to(folder)
        assert discover([folder / "out.txt"])[0].read() == b"root"
        assert [item.path for item in discover([folder.parent / "link"])] == ["a.txt", "b.txt", "sub/c.md"]
        # A link between two folders that are both given stays inside the drop.
        assert discover([folder, outside.parent]).skipped == ()
        assert discover([f"{folder}/*.txt"]).skipped  # a pattern names no single file

    def test_a_file_that_becomes_a_link_is_not_followed(self, folder: Path, outside: Path) -> None:
        found = next(item for item in discover([folder]) if item.path == "a.txt")
        (folder / "a.txt").unlink()
        (folder / "a.txt").symlink_to(outside)
        with pytest.raises(ReadError, match="has become a link"):
            found.read()
        (folder / "a.txt").unlink()
        os.mkfifo(folder / "a.txt")
        with pytest.raises(ReadError, match="not a regular file"):
            found.read()

    def test_folders_that_cannot_be_opened_are_reported(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scan = os.scandir

        def guarded(path: str) -> object:
            if str(path).endswith("sub"):
                raise PermissionError(13, "Permission denied", str(path))
            return scan(path)

        monkeypatch.setattr(os, "scandir", guarded)  # the superuser may open every folder
        assert discover([folder]).skipped == ("sub cannot be opened: Permission denied.",)


class TestSizes:
    def test_large_files_are_refused_before_they_are_read(self, tmp_path: Path) -> None:
        for name, head in (("x.pdf", b"%PDF-1.7"), ("x.zip", b"PK\x03\x04")):
            with (tmp_path / name).open("wb") as file:
                file.write(head)
                file.truncate(3 * 2**30)
        tracemalloc.start()
        found = discover([tmp_path])
        for item in found:
            with pytest.raises(ReadError, match=r"more than the 500 MB.*ingest\.file_size") as caught:
                item.read()
            assert caught.value.category is FailureCategory.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 5 * 2**20
        tracemalloc.stop()
        assert len(found) == 2

    def test_the_limit_is_exact_and_holds_for_members(self, tmp_path: Path) -> None:
        (tmp_path / "ten.txt").write_bytes(b"0123456789")
        (tmp_path / "x.zip").write_bytes(zipped({"ten.txt": b"0123456789", "small.txt": b"ok"}))
        assert {i.path: i.read() for i in discover([tmp_path], largest=1000)}[
            "x.zip/ten.txt"
        ] == b"0123456789"
        (only,) = discover([tmp_path / "ten.txt"], largest=10)
        assert only.read() == b"0123456789"
        (only,) = discover([tmp_path / "ten.txt"], largest=9)
        with pytest.raises(ReadError):
            only.read()

    def test_a_file_that_grows_while_it_is_read_is_held_to_the_limit(self, tmp_path: Path) -> None:
        path = tmp_path / "log.txt"
        path.write_bytes(b"12345")
        (found,) = discover([path], largest=8)
        path.write_bytes(b"1234567")
        assert found.read() == b"1234567"
        path.write_bytes(b"123456789")
        with pytest.raises(ReadError):
            found.read()


def lying(name: str, size: int, claimed: int, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip with one member of zeros whose headers claim another size."""
    data = bytearray(zipped({name: b"\0" * size}, compression))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = claimed.to_bytes(4, "little")
    return bytes(data)


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    """Return zips with a member of 100 MB: an honest one, and some that claim ten bytes."""
    size = 100 * 2**20
    made = {name: lying(name, size, 10) for name in ("mimetype", "a.txt", "in.zip")}
    return made | {"honest": zipped({"mimetype": b"0" * size, "a.md": b"# Plan"})}


@pytest.fixture
def frugal(bombs: dict[str, bytes]) -> Iterator[None]:
    """Fail a test that takes more than 20 MB; `bombs` are made before."""
    assert bombs
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 2**20


@pytest.mark.usefixtures("frugal")
class TestZipsThatLie:
    """The parent process opens zips itself, so none may cost more than it claims."""

    def test_a_large_member_named_mimetype(self, bombs: dict[str, bytes]) -> None:
        assert sniff(bombs["honest"], "x.zip") == "application/zip"
        assert sniff(bombs["mimetype"], "x.zip") == "application/zip"

    @pytest.mark.parametrize("name", ["mimetype", "a.txt", "in.zip"])
    def test_members_that_inflate_beyond_their_header(
        self, tmp_path: Path, bombs: dict[str, bytes], name: str
    ) -> None:
        (tmp_path / "x.zip").write_bytes(bombs[name])
        (item,) = discover([tmp_path])
        with pytest.raises(ReadError) as caught:
            item.read()
        assert caught.value.category is FailureCategory.DAMAGED
        assert item.path in caught.value.message

    def test_office_files_that_inflate_beyond_their_header(self, bombs: dict[str, bytes]) -> None:
        with open_package(bombs["a.txt"]) as archive, pytest.raises(zipfile.BadZipFile):
            archive.read("a.txt")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_cannot_be_bounded_are_refused(tmp_path: Path, compression: int) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({"a.txt": b"text"}, compression))
    (item,) = discover([tmp_path])
    with pytest.raises(ReadError, match="compression method") as caught:
        item.read()
    assert caught.value.category is FailureCategory.UNSUPPORTED
    assert caught.value.advice


@pytest.mark.parametrize(
    "name", ["", "/", "..", "a" * 60_000, "\x1b[31m.md", "new\nline.md", "\u202egpj.exe"]
)
def test_odd_names_in_zips_cost_only_themselves(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"odd")  # a ZipInfo may have an empty name, too
        archive.writestr("ok.txt", b"fine")
    (tmp_path / "y.txt").write_text("fine")
    items = {item.path: item for item in discover([tmp_path])}
    assert items["y.txt"].read() == b"fine"
    assert "x.zip/ok.txt" in items or items["x.zip"].refused


def test_a_zip_with_millions_of_entries_is_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "MAX_ENTRIES", 5)
    (tmp_path / "x.zip").write_bytes(zipped({f"{n}.txt": b"" for n in range(6)}))
    (item,) = discover([tmp_path])
    assert "more than 5 entries" in item.refused


def test_a_csl_bibliography_is_known_by_its_first_item() -> None:
    csl = "application/vnd.citationstyles.csl+json"
    assert sniff(b"\xef\xbb\xbf \n[\n" + CSL[1:], "x.json") == csl
    # Damage after the first item is reported later, on reading.
    assert sniff(CSL[:-1] + b", " + b"[" * 100_000, "x.json") == csl
    for other in (b"[]", b"[1, {}]", b'[{"type": 1}]', b"[" * 200_000, b'[{"a":' * 100_000, b'[{"type'):
        assert sniff(other, "x.json") == "application/json"
