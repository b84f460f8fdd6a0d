"""Which documents have their themes scored again: those of another codebook or model, whatever made them."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pyarrow as pa

from workingregions.app.run import plan
from workingregions.app.run.jobs import fingerprints
from workingregions.corpus.records import Bundle, Source


class Step:
    version = "1"

    def __init__(self, name: str, needs: str, gives: str, setting: str = "") -> None:
        self.name, self.setting = name, setting
        self.needs, self.gives = frozenset(needs.split()), frozenset(gives.split())

    @property
    def config(self) -> Mapping[str, object]:
        return {"setting": self.setting}

    def __call__(self, bundle: Bundle) -> Bundle:
        return bundle


def stages(book: str, reader: str = "1") -> list[Step]:
    return [
        Step("read", "source", "document", reader),
        Step("encode", "document", "passages"),
        Step("themes", "passages", "themes", book),
        Step("facets", "passages themes", "passages"),
    ]


SOURCES = [
    Source(sha256=letter * 64, path=f"{letter}.pdf", media_type="", bytes=1, drop="d") for letter in "abc"
]
BASE: Any = SimpleNamespace(
    manifest=SimpleNamespace(encoder="e"),
    records=lambda _: SOURCES,
    arrow=lambda *_, **__: pa.table({"sha256": [source.sha256 for source in SOURCES]}),
)


def done(reader: str = "1", book: str = "old") -> dict[str, dict[str, str]]:
    return {source.sha256: fingerprints(stages(book, reader), source, ()) for source in SOURCES}


def jobs(book: str, before: Mapping[str, Mapping[str, str]], encoder: str = "e") -> list[Any]:
    return plan.to_tag(stages(book), encoder, before, BASE)


def test_nothing_is_due_while_the_codebook_is_the_same() -> None:
    assert jobs("old", done()) == []


def test_another_codebook_scores_all_documents_again_and_the_next_ingest_agrees() -> None:
    made = jobs("new", done())
    assert [job.stages for job in made] == [("themes", "facets")] * 3
    assert made[0].fingerprints == fingerprints(stages("new"), made[0].source, ())


def test_documents_of_an_earlier_reader_are_scored_once_and_read_again_later() -> None:
    before = done(reader="0")
    made = jobs("new", before)
    assert [job.stages for job in made] == [("themes", "facets")] * 3
    after = {job.source.sha256: dict(job.fingerprints) for job in made}
    assert jobs("new", after) == []
    assert jobs("newer", after) != []
    assert after[SOURCES[0].sha256]["read"] == before[SOURCES[0].sha256]["read"]
    assert after[SOURCES[0].sha256]["themes"] != fingerprints(stages("new"), SOURCES[0], ())["themes"]


def test_vectors_of_another_encoder_and_unfinished_documents_are_left_alone() -> None:
    assert jobs("new", done(), encoder="other") == []
    before = done()
    del before[SOURCES[1].sha256]["encode"]
    assert [job.source.path for job in jobs("new", before)] == ["a.pdf", "c.pdf"]
