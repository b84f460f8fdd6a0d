"""Write docs/commands.md from the command line's own help. A test checks that it is up to date.

python tools/commands_page.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import typer

from workingregions.app.cli import app

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"


def page() -> str:
    """Return the whole page as Markdown."""
    lines = [
        "# Commands",
        "",
        "Made from `wr COMMAND --help` by `python tools/commands_page.py`.",
        "",
    ]
    for name, command in _walk(typer.main.get_command(app), ""):
        lines += [f"## wr {name}", "", "```text", _help(name, command).rstrip(), "```", ""]
    return "\n".join(lines)


def _walk(command: Any, name: str) -> list[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        return [(name, command)]
    return [row for part, below in command.commands.items() for row in _walk(below, f"{name} {part}".strip())]


def _help(name: str, command: Any) -> str:
    context = command.make_context(f"wr {name}", ["--help"], resilient_parsing=True, terminal_width=88)
    text: str = click.unstyle(command.get_help(context))
    return "\n".join(line.rstrip() for line in text.splitlines())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf8")
