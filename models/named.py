"""Which institution each mention is of: the counted mentions of a corpus, as columns."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from workingregions.corpus.enums import Use
from workingregions.corpus.store import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

COUNTED = "kind = 'institution' AND counted"
"""The mentions that count, as a condition on their table."""


def named(snapshot: Snapshot, documents: Collection[str], where: str = "", use: Use = Use.NAMES) -> pa.Table:
    """Return the columns document, passage and entity (an id) of each counted mention of an institution.

    Args:
        snapshot: the corpus.
        documents: ids of those whose mentions are taken.
        where: a condition on the passages whose mentions are taken; "" for all.
        use: what they are used for, which decides in which voices they count.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    # Before format 5 mentions had no voice; the passages of networks were chosen all the same.
    voiced = snapshot.taken("mentions", use)
    counted = f"{COUNTED} AND {voiced}" if voiced else COUNTED
    found = snapshot.arrow("mentions", where=counted, columns=["document", "passage", "entity"])
    found = found.filter(pc.is_in(found["document"], value_set=pa.array(sorted(documents), pa.string())))
    if where:
        passages = snapshot.arrow("passages", where=where, columns=["id"])["id"].combine_chunks()
        found = found.filter(pc.is_in(found["passage"], value_set=passages))
    return entities_of(snapshot, found, "entity")


def entities_of(snapshot: Snapshot, found: pa.Table, key: str) -> pa.Table:
    """Return the rows whose document names an institution by their `key`, with its id in place of that."""
    names = snapshot.arrow("names", columns=["document", "key", "entity"])
    names = names.rename_columns(["document", key, "_entity"])
    joined = found.join(names, keys=["document", key], join_type="inner")
    at = joined.column_names.index(key)
    return joined.set_column(at, key, joined["_entity"]).drop_columns(["_entity"])
