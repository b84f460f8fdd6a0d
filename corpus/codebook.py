"""The codebook: the themes that passages are coded for, with their definitions and seed terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from workingregions.corpus.errors import ConfigError, NotFoundError
from workingregions.corpus.files import data
from workingregions.corpus.remedies import Remedy

VERSION = 1
_TOP = {"version", "groups", "themes"}
_FIELDS = {"id", "group", "label", "definition", "seeds"}
_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme; `id` is stable, for gold data, reports and corrections refer to it."""

    id: str
    group: str
    label: str
    definition: str
    seeds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """Themes in the order of the file; `groups` maps a group's id to its label."""

    groups: Mapping[str, str]
    themes: tuple[Theme, ...]

    @classmethod
    def load(cls, path: Path | None = None) -> Codebook:
        """Read a codebook, or the default one when `path` is None.

        Raises:
            ConfigError: the file is missing or broken; the message names the theme and the field.
        """
        import yaml

        source = data(__package__, "codebook.yaml") if path is None else path
        name = source.name
        try:
            raw = yaml.safe_load(source.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigError(f"The codebook {path} does not exist.") from None
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            raise ConfigError(f"The codebook {name} cannot be read: {_one_line(error)}.") from error
        return cls.parse(raw, name)

    @classmethod
    def parse(cls, raw: object, name: str = "codebook") -> Codebook:
        """Check the content of a codebook file, as YAML loads it, and return its records.

        Raises:
            ConfigError: as for `load`.
        """
        if not isinstance(raw, dict):
            raise ConfigError(f"{name}: expected a mapping with version, groups and themes.")
        _known(raw, _TOP, name)
        if raw.get("version") != VERSION:
            raise ConfigError(
                f"{name}: version is {raw.get('version')!r}; this release reads version {VERSION}."
            )
        groups = raw.get("groups")
        if not isinstance(groups, dict) or not groups:
            raise ConfigError(f"{name}: groups must map at least one group id to its label.")
        entries = raw.get("themes")
        if not isinstance(entries, list) or not entries:
            raise ConfigError(f"{name}: themes must be a list of at least one theme.")
        labels = {str(key): str(value) for key, value in groups.items()}
        themes = tuple(_theme(entry, f"{name}: theme {n}", labels) for n, entry in enumerate(entries, 1))
        seen: set[str] = set()
        for theme in themes:
            if theme.id in seen:
                raise ConfigError(f"{name}: theme {theme.id!r}: id is used twice.")
            seen.add(theme.id)
        return cls(groups=labels, themes=themes)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Theme ids, in the order of the file."""
        return tuple(theme.id for theme in self.themes)

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)

    def get(self, theme: str) -> Theme:
        """Return the theme of this id, or of this label (case ignored).

        Raises:
            NotFoundError: there is no such theme; `nearest` holds the nearest ids.
        """
        wanted = theme.casefold()
        for candidate in self.themes:
            if wanted in (candidate.id, candidate.label.casefold()):
                return candidate
        raise NotFoundError("theme", theme, self.ids, advice=Remedy.LIST_THEMES)


def _theme(entry: object, where: str, groups: Mapping[str, str]) -> Theme:
    if not isinstance(entry, dict):
        raise ConfigError(f"{where}: expected a mapping with {', '.join(sorted(_FIELDS))}.")
    if isinstance(entry.get("id"), str):
        where = f"{where} ({entry['id']!r})"
    _known(entry, _FIELDS, where)
    texts = {key: _text(entry, key, where) for key in ("id", "group", "label", "definition")}
    if not _ID.fullmatch(texts["id"]):
        raise ConfigError(f"{where}: id must be lower-case letters, digits and underscores.")
    if texts["group"] not in groups:
        raise ConfigError(f"{where}: group {texts['group']!r} is not one of {', '.join(groups)}.")
    seeds = entry.get("seeds")
    if not isinstance(seeds, list) or not seeds:
        raise ConfigError(f"{where}: seeds must be a list of at least one term.")
    for seed in cast("list[object]", seeds):
        # YAML reads a bare `no` or `2020` as something other than text.
        if not isinstance(seed, str) or not seed.strip():
            raise ConfigError(f"{where}: seeds holds {seed!r}, which is not a term; put it in quotes.")
    return Theme(**texts, seeds=tuple(dict.fromkeys(seed.strip() for seed in seeds)))


def _text(entry: Mapping[object, object], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(
            f"{where}: {key} must be text; it is {'missing' if value is None else repr(value)}."
        )
    return " ".join(value.split())


def _known(entry: Mapping[object, object], fields: set[str], where: str) -> None:
    for key in entry:
        if key not in fields:
            hint = NotFoundError("field", str(key), sorted(fields)).advice
            raise ConfigError(f"{where}: unknown field {str(key)!r}.", advice=hint)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
