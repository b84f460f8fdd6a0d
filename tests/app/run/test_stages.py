"""The contract that every stage of the pipeline keeps."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

from workingregions.app.run.stages import Inbox, blank, build
from workingregions.corpus.config import Config
from workingregions.corpus.records import Bundle, Source
from workingregions.corpus.stage import Stage, chain, fingerprint
from workingregions.ingest.formats.media_types import sniff

ROOT = Path(__file__).resolve().parents[3]
APPRENTICES = ROOT / "examples" / "drop" / "apprentices-at-the-gate.md"
FIELDS = {f.name for f in dataclasses.fields(Bundle)}
NAMES = ["read", "segment", "annotate", "encode", "themes", "facets"]


def bundle_of(name: str, data: bytes, inbox: Inbox) -> Bundle:
    sha = hashlib.sha256(data).hexdigest()
    inbox.data = {sha: data}
    return blank(Source(sha256=sha, path=name, media_type=sniff(data, name), bytes=len(data), drop="d0001"))


@pytest.fixture(scope="module")
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def stages(inbox: Inbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    return {s.name: s for s in build(Config(), tmp_path_factory.mktemp("root"), inbox)}


@pytest.fixture(scope="module")
def steps(stages: dict[str, Stage], inbox: Inbox) -> dict[str, tuple[Bundle, Bundle]]:
    """For each stage, a bundle as it comes to it and as it leaves."""
    bundle = bundle_of(APPRENTICES.name, APPRENTICES.read_bytes(), inbox)
    found = {}
    for name, stage in stages.items():
        after = stage(bundle)
        found[name] = (bundle, after)
        bundle = after
    return found


def test_the_stages_are_these_and_each_finds_what_it_needs(stages: dict[str, Stage]) -> None:
    assert list(stages) == NAMES
    assert list(chain(stages.values(), "sha")) == NAMES
    with pytest.raises(ValueError, match="needs"):
        chain([stages["themes"]], "sha")


@pytest.mark.parametrize("name", NAMES)
def test_a_stage_declares_itself(stages: dict[str, Stage], name: str) -> None:
    stage = stages[name]
    assert stage.version
    assert stage.needs <= FIELDS
    assert stage.gives
    assert stage.gives <= FIELDS
    assert json.loads(json.dumps(dict(stage.config))) == dict(stage.config)


@pytest.mark.parametrize("name", NAMES)
def test_a_stage_writes_only_what_it_gives(
    steps: dict[str, tuple[Bundle, Bundle]], stages: dict[str, Stage], name: str
) -> None:
    before, after = steps[name]
    changed = {f for f in FIELDS if getattr(before, f) != getattr(after, f)}
    # Vectors do not take part in the comparison of passages.
    assert changed <= stages[name].gives
    if name != "encode":
        assert changed


@pytest.mark.parametrize("name", NAMES)
def test_a_stage_gives_the_same_again_and_again(
    steps: dict[str, tuple[Bundle, Bundle]], stages: dict[str, Stage], inbox: Inbox, name: str
) -> None:
    before, after = steps[name]
    # Other tests of this module read other files, and may run in between.
    inbox.data = {before.source.sha256: APPRENTICES.read_bytes()}
    assert stages[name](before) == after


@pytest.mark.parametrize("name", [n for n in NAMES if n != "read"])
@pytest.mark.parametrize("text", ["", "7 8 9", "\ufffd\u200b\u00ad", "天地玄黃 宇宙洪荒", "a" * 3000])
def test_a_stage_takes_odd_text(stages: dict[str, Stage], inbox: Inbox, name: str, text: str) -> None:
    bundle = bundle_of("odd.txt", f"Ohio plan.\n\n{text}\n".encode(), inbox)
    for step in NAMES[: NAMES.index(name) + 1]:
        bundle = stages[step](bundle)
    assert bundle.document.id


@pytest.mark.parametrize("name", [n for n in NAMES if n != "read"])
def test_a_stage_takes_a_document_without_anything(stages: dict[str, Stage], inbox: Inbox, name: str) -> None:
    empty = bundle_of("nothing.txt", b"x", inbox)
    assert stages[name](empty).passages == ()


def test_fingerprints_follow_version_configuration_and_inputs(stages: dict[str, Stage]) -> None:
    class Newer:
        def __init__(self, stage: Stage, **changes: object) -> None:
            self.__dict__ = {n: getattr(stage, n) for n in ("name", "version", "needs", "gives", "config")}
            self.__dict__.update(changes)

    segment = stages["segment"]
    first = fingerprint(segment, {"blocks": "1"}, "sha")
    others = [
        fingerprint(Newer(segment, version="99"), {"blocks": "1"}, "sha"),  # type: ignore[arg-type]
        fingerprint(Newer(segment, config={"target": 1}), {"blocks": "1"}, "sha"),  # type: ignore[arg-type]
        fingerprint(segment, {"blocks": "2"}, "sha"),
        fingerprint(segment, {"blocks": "1"}, "other"),
    ]
    assert len({first, *others}) == 5
    assert fingerprint(segment, {"blocks": "1", "themes": "unneeded"}, "sha") == first


def test_ids_come_from_the_content_alone(stages: dict[str, Stage], inbox: Inbox) -> None:
    data = b"# Plan\n\nThe Ohio Development Agency funds the Akron Workforce Board.\n"
    one = stages["segment"](stages["read"](bundle_of("plan.md", data, inbox)))
    two = stages["segment"](stages["read"](bundle_of("copy of plan.md", data, inbox)))
    assert one.document.id == two.document.id
    assert [p.id for p in one.passages] == [p.id for p in two.passages]
