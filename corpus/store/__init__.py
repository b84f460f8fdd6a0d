"""The store: LanceDB tables, read through snapshots, written by one process at a time."""

from __future__ import annotations

from workingregions.corpus.store.arrow import (
    encode,
    from_rows,
)
from workingregions.corpus.store.health import (
    check,
    repair,
)
from workingregions.corpus.store.manifest import (
    Manifest,
    release,
    snapshot_id,
)
from workingregions.corpus.store.pruning import (
    Pruned,
    prune,
)
from workingregions.corpus.store.snapshot import (
    Among,
    Snapshot,
)
from workingregions.corpus.store.store import (
    Store,
)
from workingregions.corpus.store.tables import (
    BUNDLED,
    RAW,
    TABLES,
    Done,
    without,
)
from workingregions.corpus.store.writer import (
    Writer,
)

__all__ = [
    "BUNDLED",
    "RAW",
    "TABLES",
    "Among",
    "Done",
    "Manifest",
    "Pruned",
    "Snapshot",
    "Store",
    "Writer",
    "check",
    "encode",
    "from_rows",
    "make_folder",
    "prune",
    "release",
    "repair",
    "snapshot_id",
    "unwritable",
    "without",
    "write_atomically",
    "writing",
]
