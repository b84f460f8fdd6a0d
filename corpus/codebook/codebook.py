"""A codebook: themes in groups, read from a YAML file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workingregions.corpus.codebook.checks import Lines, check
from workingregions.corpus.codebook.theme import Theme
from workingregions.corpus.codebook.yaml_file import load_yaml
from workingregions.corpus.errors import ConfigError, NotFoundError
from workingregions.corpus.files import data
from workingregions.corpus.plain import plain
from workingregions.corpus.remedies import Remedy


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """Themes in the order of the file; `groups` maps a group's id to its label."""

    groups: Mapping[str, str]
    themes: tuple[Theme, ...]

    @classmethod
    def load(cls, path: Path | None = None) -> Codebook:
        """Read a codebook, or the default one when `path` is None.

        Raises:
            ConfigError: the file is missing or broken; the message names the line, the theme and the field.
        """
        text, name = source_text(path)
        raw, lines = load_yaml(text, name)
        return cls.parse(raw, name, lines)

    @classmethod
    def parse(cls, raw: object, name: str = "codebook", lines: Lines | None = None) -> Codebook:
        """Check the content of a codebook file, as YAML loads it, and return its records.

        Raises:
            ConfigError: as for `load`.
        """
        checked = check(raw, lines)
        checked.raise_faults(name)
        return cls(groups=checked.groups, themes=tuple(checked.themes))

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Theme ids, in the order of the file."""
        return tuple(theme.id for theme in self.themes)

    @cached_property
    def version(self) -> str:
        """The name of this version: 8 hex digits of the SHA-256 of its content, comments aside."""
        content = json.dumps(plain([self.groups, self.themes]), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:8]

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


def source_text(path: Path | None) -> tuple[str, str]:
    """Return the text of a codebook file, or of the default one when `path` is None, and its name.

    Raises:
        ConfigError: it cannot be read.
    """
    source = data("workingregions.corpus", "codebook.yaml") if path is None else path
    try:
        return source.read_text(encoding="utf-8"), source.name
    except FileNotFoundError:
        raise ConfigError(f"The codebook {path} does not exist.") from None
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"The codebook {source.name} cannot be read: {reason}.") from error
