"""What the text index finds: words in any inflection, conditions on words, weights."""

from __future__ import annotations

import pytest

from tests.helpers.bundles import bundle, put
from workingregions.corpus.store import Snapshot, Store
from workingregions.corpus.text_query import AllOf, AnyOf, TextQuery, Without, Words


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    store = Store.create(tmp_path_factory.mktemp("text") / "store")
    put(
        store,
        bundle("a", "Steel plants trained apprentices."),
        bundle("b", "Apprentices left the coal mines."),
        bundle("c", "Coal and steel works closed."),
    )
    return store.snapshot()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Words("apprentice steel"), "abc"),
        (Words("apprentices steel", every=True), "a"),
        (AllOf((Words("coal"), AnyOf((Words("steel"), Words("mine"))))), "bc"),
        (AnyOf((Words("plants"), Words("mines"))), "ab"),
        (Without(Words("coal"), Words("steel")), "b"),
        (AllOf((Words("coal"), Without(Words("steel"), Words("works")))), ""),
        (Words('"(?! '), ""),
        (AnyOf((Words("..."), Words("mines"))), "b"),
        (AnyOf(()), ""),
    ],
)
def test_conditions(snapshot: Snapshot, query: TextQuery, found: str) -> None:
    assert "".join(sorted(p[0] for p, _ in snapshot.lexical(query, "", 9))) == found


def test_weights_multiply_scores(snapshot: Snapshot) -> None:
    ((_, alone),) = snapshot.lexical(Words("plants"), "", 9)
    ((_, half),) = snapshot.lexical(Words("plants", weight=0.5), "", 9)
    assert half == pytest.approx(alone / 2)


def test_a_sample_of_vectors_has_one_row_per_passage(snapshot: Snapshot) -> None:
    assert snapshot.sample_vectors(10).shape == (3, 384)
