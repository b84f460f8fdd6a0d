"""A name from outside becomes a name below the upload's folder, on every system."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.app.uploads import safe_path
from workingregions.app.uploads.names import LONGEST, numbered
from workingregions.corpus.errors import InputError


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("plan.pdf", "plan.pdf"),
        ("a/b/plan.pdf", "a/b/plan.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("..\\..\\windows\\system.ini", "windows/system.ini"),
        ("C:\\plans\\plan.pdf", "plans/plan.pdf"),
        ("a/./../b.pdf", "a/b.pdf"),
        ("a/. ./b.pdf", "a/b.pdf"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.pdf/x", "_com1.pdf/x"),
        ("console.pdf", "console.pdf"),
        ("plan.pdf\x00.exe", "plan.pdf.exe"),
        ("\u202efdp.nalp", "fdp.nalp"),
        ("plan.pdf:stream", "plan.pdf_stream"),
        ("plan.pdf. . ", "plan.pdf"),
        ("<img src=x>.pdf", "_img src=x_.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert "/".join(safe_path(name)) == safe


@pytest.mark.parametrize("name", ["", "/", "..", "../..", " . / .. ", "\x00", "C:", "\ud800" * 0 + "\u200b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        safe_path(name)


def test_deep_folders_are_refused_and_long_names_keep_their_ending() -> None:
    with pytest.raises(InputError, match="folders"):
        safe_path("a/" * 17 + "b.pdf")
    (name,) = safe_path("é" * 300 + ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode()) <= LONGEST


@given(st.text(max_size=60))
def test_no_name_leads_out(name: str) -> None:
    try:
        parts = safe_path(name)
    except InputError:
        return
    for part in parts:
        assert PurePosixPath(part).parts == (part,)
        assert PureWindowsPath(part).parts == (part,)
        assert part not in (".", "..")
        assert part.encode("utf8")
        assert safe_path(part) == (part,), "safe names stay as they are"


def test_numbers_stand_before_the_ending() -> None:
    assert numbered("plan.pdf", 2) == "plan (2).pdf"
    assert numbered("plan", 3) == "plan (3)"
    assert numbered(".pdf", 2) == ".pdf (2)"
