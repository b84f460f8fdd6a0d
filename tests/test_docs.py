"""The documentation is true: commands exist, links lead somewhere, generated pages are fresh."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer

from workingregions.app.cli import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")])


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_commands_page_is_what_the_commands_say() -> None:
    page = load(ROOT / "tools" / "commands_page.py").page()
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf8")
    assert written == page, "run: python tools/commands_page.py"


def test_the_api_page_is_what_the_docstrings_say() -> None:
    page = load(ROOT / "tools" / "api_page.py").page()
    written = (ROOT / "docs" / "api.md").read_text(encoding="utf8")
    assert written == page, "run: python tools/api_page.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_files_lead_somewhere(page: Path) -> None:
    text = re.sub(r"(?s)```.*?```", "", page.read_text(encoding="utf8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            headings = re.findall(r"(?m)^#+ (.*)$", file.read_text(encoding="utf8"))
            slugs = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
            assert anchor in slugs, target


def shown_commands() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf8")
        for block in re.findall(r"(?s)```(?:sh|console|bash)\n(.*?)```", text):
            found += [
                (page.name, line.removeprefix("$ "))
                for line in block.splitlines()
                if re.match(r"(\$ )?wr ", line)
            ]
    return found


@pytest.mark.parametrize(("page", "line"), shown_commands())
def test_every_command_shown_is_understood(page: str, line: str) -> None:
    """Parses the command without running it: unknown commands and options raise."""
    words = shlex.split(line, comments=True)[1:]
    command: Any = typer.main.get_command(app)
    name = "wr"
    if words == ["--version"]:
        return
    while hasattr(command, "commands"):
        assert words, f"{page}: {line}"
        assert words[0] in command.commands, f"{page}: {line}"
        name, command, words = f"{name} {words[0]}", command.commands[words[0]], words[1:]
    command.make_context(name, words)


def test_the_readme_starts_with_two_commands_and_shows_the_main_job() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf8")
    assert "make demo" in text
    assert "make test" in text
    shown = [line for page, line in shown_commands() if page == "README.md"]
    for command in ("wr init", "wr ingest", "wr search", "wr report theme"):
        assert any(line.startswith(command) for line in shown), command


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/tutorial-two-regions.md"])
def test_the_tours_print_what_the_pages_show(page: str, tmp_path: Path) -> None:
    tour = load(ROOT / "tools" / "tour.py")
    assert page in tour.PAGES
    text = (ROOT / page).read_text(encoding="utf8")
    told = tour.run(text, tmp_path, tour.PAGES[page])
    assert tour.steady(told) == tour.steady(text), "run: python tools/tour.py"
    for code in re.findall(r"(?s)```python\n(.*?)```", text):
        exec(code.replace('"review"', repr(str(tmp_path / "review"))), {})
