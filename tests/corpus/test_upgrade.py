"""Records that gain fields, and projects of earlier formats: read as they are, upgraded by the first writer."""

from __future__ import annotations

from dataclasses import dataclass, fields, make_dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from here import Here
from stored import stored
from test_store import bundle, put
from towns import LATER, write

from workingregions.app.project import Project
from workingregions.corpus import arrow
from workingregions.corpus import store as tables
from workingregions.corpus.errors import StoreError
from workingregions.corpus.records import Block, Box, Span
from workingregions.corpus.snapshot import FORMAT
from workingregions.corpus.store import TABLES, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterSpan(Span):
    """A span that gained a field of its own and a nested one."""

    offset: int = -1
    around: Box = Box(0.0, 0.0, 9.0, 9.0)


def later_block() -> type:
    """A block as a later release may define it."""
    more = [("spans", tuple[LaterSpan, ...], ()), ("notes", tuple[str, ...], ()), ("weight", float, 0.5)]
    return make_dataclass("LaterBlock", more, bases=(Block,), frozen=True, slots=True, kw_only=True)
