"""Editing a project's codebook: one theme at a time, with its faults, and adopting what was edited."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.coding.codebooks import VERSIONS, keep_version
from workingregions.corpus.codebook import Codebook, CodebookFault, Theme, as_yaml, check
from workingregions.corpus.config import FILE_NAME, with_value
from workingregions.corpus.errors import ConfigError, InputError, NotFoundError
from workingregions.corpus.files import now, write_atomically, writing
from workingregions.corpus.plain import plain

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.app.workspace import Workspace

FILE = "codebook.yaml"
"""The project's codebook, once it has one of its own."""
LOG = "versions.jsonl"
ACTIONS = ("change", "new", "retire", "merge")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEdit:
    """An edit of one theme.

    `action` is change, new, retire or merge; `theme` the id of the theme that is changed, retired or merged
    into the theme `into`; `fields` those of the theme as it becomes.
    """

    action: str
    theme: str = ""
    into: str = ""
    fields: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedCodebook:
    """A codebook after an edit; None with the faults of what was entered."""

    codebook: Codebook | None
    faults: tuple[CodebookFault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookVersion:
    """A version of the codebook that the project kept: who adopted it, when and why, as far as is known."""

    version: str
    when: str
    who: str
    why: str
    themes: int
    current: bool


def edited(codebook: Codebook, edit: ThemeEdit) -> EditedCodebook:
    """Return a codebook with one theme edited, or what is wrong with it.

    Raises:
        NotFoundError: the action or a theme is unknown.
    """
    if edit.action not in ACTIONS:
        raise NotFoundError("edit", edit.action, ACTIONS)
    themes: list[dict[str, Any]] = [plain(theme) for theme in codebook]
    places = {theme.id: i for i, theme in enumerate(codebook)}
    if edit.action == "new":
        themes.append(dict(edit.fields or {}))
    elif edit.action == "change":
        old = codebook.get(edit.theme).id
        themes[places[old]] |= dict(edit.fields or {})
        new = str(themes[places[old]]["id"])
        for theme in themes:  # parts of a renamed theme stay its parts
            theme["broader"] = new if theme["broader"] == old else theme["broader"]
    else:
        gone = codebook.get(edit.theme)
        into = codebook.get(edit.into).id if edit.action == "merge" else ""
        if into == gone.id:
            raise InputError(f"{gone.label} cannot be merged into itself.", advice="Choose another theme.")
        if into:
            themes[places[into]] |= _joined(codebook.get(into), gone)
        for theme in themes:
            theme["broader"] = into if theme["broader"] == gone.id else theme["broader"]
        del themes[places[gone.id]]
    checked = check({"version": 1, "groups": dict(codebook.groups), "themes": [_entered(t) for t in themes]})
    if checked.faults:
        return EditedCodebook(codebook=None, faults=tuple(checked.faults))
    return EditedCodebook(codebook=replace(codebook, themes=tuple(checked.themes)))


def _entered(theme: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in theme.items() if value or name != "broader"}


def _joined(kept: Theme, gone: Theme) -> dict[str, list[str]]:
    """Return the lists of a theme with those of another one."""
    names = ("seeds", "descriptions", "include", "exclude", "examples")
    return {name: list(dict.fromkeys((*getattr(kept, name), *getattr(gone, name)))) for name in names}


def adopt(workspace: Workspace, codebook: Codebook, base: str, who: str, why: str) -> CodebookVersion:
    """See Project.adopt_codebook."""
    before = workspace.codebook
    if base and base != before.version:
        raise InputError(
            f"The codebook is no longer version {base}: somebody has adopted {before.version} since.",
            advice="Open the codebook again and repeat the edit.",
        )
    if codebook.version == before.version:
        raise InputError("Nothing has changed in the codebook.", advice="Edit a theme first.")
    path = workspace.root / (workspace.config.codebook.path or FILE)
    line = {"version": codebook.version, "when": now(), "who": who, "why": " ".join(why.split())}
    with workspace.store.writer():
        for book in (before, codebook):
            keep_version(workspace.root, book)
        with writing(path):
            write_atomically(path, as_yaml(codebook))
        if not workspace.config.codebook.path:
            config = workspace.root / FILE_NAME
            write_atomically(config, with_value(config.read_text("utf8"), "codebook", "path", FILE))
        log = workspace.root / VERSIONS / LOG
        known = log.read_text("utf8") if log.exists() else ""
        write_atomically(log, known + json.dumps(line, ensure_ascii=False) + "\n")
    workspace.reload()
    return CodebookVersion(**line, themes=len(codebook), current=True)


def versions(pinned: Pinned) -> list[CodebookVersion]:
    """See View.codebook_versions."""
    told = {line["version"]: line for line in _log(pinned.root / VERSIONS / LOG)}
    current = pinned.codebook
    found = {}
    for path in (pinned.root / VERSIONS).glob("*.yaml"):
        try:
            book = Codebook.load(path)
        except ConfigError:  # `check` is the place to report it
            continue
        kept = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = told.get(book.version, {})
        found[book.version] = CodebookVersion(
            version=book.version, when=line.get("when", kept), who=line.get("who", ""),
            why=line.get("why", ""), themes=len(book), current=book.version == current.version,
        )  # fmt: skip
    if current.version not in found:
        found[current.version] = CodebookVersion(
            version=current.version, when="", who="", why="", themes=len(current), current=True
        )
    return sorted(found.values(), key=lambda v: (v.current, v.when, v.version), reverse=True)


def _log(path: Path) -> Sequence[Mapping[str, str]]:
    if not path.exists():
        return []
    found = []
    for line in path.read_text("utf8").splitlines():
        try:
            read = json.loads(line)
        except ValueError:
            continue
        if isinstance(read, dict) and re.fullmatch(r"[0-9a-f]{8}", str(read.get("version"))):
            found.append({key: str(value) for key, value in read.items()})
    return found
