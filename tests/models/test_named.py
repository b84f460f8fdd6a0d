"""Which mentions count where: those of footnotes are names, and no network's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.helpers.bundles import bundle, put
from workingregions.corpus.enums import InstitutionType, MentionKind, Use, Voice
from workingregions.corpus.records import Entity, Name
from workingregions.corpus.store import Store
from workingregions.models.named import named
from workingregions.models.presence import GovernanceMap


def test_institutions_of_footnotes_and_citations_count_and_enter_no_network(tmp_path: Path) -> None:
    one = bundle("a")
    (body,), (mention,) = one.passages, one.mentions
    note = replace(body, id=f"{body.document}-00001", ordinal=1, voice=Voice.FOOTNOTE)
    said = replace(mention, kind=MentionKind.INSTITUTION, type=InstitutionType.UNIVERSITY, entity="board")
    mentions = [
        said,
        replace(said, id="cited", voice=Voice.CITATION),
        replace(said, id="noted", passage=note.id, voice=Voice.FOOTNOTE),
    ]
    store = Store.create(tmp_path / "store")
    put(store, replace(one, passages=(body, note), mentions=tuple(mentions)))
    entity = Entity(id="board", name="Board", kind=MentionKind.INSTITUTION)
    name = Name(
        document=body.document, key="board", entity="board", text="Board", mentions=3, passage=body.id
    )
    with store.writer() as writer:
        writer.replace("entities", "", [entity])
        writer.replace("names", "", [name])
        writer.commit("test")
    snapshot = store.snapshot()
    assert len(named(snapshot, [body.document])) == 3
    assert len(named(snapshot, [body.document], use=Use.NETWORKS)) == 1
    tables = GovernanceMap.read(snapshot, [one.document])
    assert tables.mentions["passage"].to_pylist() == tables.passages["id"].to_pylist() == [body.id]
