"""The encoder: the same vectors in any company and on either runtime, and weights that are checked."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from workingregions.corpus.errors import ConfigError
from workingregions.models import encoder as module
from workingregions.models import openvino_runtime
from workingregions.models.cache import cache_folder
from workingregions.models.encoder import Encoder
from workingregions.nlp.transformer.weights import default_folder, verify

TEXTS = [
    "The council pays for the clean-up of the old dye works.",
    "",
    "Apprentices learn to programme lathes.",
    "lathe " * 600,
    "The council pays for the clean-up of the former dye works, and later for its roads and drains.",
    "Ein deutscher Satz über Zünder und Ähren.",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_vectors_are_unit_float32(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_row(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_its_company(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS)
    alone = np.vstack([encoder.encode([text], threads=1) for text in TEXTS])
    crowd = encoder.encode([*(f"Text number {i} of a crowd." for i in range(40)), *reversed(TEXTS)])
    assert np.abs(together - alone).max() < 1e-5
    assert np.abs(together - crowd[: -len(TEXTS) - 1 : -1]).max() < 1e-5


def test_like_texts_are_near(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors[0] @ vectors[4] > 0.8 > vectors[0] @ vectors[2] + 0.3


def test_only_the_first_256_tokens_count(encoder: Encoder) -> None:
    long = "Steel and coal. " * 200
    assert np.array_equal(encoder.encode([long])[0], encoder.encode([long + "Flowers bloom in May."])[0])


@pytest.mark.slow
def test_exact_openvino_and_torch_and_sentence_transformers_agree() -> None:
    from sentence_transformers import SentenceTransformer

    exact = Encoder(exact=True).encode(TEXTS)
    torch = Encoder(accelerate=False).encode(TEXTS)
    reference = SentenceTransformer(str(default_folder()), device="cpu").encode(
        TEXTS, normalize_embeddings=True, show_progress_bar=False
    )
    assert np.abs(torch - reference).max() < 1e-5
    assert np.abs(exact - torch).max() < 1e-4


def test_altered_weights_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    with pytest.raises(ConfigError, match=r"model\.safetensors cannot be read"):
        verify(path)
    path.write_bytes(b"other weights")
    with pytest.raises(ConfigError, match=r"model\.safetensors were altered"):
        verify(path)
    with pytest.raises(ConfigError, match="altered"):
        module.load_checked(tmp_path)


def test_altered_weights_stop_the_accelerated_encoder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setenv("WORKINGREGIONS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "default_folder", lambda: tmp_path)
    with pytest.raises(ConfigError, match="altered"):
        Encoder().encode(["x"])


def test_torch_takes_over_where_openvino_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, encoder: Encoder
) -> None:
    def fail(folder: Path, *, exact: bool) -> None:
        raise ImportError(f"no openvino for {folder.name} {exact}")

    monkeypatch.setattr(openvino_runtime, "load", fail)
    vectors = Encoder().encode(TEXTS[:1])
    assert vectors[0] @ encoder.encode(TEXTS[:1])[0] > 0.999
    assert "no openvino" in caplog.text


@pytest.mark.slow
def test_a_damaged_conversion_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openvino")
    monkeypatch.setenv("WORKINGREGIONS_CACHE", str(tmp_path))
    before = Encoder(exact=True).encode(TEXTS[:1])
    (model,) = tmp_path.iterdir()
    (model / "model.bin").write_bytes(b"half")
    assert np.array_equal(Encoder(exact=True).encode(TEXTS[:1]), before)
    assert [path.name for path in tmp_path.iterdir()] == [model.name]


def test_openvino_sends_no_usage_reports(encoder: Encoder) -> None:
    encoder.encode(TEXTS[:1])
    assert sys.modules.get("openvino_telemetry") is None


def test_an_unknown_model_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be loaded"):
        Encoder(tmp_path / "nothing").encode(["x"])


def test_the_cache_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WORKINGREGIONS_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("WORKINGREGIONS_CACHE")
    assert cache_folder().name == "workingregions"
