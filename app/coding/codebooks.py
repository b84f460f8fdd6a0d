"""Codebooks of a project: checking one, its versions, and what an edit would change in the corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.coding.placing import content
from workingregions.app.coding.reported import ReportEffect, reported
from workingregions.corpus.codebook import (
    Codebook,
    CodebookFault,
    ThemeChange,
    advise,
    as_yaml,
    check,
    difference,
    load_yaml,
    read_raw,
    source_text,
    write_codebook,
)
from workingregions.corpus.codebook import Theme as CodebookTheme
from workingregions.corpus.enums import Use
from workingregions.corpus.errors import ConfigError, InputError, NotFoundError
from workingregions.corpus.files import write_atomically, writing
from workingregions.corpus.records import Passage

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.models.encoder import Vectors

VERSIONS = "codebooks"
"""The folder, within the project, of the versions of its codebook that were in use."""
DEFAULT = "default"
"""What a user types for the codebook of this package."""
AT_ONCE = 2_000
"""Passages that are scored at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookReport:
    """What is wrong in a codebook's file, and what could be better; `version` is "" if it cannot be used."""

    file: str
    version: str
    themes: int
    faults: tuple[CodebookFault, ...]
    advice: tuple[CodebookFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeEffect:
    """How many passages and documents are about a theme before and after an edit of the codebook.

    `gained` and `lost` count passages, `labels` the coders' labels that refer to the theme.
    """

    theme: str
    before: int
    after: int
    gained: int
    lost: int
    documents_before: int
    documents_after: int
    labels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookDifference:
    """What changed between two versions of a codebook and, of `passages` scored with both, what follows.

    `reports` are those of the project on themes, and whether the change concerns theirs.
    """

    before: str
    after: str
    changes: tuple[ThemeChange, ...]
    effects: tuple[ThemeEffect, ...] = ()
    passages: int = 0
    documents: int = 0
    reports: tuple[ReportEffect, ...] = ()


def check_codebook(path: Path | None) -> CodebookReport:
    """Return what is wrong in a codebook's file, or in the default one, all at once.

    Raises:
        ConfigError: it cannot be read at all.
    """
    if path is None:
        text, name = source_text(None)
        raw, lines = load_yaml(text, name)
        notes: Sequence[str] = ()
    else:
        raw, lines, notes = read_raw(path)
        name = path.name
    checked = check(raw, lines)
    told = tuple(CodebookFault(message=note.rstrip("."), advice=True) for note in notes)
    sound = not checked.faults
    version = Codebook(groups=checked.groups, themes=tuple(checked.themes)).version if sound else ""
    return CodebookReport(
        file=name,
        version=version,
        themes=len(checked.themes),
        faults=tuple(checked.faults),
        advice=(*told, *advise(checked.themes, lines)),
    )


def read_codebook(path: Path) -> tuple[Codebook, list[str]]:
    """Return the codebook in a file of any form, and notes on it. Raise ConfigError with its faults."""
    raw, lines, notes = read_raw(path)
    return Codebook.parse(raw, path.name, lines), notes


def new_codebook(target: Path, *, copy: Codebook | None) -> Codebook:
    """Write a codebook to begin with, a copy or one theme to be replaced; return it.

    Raises:
        InputError: the file exists, or cannot be written.
    """
    if target.exists():
        raise InputError(f"{target} exists already.", advice="Choose another name.")
    book = copy or Codebook(groups={"policy": "Policy instruments"}, themes=(_EXAMPLE,))
    write_codebook(book, target)
    return book


_EXAMPLE = CodebookTheme(
    id="apprenticeships",
    group="policy",
    label="Apprenticeships",
    definition="Training that combines paid work with instruction, and what governments do to spread it.",
    seeds=("apprenticeship", "apprentice", "work-based learning"),
    descriptions=(
        "The text describes an apprenticeship programme, who runs it and who takes part.",
        "The text argues that firms train too few apprentices and what should be done.",
    ),
    include=("apprenticeship levies and registers",),
    exclude=("school lessons without an employer", "a college that is only named as a partner"),
    examples=("The council will fund 200 apprenticeships in engineering firms by 2016.",),
)


def keep_version(root: Path, codebook: Codebook) -> Path:
    """Keep a copy of a codebook in the project, named by its version; return its path."""
    path = root / VERSIONS / f"{codebook.version}.yaml"
    if not path.exists():
        with writing(path):
            path.parent.mkdir(exist_ok=True)
            write_atomically(path, as_yaml(codebook))
    return path


def kept_codebook(root: Path, version: str) -> Codebook | None:
    """Return the copy of a version that the project kept; None if it has none, or the copy is broken."""
    path = root / VERSIONS / f"{version}.yaml"
    if not version.isalnum() or not path.is_file():
        return None
    with suppress(ConfigError):
        return Codebook.load(path)
    return None


def find_codebook(pinned: Pinned, name: str) -> Codebook:
    """Return the codebook that a user names: a file, a kept version, "default", or "" for the project's.

    Raises:
        ConfigError: the file is broken.
        NotFoundError: there is no such file and no such version.
    """
    if not name:
        return pinned.codebook
    if name == DEFAULT:
        return Codebook.load()
    kept = {path.stem: path for path in sorted((pinned.root / VERSIONS).glob("*.yaml"))}
    found = [path for stem, path in kept.items() if len(name) > 2 and stem.startswith(name)]
    if len(found) == 1:
        return read_codebook(found[0])[0]
    if Path(name).suffix or Path(name).exists():
        return read_codebook(Path(name))[0]
    advice = f"Kept versions: {', '.join(kept)}." if kept else "Give a file, or: default."
    raise NotFoundError("codebook", name, list(kept), advice=advice)


def compare_codebooks(
    pinned: Pinned, before: Codebook, after: Codebook, *, effects: bool, most: int
) -> CodebookDifference:
    """See View.codebook_difference."""
    changes = difference(before, after)
    concerned = {theme for change in changes for theme in (change.theme, change.was) if theme}
    if not effects or not changes or pinned.empty:
        return CodebookDifference(
            before=before.version, after=after.version, changes=changes,
            reports=reported(pinned.root, concerned),
        )  # fmt: skip
    passages = _scored(pinned, most)
    tags = _tags(pinned, (before, after), passages)
    documents = {p.id: p.document for p in passages}
    found = _effects(pinned, before, after, changes, tags, documents)
    concerned |= {effect.theme for effect in found}
    return CodebookDifference(
        before=before.version, after=after.version, changes=changes, effects=found, passages=len(passages),
        documents=len(set(documents.values())), reports=reported(pinned.root, concerned),
    )  # fmt: skip


def _scored(pinned: Pinned, most: int) -> list[Passage]:
    """Return the passages of documents that count, of at most so many that `most` passages are scored."""
    where = pinned.snapshot.taken("passages", Use.THEMES)
    kept = {d.id for d in pinned.counted if d.is_read}
    rows = pinned.snapshot.arrow("passages", where=where, columns=["document"])["document"].to_pylist()
    sizes: dict[str, int] = defaultdict(int)
    for document in rows:
        if document in kept:
            sizes[document] += 1
    chosen: list[str] = []
    # Ids are hashes, so that the first ones are a random sample of documents.
    for document in sorted(sizes):
        if most and chosen and sum(sizes[d] for d in chosen) >= most:
            break
        chosen.append(document)
    found: list[Passage] = pinned.snapshot.records("passages", where=where, among=("document", chosen))
    return [p for p in found if p.text.strip()]


def _tags(
    pinned: Pinned, codebooks: Sequence[Codebook], passages: Sequence[Passage]
) -> list[dict[str, set[str]]]:
    """Return the passages about each theme, as the tagger alone finds them with each codebook."""
    from workingregions.nlp.themes import ThemeTagger

    encode = _Encoding(pinned.encoder.encode)
    taggers = [ThemeTagger(codebook, encode) for codebook in codebooks]
    found: list[dict[str, set[str]]] = [{theme: set() for theme in codebook.ids} for codebook in codebooks]
    for start in range(0, len(passages), AT_ONCE):
        for tagger, tags in zip(taggers, found, strict=True):
            for score in tagger.score(passages[start : start + AT_ONCE]):
                if score.about >= pinned.config.count.about:
                    tags[score.theme].add(score.passage)
        encode.forget()
    return found


class _Encoding:
    """An encoder that remembers: with both codebooks nearly the same sentences are encoded."""

    def __init__(self, encode: Callable[[Sequence[str]], Vectors]) -> None:
        self._encode = encode
        self._known: dict[str, Any] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= zip(new, self._encode(new), strict=True)
        return np.stack([self._known[text] for text in texts])

    def forget(self) -> None:
        self._known.clear()


def _effects(
    pinned: Pinned,
    before: Codebook,
    after: Codebook,
    changes: Sequence[ThemeChange],
    tags: Sequence[Mapping[str, set[str]]],
    documents: Mapping[str, str],
) -> tuple[ThemeEffect, ...]:
    labels: dict[str, int] = defaultdict(int)
    for label in content(pinned).current:
        labels[label.theme] += 1
    was = {change.theme: change.was for change in changes if change.was}
    effects = []
    for theme in dict.fromkeys((*after.ids, *before.ids)):
        if theme in was.values() and theme not in after.ids:
            continue
        former = was.get(theme, theme)
        old, new = tags[0].get(former, set()), tags[1].get(theme, set())
        if old != new or any(change.theme == theme for change in changes):
            effects.append(
                ThemeEffect(
                    theme=theme,
                    before=len(old),
                    after=len(new),
                    gained=len(new - old),
                    lost=len(old - new),
                    documents_before=len({documents[p] for p in old}),
                    documents_after=len({documents[p] for p in new}),
                    labels=labels[former],
                )
            )
    return tuple(effects)
