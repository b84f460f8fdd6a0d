"""The export of a coded corpus as a REFI-QDA project, document by document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.pages import original
from workingregions.app.refi.answers import RefiExport, RefiLoss
from workingregions.app.refi.areas import areas, marks
from workingregions.app.refi.coded import Coded, Given, coded, themes_in
from workingregions.app.refi.guids import MACHINE, document_guid, guid, machine_guid
from workingregions.corpus.codebook import RefiCode, codes_of, theme_guid, write_codebook
from workingregions.corpus.errors import InputError, ReadError
from workingregions.corpus.records import Block, Document, Passage
from workingregions.corpus.remedies import Remedy
from workingregions.corpus.store import without
from workingregions.ingest.refi import (
    RefiArea,
    RefiCase,
    RefiCoding,
    RefiKind,
    RefiProject,
    RefiSelection,
    RefiSet,
    RefiSource,
    RefiUser,
    RefiVariable,
)
from workingregions.reports.refi import ExportedText, export_text, exported, write_refi

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.corpus.selection import Selection

_NAMED = 80
"""Characters of its words that a selection has as its name."""
_GONE = "Not in the codebook any more"
_VARIABLES = {"title": "Text", "year": "Integer", "publisher": "Text", "type": "Text", "regions": "Text"}
Item = tuple[RefiSource, bytes | None]


def export_codebook(pinned: Pinned, out: Path) -> RefiExport:
    """Write the project's codebook as a .qdc file."""
    write_codebook(pinned.codebook, out)
    return RefiExport(
        file=str(out),
        snapshot=pinned.snapshot.id,
        complete=True,
        codes=len(pinned.codebook) + len(pinned.codebook.groups),
    )


def export_project(
    pinned: Pinned,
    out: Path,
    selection: Selection | None,
    *,
    threshold: float | None,
    machine: bool,
    originals: bool,
    link: str,
) -> RefiExport:
    """Write the coded documents as a .qdpx file; see View.export_refi."""
    least = pinned.config.count.about if threshold is None else threshold
    if not 0 <= least <= 1:
        raise InputError(f"The threshold is {least:g}; a score is between 0 and 1.")
    where = "" if selection is None else selection.where()
    listed = ask.documents(pinned, selection)["id"].tolist()
    if not listed:
        raise InputError(
            "No document fits, so there is nothing to export.", advice="" if where else Remedy.INGEST
        )
    records: dict[str, Document] = {
        d.id: d
        for d in pinned.snapshot.records(
            "documents", among=("id", listed), columns=without("documents", "pages", "metadata")
        )
    }
    documents = [records[ident] for ident in listed]
    passages = None
    if where:
        kept = pinned.snapshot.arrow("passages", where=where, columns=["id"])["id"]
        passages = frozenset(kept.to_pylist())
    found = coded(pinned, {d.id: d.sha256 for d in documents}, passages, least if machine else None)
    writing = _Writing(pinned, found, documents, originals, link)
    total = pinned.snapshot.manifest.rows["documents"]
    complete = not where and len(documents) == total
    project = writing.project(complete, least if machine else None)
    write_refi(out, project, writing.sources())
    return RefiExport(
        file=str(out),
        snapshot=pinned.snapshot.id,
        complete=complete,
        documents=len(documents),
        codes=len(project.codes),
        coders=tuple(sorted(found.coders.values())),
        machine=writing.counts["machine"],
        human=writing.counts["human"],
        threshold=least if machine else 0.0,
        areas=writing.counts["areas"],
        notes=len(found.notes),
        originals=writing.counts["originals"],
        no=found.left_out["no"],
        unsure=found.left_out["unsure"],
        gone=found.left_out["gone"],
        corrections=found.left_out["corrections"],
        replaced=tuple(writing.replaced),
        text_only=tuple(writing.text_only),
    )


@dataclass(slots=True)
class _Writing:
    """What is written, document by document, and what was counted on the way."""

    pinned: Pinned
    coded: Coded
    documents: list[Document]
    originals: bool
    link: str
    counts: Counter[str] = field(default_factory=Counter)
    replaced: list[RefiLoss] = field(default_factory=list)
    text_only: list[RefiLoss] = field(default_factory=list)

    def project(self, complete: bool, threshold: float | None) -> RefiProject:
        """Return the project without its sources."""
        coders = sorted(self.coded.coders.items(), key=lambda item: item[1])
        users = [RefiUser(guid=machine_guid(), name=f"{MACHINE} {_version()}")]
        return RefiProject(
            name=self.pinned.name,
            origin=f"{MACHINE} {_version()}",
            user=machine_guid(),
            when=self.pinned.snapshot.manifest.created,
            description=self._description(complete, threshold),
            users=(*users, *(RefiUser(guid=ident, name=name) for ident, name in coders)),
            codes=(*codes_of(self.pinned.codebook), *self._retired()),
            variables=tuple(
                RefiVariable(guid=guid("variable", name), name=name, type=kind)
                for name, kind in _VARIABLES.items()
            ),
            cases=tuple(self._cases()),
            notes=tuple(self.coded.notes.values()),
            sets=tuple(self._sets()),
        )

    def _description(self, complete: bool, threshold: float | None) -> str:
        """Return what the file is made of: it must say so itself, wherever it is sent."""
        rows = self.pinned.snapshot.manifest.rows["documents"]
        machine = (
            "Codings of the machine are left out."
            if threshold is None
            else f"Codings by {MACHINE} are those of the machine with a score of {threshold:g} or more."
        )
        whole = (
            f"It holds all {rows} documents."
            if complete
            else f"It is a selection: {len(self.documents)} of {rows} documents."
        )
        left = [f"{count} {name}" for name, count in sorted(self.coded.left_out.items()) if count]
        told = f" Without a place in this format, and left out: {', '.join(left)}." if left else ""
        return (
            f"Project {self.pinned.name}, snapshot {self.pinned.snapshot.id} of "
            f"{self.pinned.snapshot.manifest.created}, codebook {self.pinned.codebook.version}. {whole} "
            f"{machine}{told}"
        )

    def _retired(self) -> list[RefiCode]:
        """Return codes for themes that coders gave and the codebook no longer has."""
        gone = sorted(themes_in(self.coded.given.values()) - set(self.pinned.codebook.ids))
        if not gone:
            return []
        above = RefiCode(guid=guid("category", "gone"), name=_GONE, codable=False)
        return [above, *(RefiCode(guid=theme_guid(one), name=one, above=above.guid) for one in gone)]

    def _cases(self) -> Iterator[RefiCase]:
        """Yield a case per region, with the documents about it."""
        named, held = self._regions()
        for region in sorted(held, key=lambda region: named[region]):
            yield RefiCase(
                guid=guid("case", region),
                name=named[region],
                description=f"Documents about the region {region}.",
                sources=held[region],
            )

    def _sets(self) -> Iterator[RefiSet]:
        """Yield a set per region and per type of document: some programs have no cases, others no sets."""
        named, held = self._regions()
        for region in sorted(held, key=lambda region: named[region]):
            yield RefiSet(
                guid=guid("set", "region", region), name=f"Region: {named[region]}", sources=held[region]
            )
        of_type: dict[str, list[str]] = defaultdict(list)
        for document in self.documents:
            of_type[document.type.value].append(document_guid(document.sha256))
        for kind in sorted(of_type):
            name = f"Type: {kind.replace('_', ' ')}"
            yield RefiSet(guid=guid("set", "type", kind), name=name, sources=tuple(of_type[kind]))

    def _regions(self) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        named: dict[str, str] = {}
        held: dict[str, tuple[str, ...]] = {}
        for document in self.documents:
            for weight in document.regions:
                named[weight.region] = weight.name or weight.region
                held[weight.region] = (*held.get(weight.region, ()), document_guid(document.sha256))
        return named, held

    def sources(self) -> Iterator[Item]:
        """Yield each document with the bytes of its original, if they are there."""
        names = _names(self.documents)
        for document in self.documents:
            yield self._source(document, names[document.id])

    def _source(self, document: Document, name: str) -> Item:
        snapshot = self.pinned.snapshot
        passages = ask.passages_of(snapshot, "document", [document.id])
        text = export_text([passage.text for passage in passages])
        if text.replaced:
            reason = f"{text.replaced} characters that programs count differently were replaced"
            self.replaced.append(RefiLoss(file=document.path, reason=reason))
        data = self._original(document)
        ident = document_guid(document.sha256)
        pdf = data is not None
        source = RefiSource(
            guid=ident,
            name=name,
            kind=RefiKind.PDF if pdf else RefiKind.TEXT,
            path=f"internal://{ident}.pdf" if pdf else "",
            text_path=f"internal://{ident}.txt",
            text=text.text,
            selections=tuple(self._selections(document, passages, text)),
            areas=tuple(self._areas(document, passages)) if pdf else (),
            notes=tuple(note.guid for note in self.coded.remarks.get(document.id, ())),
            values=tuple(
                (guid("variable", field), words) for field, words in _values(document).items() if words
            ),
            user=machine_guid(),
            when=snapshot.manifest.created,
        )
        return source, data

    def _original(self, document: Document) -> bytes | None:
        """Return a document's PDF, if it is wanted and there."""
        if not self.originals:
            return None
        file = original(self.pinned.snapshot, document, self.pinned.root)
        if not file.has_pages:
            return None
        try:
            data = file.read()
        except ReadError as error:
            self.text_only.append(RefiLoss(file=document.path, reason=error.message))
            return None
        self.counts["originals"] += 1
        return data

    def _selections(
        self, document: Document, passages: list[Passage], text: ExportedText
    ) -> Iterator[RefiSelection]:
        """Yield a selection per passage and coder, and one per note on words."""
        own = [passage for passage in passages if passage.id in self.coded.given]
        links = dict(zip((p.id for p in own), ask.evidence_ids(self.pinned.snapshot, own), strict=True))
        spans = {passage.id: span for passage, span in zip(passages, text.spans, strict=True)}
        for passage in own:
            start, end = spans[passage.id]
            for user, given in _by_user(self.coded.given[passage.id]).items():
                self.counts["machine" if user == machine_guid() else "human"] += len(given)
                yield RefiSelection(
                    guid=guid("selection", passage.id, user),
                    start=start,
                    end=end,
                    name=_named(text.text[start:end]),
                    description=self._reopening(links[passage.id]),
                    user=user,
                    when=min(one.when for one in given),
                    codings=tuple(_coding(one, passage.id, "text") for one in given),
                )
        of = {passage.id: passage for passage in passages}
        for noted in self.coded.noted.get(document.id, ()):
            if noted.passage in of:
                start, end = _within(of[noted.passage].text, noted.start, noted.end)
                base = spans[noted.passage][0]
                yield RefiSelection(
                    guid=guid("selection", noted.passage, noted.note.guid),
                    start=base + start,
                    end=base + end,
                    name=_named(text.text[base + start : base + end]),
                    user=noted.note.user,
                    when=noted.note.when,
                    notes=(noted.note.guid,),
                )

    def _reopening(self, evidence: str) -> str:
        return f"{self.link.rstrip('/')}/evidence/{evidence}" if self.link and evidence else evidence

    def _areas(self, document: Document, passages: list[Passage]) -> Iterator[RefiArea]:
        """Yield the same codings once more, as areas on the pages."""
        own = [passage for passage in passages if passage.id in self.coded.given]
        numbers = {piece.block for passage in own for piece in passage.pieces}
        blocks: dict[int, Block] = {
            block.ordinal: block
            for block in self.pinned.snapshot.records("blocks", among=("document", [document.id]))
            if block.ordinal in numbers
        }
        for passage in own:
            for number, (page, box) in enumerate(areas(marks(passage, blocks))):
                for user, given in _by_user(self.coded.given[passage.id]).items():
                    self.counts["areas"] += 1
                    yield RefiArea(
                        guid=guid("area", passage.id, user, str(number)),
                        page=page - 1,
                        box=box,
                        name=_named(passage.text),
                        user=user,
                        when=min(one.when for one in given),
                        codings=tuple(_coding(one, passage.id, f"area {number}") for one in given),
                    )


def _by_user(given: list[Given]) -> dict[str, list[Given]]:
    found: dict[str, list[Given]] = {}
    for one in given:
        found.setdefault(one.user, []).append(one)
    return found


def _coding(given: Given, passage: str, place: str) -> RefiCoding:
    return RefiCoding(
        guid=guid("coding", passage, given.user, given.theme, place),
        code=theme_guid(given.theme),
        user=given.user,
        when=given.when,
        notes=given.notes,
    )


def _within(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where words of a passage are in its exported text, which composes letters."""
    return len(exported(text[:start])[0]), len(exported(text[:end])[0])


def _named(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _NAMED else words[:_NAMED].rsplit(" ", 1)[0]


def _values(document: Document) -> Mapping[str, str]:
    return {
        "title": document.title,
        "year": str(document.year) if document.year else "",
        "publisher": document.publisher,
        "type": document.type.value.replace("_", " "),
        "regions": "; ".join(weight.name or weight.region for weight in document.regions),
    }


def _names(documents: list[Document]) -> dict[str, str]:
    """Return the name of each document's file; where several are equal, with the document's id."""
    plain = {d.id: PurePosixPath(d.path.replace("!", "/")).name for d in documents}
    often = Counter(name.casefold() for name in plain.values())
    return {
        ident: name if often[name.casefold()] == 1 else f"{name} ({ident[:6]})"
        for ident, name in plain.items()
    }


def _version() -> str:
    with suppress(PackageNotFoundError):
        return version("workingregions")
    return ""
