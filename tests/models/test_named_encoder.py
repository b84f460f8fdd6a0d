"""Encoders that a user names: tiny models of random weights, loaded by sentence-transformers."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workingregions.app import Project
from workingregions.app.run.engine import Factory
from workingregions.corpus.errors import ConfigError, ProjectError
from workingregions.corpus.store.manifest import FIRST_ENCODER
from workingregions.models.encoder import SHIPPED, Encoder
from workingregions.models.named_encoder import folder_of, identity
from workingregions.models.search import encoded_text
from workingregions.nlp.transformer import default_folder

pytest.importorskip("sentence_transformers")
pytestmark = pytest.mark.slow

SIZE = 32
DROP = Path(__file__).resolve().parent.parent.parent / "examples" / "drop"


def make_model(folder: Path, seed: int) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel

    torch.manual_seed(seed)
    config = BertConfig(hidden_size=SIZE, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    raw = folder.with_name(folder.name + "-raw")
    BertModel(config).save_pretrained(raw)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        if (default_folder() / name).exists():
            shutil.copy(default_folder() / name, raw / name)
    SentenceTransformer(modules=[Transformer(str(raw)), Pooling(SIZE)]).save(str(folder))
    return folder


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two models, `one` and `two`."""
    root = tmp_path_factory.mktemp("models")
    make_model(root / "one", 1)
    make_model(root / "two", 2)
    return root


def test_vectors_have_the_size_of_the_model(models: Path) -> None:
    encoder = Encoder("one", root=models)
    vectors = encoder.encode(["Steel and coal.", "", "lathe " * 600], threads=1)
    assert vectors.shape == (3, SIZE)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode([]).shape == (0, SIZE)
    alone = Encoder(str(models / "one"), device="cpu").encode(["Steel and coal."])
    assert np.abs(alone[0] - vectors[0]).max() < 1e-5


def test_a_model_is_named_by_its_weights_not_by_its_folder(models: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(models / "one", tmp_path / "one")
    (copied / "README.md").write_text("Another readme.")
    name = Encoder("one", root=models).name
    assert name.startswith("one@")
    assert Encoder("one", root=tmp_path).name == name
    shutil.copy(models / "two" / "model.safetensors", copied / "model.safetensors")
    assert Encoder("one", root=tmp_path).name != name
    assert identity(copied, "one") == identity(models / "two", "one")


@pytest.mark.parametrize("model", ["./nowhere", "/nowhere/at/all", "~nobody/model", "a b"])
def test_a_missing_folder_is_named(tmp_path: Path, model: str) -> None:
    with pytest.raises(ConfigError, match=r"encoder\.model = .*there is no folder"):
        folder_of(model, tmp_path)


def test_a_model_that_the_hub_does_not_give_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub
    from huggingface_hub.errors import LocalEntryNotFoundError

    def fetch(name: str, **options: object) -> str:
        assert name == "sentence-transformers/other-model"
        assert options
        raise LocalEntryNotFoundError("No connection.\nTry later.")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetch)
    with pytest.raises(ConfigError, match=r"cannot be fetched from the Hugging Face Hub \(No connection\)"):
        folder_of("other-model", tmp_path)


def test_a_model_in_the_hubs_cache_needs_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    def fetch(name: str, *, local_files_only: bool) -> str:
        assert local_files_only
        return str(tmp_path / name)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetch)
    assert folder_of("org/model", tmp_path) == tmp_path / "org" / "model"


def test_a_folder_without_a_model_is_a_config_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match=r"encoder\.model = 'empty': .*cannot load it"):
        Encoder("empty", root=tmp_path).encode(["x"])


@pytest.mark.parametrize("device", ["gpu9", "cuda:99"])
def test_an_unknown_device_is_a_config_error(models: Path, device: str) -> None:
    with pytest.raises(ConfigError, match=rf"encoder\.device = '{device}' cannot be used"):
        Encoder("one", root=models, device=device).encode(["x"])


def test_without_sentence_transformers_the_key_is_named(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ConfigError, match=r"encoder\.model needs sentence-transformers"):
        Encoder("one", root=models).encode(["x"])


class Inline:
    """An engine that works in this process, and is interrupted after so many documents."""

    def __init__(self, most: int = 100) -> None:
        self.left = most

    def run(self, jobs: Iterable[Any], factory: Factory) -> Iterator[tuple[Any, Any]]:
        work = factory()
        for job in jobs:
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            yield job, work(job)


FILES = [DROP / "apprentices-at-the-gate.md", DROP / "annual-dinner-remarks.html"]


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = Project.create(tmp_path_factory.mktemp("ingested") / "review")
    project.ingest(FILES, engine=Inline())
    return project.root


@pytest.fixture
def project(ingested: Path, tmp_path: Path) -> Project:
    """A project of two documents, encoded by the default encoder."""
    return Project.open(shutil.copytree(ingested, tmp_path / "review"))


def configure(project: Project, model: Path | str) -> Project:
    file = project.root / "workingregions.toml"
    lines = file.read_text().splitlines()
    (at,) = (i for i, line in enumerate(lines) if line.startswith("model = "))
    lines[at] = f"model = '{model}'"
    file.write_text("\n".join(lines))
    return Project.open(project.root)


def vectors(project: Project) -> dict[str, Any]:
    """The vector of each passage."""
    return {p.id: p.vector for p in project.store.snapshot().records("passages")}


def widths(project: Project) -> set[int]:
    """How wide the vectors are; 0 for a passage without one."""
    return {0 if vector is None else len(vector) for vector in vectors(project).values()}


def test_another_encoder_encodes_every_document_again(models: Path, tmp_path: Path, project: Project) -> None:
    assert project.store.snapshot().manifest.encoder == SHIPPED
    texts = {p.id: p.text for p in project.store.snapshot().records("passages")}
    before = vectors(project)
    assert widths(project) == {384}

    project = configure(project, models / "one")
    with pytest.raises(ProjectError, match=rf"encoded by {SHIPPED}, .* specifies one@"):
        project.view().search("apprentices")
    # One of the two files, so that the other one is outside the drop.
    report = project.ingest(FILES[:1], engine=Inline())
    assert [item.outcome for item in report.items] == ["updated", "updated"]
    assert widths(project) == {SIZE}
    assert {p.id: p.text for p in project.store.snapshot().records("passages")} == texts
    assert project.view().search("apprentices", n=3).hits
    assert {item.outcome for item in project.ingest(FILES, engine=Inline(0)).items} == {"known"}
    assert not project.check()

    # Other weights of the same width under the same name.
    project = configure(project, shutil.copytree(models / "two", tmp_path / "one"))
    with pytest.raises(ProjectError, match="one@"):
        project.view().search("apprentices")
    project.ingest(FILES[1:], engine=Inline())
    now = project.store.snapshot()
    documents = {d.id: d for d in now.records("documents")}
    read = [encoded_text(documents[p.document], p) for p in now.records("passages")]
    assert read != list(texts.values())
    wanted = Encoder(str(models / "two")).encode(read)
    found = vectors(project)
    assert max(np.abs(found[ident] - row).max() for ident, row in zip(texts, wanted, strict=True)) < 1e-5

    project = configure(project, "")
    project.ingest(FILES, engine=Inline())
    found = vectors(project)
    assert all(np.array_equal(found[ident], vector) for ident, vector in before.items())


def test_a_change_of_encoder_that_was_interrupted_is_finished(models: Path, project: Project) -> None:
    project = configure(project, models / "one")
    with pytest.raises(KeyboardInterrupt):
        project.ingest(FILES, engine=Inline(1))
    assert widths(project) == {0, SIZE}
    hits = project.view().search("apprentices remarks dinner").hits
    found = vectors(project)
    assert all((hit.meaning is None) == (found[hit.passage] is None) for hit in hits)
    project.ingest([DROP / "the-year-the-parts-stopped.md"], engine=Inline())
    assert widths(project) == {SIZE}
    assert len(project.view().documents()) == 3


@pytest.mark.parametrize("config", [None, "{}"])
def test_a_model_that_cannot_be_loaded_costs_no_document(
    tmp_path: Path, project: Project, config: str | None
) -> None:
    (tmp_path / "broken").mkdir()
    if config:
        (tmp_path / "broken" / "config.json").write_text(config)
    before = project.store.snapshot().manifest
    with pytest.raises(ConfigError, match="cannot load it"):
        configure(project, tmp_path / "broken").ingest(FILES, engine=Inline())
    assert project.store.snapshot().manifest == before


def test_the_first_encoder_is_the_one_that_is_shipped() -> None:
    # Where another one is shipped, projects whose manifests name none must still be found out of date.
    assert FIRST_ENCODER == SHIPPED
