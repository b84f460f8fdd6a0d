"""Indexes: what finds rows by a value, and passages by a vector, without reading a whole table.

Answers do not depend on them: rows that an index lacks are searched as well. So a table gets them when it has
many rows, and again when those that were added since are many.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from workingregions.corpus.store.tables import INDEXES

MANY = 5_000
"""Rows without an index from which they get one."""
MANY_VECTORS = 50_000
"""Passages whose vectors are not in the index from which it is made: fewer are compared one by one."""
SHARE = 4
"""An index is made again when it lacks more than its rows divided by this: seldom, the larger it is."""
PER_CELL = 4_000
"""Vectors in a cell of their index, about."""
ROUNDS = 15
"""Rounds in which the cells are fitted: they need not be the best, since many are searched."""
WIDTH = 4
"""Dimensions of a vector that the index keeps as one byte."""


def index(tables: Mapping[str, Any]) -> None:
    """Make the indexes that large tables lack, or that lack many of their rows."""
    for name, columns in INDEXES.items():
        table = tables[name]
        rows = table.count_rows()
        if rows <= MANY:
            continue
        made = {found.columns[0]: found.name for found in table.list_indices() if found.index_type != "FTS"}
        for column, kind in columns.items():
            indexed, rest = 0, rows
            if column in made:
                stats = table.index_stats(made[column])
                indexed, rest = stats.num_indexed_rows, stats.num_unindexed_rows
            if rest > max(MANY_VECTORS if kind == "IVF_PQ" else MANY, indexed // SHARE):
                _make(table, column, kind, rows)


def _make(table: Any, column: str, kind: str, rows: int) -> None:
    from lancedb.index import Bitmap, BTree, IvfPq, LabelList

    plain = {"BTREE": BTree, "BITMAP": Bitmap, "LABEL_LIST": LabelList}
    if kind in plain:
        config = plain[kind]()
    else:
        size = table.schema.field(column).type.list_size
        parts = size // WIDTH if size % WIDTH == 0 else size
        config = IvfPq(
            distance_type="cosine",
            num_partitions=max(1, rows // PER_CELL),
            num_sub_vectors=parts,
            max_iterations=ROUNDS,
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table.create_index(column, config=config, replace=True)
