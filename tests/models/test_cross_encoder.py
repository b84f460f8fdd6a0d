"""Rerankers that a user names: tiny cross-encoders of random weights, in both runtimes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from workingregions.corpus.errors import ConfigError
from workingregions.models.cross_encoder import CrossEncoder, is_cross_encoder
from workingregions.nlp.transformer import default_folder

pytest.importorskip("sentence_transformers")
pytestmark = pytest.mark.slow

TEXTS = ["The union trains welders.", "It rained. " * 200, "", "Zinc prices rose in Ohio."]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a cross-encoder of two layers."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    made = tmp_path_factory.mktemp("models") / "tiny"
    config = BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, num_labels=1
    )
    BertForSequenceClassification(config).save_pretrained(made)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        if (default_folder() / name).exists():
            shutil.copy(default_folder() / name, made / name)
    return made


def test_openvino_gives_the_scores_of_transformers(folder: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification

    found = CrossEncoder("tiny", root=folder.parent)
    assert found.runtime == "openvino"
    scores = found.score("who trains welders", TEXTS)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(384, strategy="only_second")
    for text, score in zip(TEXTS, scores, strict=True):
        read = tokenizer.encode("who trains welders", text)
        with torch.no_grad():
            logits = model(torch.tensor([read.ids]), token_type_ids=torch.tensor([read.type_ids])).logits
        assert score == pytest.approx(float(logits), abs=0.01)
    assert found.score("x", []) == []


def test_another_form_runs_in_sentence_transformers(folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps({**config, "hidden_act": "gelu_new"}))
    found = CrossEncoder("other", root=tmp_path, device="cpu")
    assert found.runtime == "sentence-transformers"
    assert np.isfinite(found.score("who trains welders", TEXTS[:2])).all()


def test_the_files_must_have_the_hash_that_is_set(folder: Path) -> None:
    name, _, digest = CrossEncoder("tiny", root=folder.parent).name.rpartition("@")
    assert name == "tiny"
    assert CrossEncoder("tiny", root=folder.parent, expected=digest).score("a", ["b"])
    with pytest.raises(ConfigError, match=f"has the hash {digest}"):
        CrossEncoder("tiny", root=folder.parent, expected="0" * 12).score("a", ["b"])


def test_a_missing_or_broken_reranker_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"search\.reranker = './nowhere': there is no folder"):
        CrossEncoder("./nowhere", root=tmp_path).score("a", ["b"])
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text("{}")
    with pytest.raises(ConfigError, match=r"search\.reranker = 'broken'"):
        CrossEncoder("broken", root=tmp_path).score("a", ["b"])
    assert is_cross_encoder(folder)
    assert not is_cross_encoder(tmp_path / "broken")
    assert not is_cross_encoder(tmp_path / "nowhere")
