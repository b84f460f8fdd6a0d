"""Names from files and documents reach the terminal without their control characters."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.app.cli import output as common
from workingregions.app.cli.printable import Guarded, json_safe, printable

HOSTILE = "evil\x1b]0;x\x07\x9b31m\r\u202egpj.exe\u2066\udce9[red]x[/red][/]"
SHOWN = r"evil\x1b]0;x\x07\x9b31m\x0d\u202egpj.exe\u2066\udce9[red]x[/red][/]"


def unsafe(text: str) -> list[str]:
    return [c for c in text if printable(c) != c]


def test_control_characters_become_visible() -> None:
    assert printable(HOSTILE) == SHOWN
    assert printable("Größe\t東京\nمرحبا\u200f") == "Größe\t東京\nمرحبا\u200f"


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_unsafe_is_left_and_json_keeps_its_content(text: str) -> None:
    assert not unsafe(printable(text))
    printable(text).encode()
    safe = json_safe(json.dumps([text], ensure_ascii=False))
    assert not unsafe(safe)
    assert json.loads(safe) == [text]


@pytest.mark.parametrize("terminal", [True, False])
def test_every_way_to_print_is_guarded(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    out, errors = Screen(), Screen()
    monkeypatch.setattr(sys, "stdout", Guarded(out))
    monkeypatch.setattr(sys, "stderr", Guarded(errors))
    monkeypatch.setenv("TERM", "xterm-256color" if terminal else "dumb")
    print(HOSTILE)
    common.err(HOSTILE)
    common.print_json({"name": HOSTILE})
    name = HOSTILE.replace("\udce9", "")  # which no column of texts takes
    common.show_frame(pd.DataFrame({"name": [name], "also": [[name]]}), {"name": "n", "also": HOSTILE})
    common.console().print(HOSTILE, style="red")
    common.stderr_console().print(HOSTILE)
    sys.stdout.writelines([HOSTILE])
    text, told = out.getvalue(), errors.getvalue()
    assert SHOWN in told
    for own in ("\x1b[31m", "\x1b[0m", "\x1b[1m", "\x1b[38;5;1m"):  # what rich writes for its own styles
        text = text.replace(own, "")
    assert unsafe(text + told) == []
    assert "[red]x[/red][/]" in text  # brackets in a name are no markup


def test_file_contents_are_raw_in_a_pipe_and_safe_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, expected in ((io.StringIO(), "\x1b[31m"), (Terminal(), r"\x1b[31m")):
        monkeypatch.setattr(sys, "stdout", Guarded(stream))
        common.data("\x1b[31m")
        assert stream.getvalue() == expected


def test_errors_that_quote_a_hostile_path_are_safe(wr: Any, tmp_path: Path) -> None:
    ran = wr("ingest", "no-such\x1b[31m\u202e.pdf", "-p", tmp_path)
    assert ran.code == 2
    assert unsafe(ran.out + ran.err) == []
    ran = wr("no-such-command\x1b[31m")
    assert unsafe(ran.out + ran.err) == []


@pytest.mark.parametrize("name", ["new\nline", "esc\x1b[31m", "del\x7f", "caf\udce9"])
def test_a_project_in_a_path_that_the_store_cannot_take_is_refused(
    wr: Any, tmp_path: Path, name: str
) -> None:
    ran = wr("init", tmp_path / name)
    assert ran.code == 2
    assert "control characters" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ['a"b\\c', "[red]x[/red]", "x#?%20 y", "Größe"])
def test_odd_names_of_projects_are_fine(wr: Any, tmp_path: Path, name: str) -> None:
    assert wr("init", tmp_path / name).code == 0
    ran = wr("check", "-p", tmp_path / name)
    assert (ran.code, "All is well" in ran.out) == (0, True)
