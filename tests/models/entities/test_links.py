"""Entities with a registry at hand: links, home region from the record, and a run without them unchanged."""

from __future__ import annotations

from tests.models.entities.corpus_of_names import at, document
from workingregions.models.entities.observations import observe
from workingregions.models.entities.resolution import Memo, resolve
from workingregions.nlp.registry.registry import Record, Registry

REGISTRY = Registry(
    [
        Record(
            id="q1", names=(("Quibble Institute of Zymurgy", "display"), ("QIZ", "acronym")),
            types=("facility",), country="GB", city="Leeds", geonames=2644688,
        ),
        Record(id="q2", names=(("Sundry Institute", "display"),), country="FI", city="Helsinki"),
    ]
)  # fmt: skip


def test_links_give_ids_and_homes_and_nothing_else() -> None:
    doc = document("a", "GB", "GB-ESS")
    names = ["Quibble Institute of Zymurgy", "Sundry Institute", "Ardent Trust"]
    observed = observe([m for n, name in enumerate(names) for m in at(doc, n, name)], [doc], {})
    plain = resolve(observed)
    memo = Memo()
    linked = resolve(observed, registry=REGISTRY, memo=memo)
    by_name = {e.name: e for e in linked.entities}
    quibble = by_name["Quibble Institute of Zymurgy"]
    assert quibble.external_ids == ("ror:q1",)
    assert quibble.region_reason == "its record in ROR"
    assert quibble.region != "GB-ESS"
    assert by_name["Sundry Institute"].external_ids == ()  # its record is in another country
    assert [link.id for link in linked.links if link.linked] == ["q1"]
    assert [e.id for e in plain.entities] == [e.id for e in linked.entities]
    assert plain.links == ()
    assert resolve(observed, registry=REGISTRY, memo=memo) == linked
