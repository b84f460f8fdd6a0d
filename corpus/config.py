"""A project's configuration, `workingregions.toml`: every key has a default and a line that explains it."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workingregions.corpus.errors import ConfigError, nearest

FILE_NAME = "workingregions.toml"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProjectSection(_Section):
    """[project]"""

    name: str = Field(default="", description="Shown on reports. Empty: the folder's name.")
    who: str = Field(
        default="", description="Who makes corrections. Empty: git's user.name, else the login's name."
    )


class IngestSection(_Section):
    """[ingest]"""

    workers: int = Field(default=0, ge=0, le=256, description="Worker processes. 0: one per core.")
    timeout: float = Field(default=600.0, gt=0, description="Seconds that one document may take.")
    memory: int = Field(default=4000, ge=500, description="Megabytes that one worker may use.")
    file_size: int = Field(
        default=500, ge=1, le=100_000, description="Megabytes that one file may have; larger files fail."
    )
    commit: int = Field(
        default=24, ge=1, description="Documents per snapshot: the most that an interruption can lose."
    )
    ocr: bool = Field(
        default=True, description="Read pages without usable text by optical character recognition."
    )


class CodebookSection(_Section):
    """[codebook]"""

    path: str = Field(
        default="", description="A codebook in YAML, relative to this file. Empty: the default themes."
    )


class EncoderSection(_Section):
    """[encoder]"""

    model: str = Field(
        default="",
        description="A sentence-transformers model: a folder, relative to this file, or a name on the "
        "Hugging Face Hub. Empty: the one included.",
    )
    device: str = Field(
        default="auto",
        min_length=1,
        description="Device for such a model: auto (a GPU if there is one), cpu, cuda or mps.",
    )


class SearchSection(_Section):
    """[search]"""

    mode: Literal["hybrid", "lexical", "dense"] = Field(
        default="hybrid", description="hybrid (BM25 and vectors), lexical (BM25) or dense (vectors)."
    )
    results: int = Field(default=10, ge=1, le=1000, description="Passages that a search returns.")
    reranker: str = Field(
        default="",
        description="A cross-encoder that reads the best passages again: a folder, relative to this file, or "
        "a name on the Hugging Face Hub. Empty: none.",
    )
    reranker_hash: str = Field(
        default="",
        description="The hash of the reranker's files: a search with others is refused. Empty: any.",
    )


class CountSection(_Section):
    """[count]"""

    duplicates: Literal["once", "each"] = Field(
        default="once",
        description="Whether documents of the same text count once or each, in trends and reports.",
    )
    about: float = Field(
        default=0.65,  # expected precision .80, themes alike: benchmarks/themes.py
        ge=0,
        le=1,
        description="Minimum probability for a passage to count as being about a theme.",
    )


class Config(_Section):
    """The whole of workingregions.toml."""

    project: ProjectSection = ProjectSection()
    ingest: IngestSection = IngestSection()
    codebook: CodebookSection = CodebookSection()
    encoder: EncoderSection = EncoderSection()
    search: SearchSection = SearchSection()
    count: CountSection = CountSection()

    @property
    def workers(self) -> int:
        """The number of worker processes, with 0 resolved to the cores this process may use."""
        return self.ingest.workers or _cores()


def _cores() -> int:
    """Return the number of cores available to this process."""
    if hasattr(os, "sched_getaffinity"):  # macOS has no such call
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load(path: Path) -> Config:
    """Read a configuration file.

    Raises:
        ConfigError: it is not TOML, or has an unknown key or an invalid value; the message names the file,
            the key and the nearest valid key.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as cause:
        raise ConfigError(f"{path} is not valid TOML: {cause}.", advice="Fix that line.") from cause
    except OSError as cause:
        raise ConfigError(f"{path} cannot be read: {cause.strerror}.") from cause
    try:
        return Config.model_validate(data)
    except ValidationError as cause:
        raise ConfigError(f"{path}: {' '.join(_explain(e) for e in cause.errors())}") from cause


def with_value(text: str, section: str, key: str, value: str | float) -> str:
    """Return the text of a configuration file with one value set; the rest stays as it is.

    Raises:
        ConfigError: the file is not laid out so that this can be done.
    """
    lines = text.splitlines()
    line = f"{key} = {_toml(value)}"
    heads = [i for i, row in enumerate(lines) if row.strip().startswith("[")]
    start = next((i for i in heads if lines[i].partition("#")[0].strip() == f"[{section}]"), None)
    if start is None:
        lines += ["", f"[{section}]", line]
    else:
        end = next((i for i in heads if i > start), len(lines))
        own = [i for i in range(start + 1, end) if lines[i].partition("=")[0].strip() == key]
        lines[own[0] if own else start + 1 : own[0] + 1 if own else start + 1] = [line]
    made = "\n".join(lines) + "\n"
    try:
        found = tomllib.loads(made)[section][key]
    except (tomllib.TOMLDecodeError, KeyError, TypeError):
        found = None
    if found != value:
        raise ConfigError(f"{FILE_NAME} cannot be changed by itself.", advice=f"Set {key} in [{section}].")
    return made


def _explain(error: object) -> str:
    assert isinstance(error, dict)
    location = [str(part) for part in error["loc"]]
    key = ".".join(location)
    if error["type"] != "extra_forbidden":
        return f"{key} = {error['input']!r}: {error['msg'][0].lower()}{error['msg'][1:]}."
    close = nearest(key, _keys(), 1) or nearest(location[-1], _keys(), 1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"unknown key {key}.{hint}"


def _keys() -> list[str]:
    names = []
    for section, field in Config.model_fields.items():
        names.append(section)
        kind = field.annotation
        assert isinstance(kind, type)
        assert issubclass(kind, BaseModel)
        names += [f"{section}.{key}" for key in kind.model_fields]
    return names


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of the configuration: its value, the default, and what it does."""

    section: str
    key: str
    value: object
    default: object
    description: str


def settings(config: Config) -> list[Setting]:
    """Return every setting of a configuration, in the order of the file."""
    found = []
    for section in Config.model_fields:
        values = getattr(config, section)
        for key, spec in type(values).model_fields.items():
            value = getattr(values, key)
            found.append(Setting(section, key, value, spec.default, spec.description or ""))
    return found


def default_text(name: str) -> str:
    """Return a configuration file with every key, its default and a description; `name` names the project."""
    lines = ["# Working Regions project. Every key is optional; the values shown are the defaults.", ""]
    for section, field in Config.model_fields.items():
        kind = field.annotation
        assert isinstance(kind, type)
        assert issubclass(kind, BaseModel)
        lines.append(f"[{section}]")
        for key, spec in kind.model_fields.items():
            value = name if (section, key) == ("project", "name") else spec.default
            lines += [f"# {spec.description}", f"{key} = {_toml(value)}"]
        lines.append("")
    return "\n".join(lines)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        # JSON strings are TOML strings, except for DEL and unpaired surrogates, which TOML forbids.
        whole = value.encode("utf8", "backslashreplace").decode()
        return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)
