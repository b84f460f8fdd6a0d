"""Word lists and tables of the metadata rules, read once from the package's data folder."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from workingregions.corpus.files import data


@cache
def table(name: str) -> Any:
    """Return the parsed YAML file `name` of the data folder; callers must not change it."""
    return yaml.safe_load(data("workingregions.ingest", name).read_text(encoding="utf-8"))


def alternatives(name: str) -> str:
    """Return the cue patterns called `name` as one regular expression, without a group around it."""
    return "|".join(table("cue_patterns.yaml")[name])
