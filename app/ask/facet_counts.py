"""The facets of all passages of a snapshot as arrays, in which a selection is counted within milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from workingregions.app.names import documents_by_drop
from workingregions.corpus.enums import InstitutionType
from workingregions.corpus.selection import Called, Selection

if TYPE_CHECKING:
    import pyarrow as pa

    from workingregions.app.names import Pinned
    from workingregions.corpus.store import Snapshot

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
_READ = ("id", "document", "ordinal", "regions", "year", "themes", "institutions", "type", "genre", "voice")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a value (its place in `names`) and a passage (its row), each once, by value and then row."""

    names: Sequence[str]
    value: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]

    @classmethod
    def of(cls, names: Sequence[str], value: npt.NDArray[Any], row: npt.NDArray[Any], rows: int) -> Pairs:
        """Return pairs in order, without repeats."""
        both = np.unique(value.astype(np.int64) * max(rows, 1) + row)
        return cls(names, (both // max(rows, 1)).astype(np.int32), (both % max(rows, 1)).astype(np.int32))

    def rows(self, name: str) -> npt.NDArray[np.int32]:
        """Return the passages that have a value."""
        if name not in self.names:
            return self.row[:0]
        first, last = np.searchsorted(self.value, [self.names.index(name), self.names.index(name) + 1])
        return self.row[first:last]

    def counts(self, document: npt.NDArray[np.int32], mask: Mask | None) -> tuple[Ints, Ints]:
        """Return how many documents and passages have each value, of the passages in `mask`."""
        kept = slice(None) if mask is None else mask[self.row]
        value, owner = self.value[kept], document[self.row[kept]]
        first = np.ones(len(value), dtype=bool)
        # Passages are ordered by document, so that a document's are next to each other within a value.
        first[1:] = (value[1:] != value[:-1]) | (owner[1:] != owner[:-1])
        size = len(self.names)
        return np.bincount(value[first], minlength=size), np.bincount(value, minlength=size)


class FacetTable:
    """The facets of all passages of a snapshot. Passages have rows from 0, in reading order, by file."""

    def __init__(self, pinned: Pinned) -> None:
        import pyarrow.compute as pc

        found = _sorted(pinned.snapshot)
        self._pinned = pinned
        self._ids = found["id"].combine_chunks()
        codes = pc.dictionary_encode(found["document"]).combine_chunks()
        self.document: npt.NDArray[np.int32] = _ints(codes.indices).astype(np.int32)
        self.documents: list[str] = codes.dictionary.to_pylist()
        self.year: npt.NDArray[np.float64] = found["year"].to_numpy(zero_copy_only=False).astype(np.float64)
        self._plain = {name: self._single(found[name]) for name in ("type", "genre", "voice")}
        self._lists = {name: self._listed(found[name]) for name in ("regions", "themes", "institutions")}
        self._whole: dict[str, tuple[Ints, Ints]] = {}

    def __len__(self) -> int:
        return len(self.document)

    def ids(self, mask: Mask | None) -> Sequence[str]:
        """Return the ids of the passages in `mask` (None: all), in reading order, by file."""
        import pyarrow as pa

        return _Ids(self._ids if mask is None else self._ids.filter(pa.array(mask)))

    # --- selections

    def mask(self, selection: Selection | None) -> Mask | None:
        """Return which passages a selection takes, None if it takes all; the same as its SQL condition."""
        chosen = selection or Selection()
        parts: list[Mask] = []
        for name, values in (("regions", chosen.regions), ("themes", chosen.themes)):
            if values:
                parts.append(self._either(self._lists[name].rows(value) for value in values))
        first, last = chosen.years
        with np.errstate(invalid="ignore"):
            parts += [self.year >= first] if first is not None else []
            parts += [self.year <= last] if last is not None else []
        parts += [self._called(chosen.institutions)] if chosen.institutions else []
        parts += [self._called(chosen.kinds)] if chosen.kinds is not None else []
        if chosen.genres or chosen.types:
            kinds = [self._plain["genre"].rows(value) for value in chosen.genres]
            parts.append(self._either([*kinds, *map(self._plain["type"].rows, chosen.types)]))
        if chosen.voices:
            parts.append(self._either(map(self._plain["voice"].rows, chosen.voices)))
        if chosen.documents is not None:
            parts.append(self._of_documents(chosen.documents))
        return np.logical_and.reduce(parts) if parts else None

    def having(self, ids: Iterable[str], *, others: bool) -> Mask:
        """Return which passages have one of these ids, or, with `others`, which have none of them."""
        import pyarrow as pa
        import pyarrow.compute as pc

        found = pc.is_in(self._ids, value_set=pa.array(list(ids), self._ids.type))
        mask: Mask = found.to_numpy(zero_copy_only=False).astype(bool)
        return ~mask if others else mask

    def _either(self, rows: Iterable[npt.NDArray[np.int32]]) -> Mask:
        mask = np.zeros(len(self), dtype=bool)
        for some in rows:
            mask[some] = True
        return mask

    def _called(self, called: Sequence[Called]) -> Mask:
        """Return the passages that name one of these, each in its documents or, without any, in all."""
        pairs, everywhere = self._lists["institutions"], [one.key for one in called if not one.documents]
        at = self._places
        wanted = np.zeros(len(pairs.names), dtype=bool)
        wanted[[at[key] for key in everywhere if key in at]] = True
        mask = self._either([pairs.row[wanted[pairs.value]]])
        for one in called:
            if one.documents:
                mask |= self._either([pairs.rows(one.key)]) & self._of_documents(one.documents)
        return mask

    def _of_documents(self, ids: Iterable[str]) -> Mask:
        wanted = set(ids)
        return np.fromiter((d in wanted for d in self.documents), bool, len(self.documents))[self.document]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: place for place, key in enumerate(self._lists["institutions"].names)}

    # --- facets

    def counts(self, facet: str, mask: Mask | None) -> list[tuple[str, int, int]]:
        """Return (value, documents, passages) for each value that a passage in `mask` has (None: all)."""
        pairs = self._facets[facet]
        if mask is None:
            if facet not in self._whole:
                self._whole[facet] = pairs.counts(self.document, None)
            documents, passages = self._whole[facet]
        else:
            documents, passages = pairs.counts(self.document, mask)
        there = np.flatnonzero(passages)
        return [(pairs.names[int(n)], int(documents[n]), int(passages[n])) for n in there]

    @cached_property
    def _facets(self) -> Mapping[str, Pairs]:
        by_name = self._by_document("publisher"), self._by_document("language")
        institution = self._institutions()
        return {
            "region": self._lists["regions"],
            "year": self._years(),
            "theme": self._lists["themes"],
            "institution": institution,
            "institution_type": self._types(institution),
            "type": self._plain["type"],
            "publisher": by_name[0],
            "drop": self._drops(),
            "language": by_name[1],
            "voice": self._plain["voice"],
        }

    def _single(self, column: pa.ChunkedArray) -> Pairs:
        codes = column.combine_chunks().dictionary_encode()
        names = codes.dictionary.to_pylist()
        values = codes.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
        return self._kept(names, values, np.arange(len(values)))

    def _listed(self, column: pa.ChunkedArray) -> Pairs:
        import pyarrow.compute as pc

        lists = column.combine_chunks()
        codes = pc.list_flatten(lists).dictionary_encode()
        return self._kept(
            codes.dictionary.to_pylist(), _ints(codes.indices), _ints(pc.list_parent_indices(lists))
        )

    def _kept(self, names: list[Any], values: npt.NDArray[Any], rows: npt.NDArray[Any]) -> Pairs:
        """Return the pairs of values that say something; a value beyond the names says nothing."""
        says = np.array([name not in (None, "") for name in names] + [False])
        kept = says[values]
        return Pairs.of([str(name) for name in names], values[kept], rows[kept], len(self))

    def _years(self) -> Pairs:
        known = np.flatnonzero(~np.isnan(self.year))
        years, values = np.unique(self.year[known].astype(np.int64), return_inverse=True)
        return Pairs.of([str(year) for year in years], values, known, len(self))

    def _spread(self, names: Sequence[str], value: Sequence[int], document: Sequence[int]) -> Pairs:
        """Return pairs with all passages of documents, from pairs with the documents."""
        starts = np.searchsorted(self.document, np.arange(len(self.documents) + 1))
        own = np.asarray(document, dtype=np.int64)
        sizes = starts[own + 1] - starts[own]
        values = np.repeat(np.asarray(value, dtype=np.int64), sizes)
        offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return Pairs.of(names, values, np.repeat(starts[own], sizes) + offsets, len(self))

    def _by_document(self, column: str) -> Pairs:
        rows = self._pinned.snapshot.arrow("documents", columns=["id", column])
        said = dict(zip(rows["id"].to_pylist(), rows[column].to_pylist(), strict=True))
        return self._grouped((said[d], n) for n, d in enumerate(self.documents) if said.get(d))

    def _drops(self) -> Pairs:
        at = {ident: n for n, ident in enumerate(self.documents)}
        came = documents_by_drop(self._pinned.snapshot).items()
        return self._grouped((drop, at[i]) for drop, ids in came for i in ids if i in at)

    def _grouped(self, pairs: Iterable[tuple[str, int]]) -> Pairs:
        both = list(pairs)
        names = list(dict.fromkeys(name for name, _ in both))
        at = {name: n for n, name in enumerate(names)}
        return self._spread(names, [at[name] for name, _ in both], [document for _, document in both])

    def _institutions(self) -> Pairs:
        """Return the pairs with institutions, whom documents may call by one key and mean others."""
        keys = self._lists["institutions"]
        rows = self._pinned.snapshot.arrow("names", columns=["document", "key", "entity"])
        at = {ident: n for n, ident in enumerate(self.documents)}
        entities = list(dict.fromkeys(rows["entity"].to_pylist()))
        place = {entity: n for n, entity in enumerate(entities)}
        listed = zip(*(rows[name].to_pylist() for name in ("document", "key", "entity")), strict=True)
        size = max(len(keys.names), 1)
        meant = sorted(
            (at[d] * size + self._places[k], place[e]) for d, k, e in listed if d in at and k in self._places
        )
        spots = np.array([spot for spot, _ in meant], dtype=np.int64)
        entity = np.array([e for _, e in meant], dtype=np.int64)
        wanted = self.document[keys.row].astype(np.int64) * size + keys.value
        first, last = np.searchsorted(spots, wanted), np.searchsorted(spots, wanted, side="right")
        sizes = last - first
        offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return Pairs.of(
            entities, entity[np.repeat(first, sizes) + offsets], np.repeat(keys.row, sizes), len(self)
        )

    def _types(self, institution: Pairs) -> Pairs:
        known = self._pinned.register.entities
        kinds = [kind.value for kind in InstitutionType]
        of = [
            kinds.index((known[e].type or InstitutionType.OTHER).value) if e in known else len(kinds)
            for e in institution.names
        ]
        value = np.array([*of, len(kinds)], dtype=np.int64)[institution.value]
        return self._kept([*kinds], value, institution.row)


class _Ids(Sequence[str]):
    """Ids that become texts only where they are taken: a page needs a few of many."""

    def __init__(self, ids: pa.Array) -> None:
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            found: list[str] = self._ids[at].to_pylist()
            return found
        return str(self._ids[at].as_py())


def _sorted(snapshot: Snapshot) -> pa.Table:
    """Return the facets of all passages: by the path of their document, in reading order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    documents = snapshot.arrow("documents", columns=["id", "path"]).sort_by(
        [("path", "ascending"), ("id", "ascending")]
    )
    found = snapshot.arrow("passages", columns=list(_READ))
    order = pc.index_in(found["document"], value_set=documents["id"].combine_chunks())
    found = found.append_column("file", pa.chunked_array(order.chunks, pa.int32()))
    return found.sort_by([("file", "ascending"), ("ordinal", "ascending")]).combine_chunks()


def _ints(array: Any) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = array.to_numpy(zero_copy_only=False).astype(np.int64)
    return found
