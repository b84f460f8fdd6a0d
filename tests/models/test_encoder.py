"""The encoder: the same vectors in any company, agreement with the reference, weights that are checked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from workingregions.corpus.errors import ConfigError
from workingregions.models.encoder import SHIPPED, Encoder
from workingregions.nlp.transformer import default_folder, load_weights, weights

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
def test_vectors_agree_with_sentence_transformers() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("sentence_transformers")
    # In a process of its own: torch would stay in this one.
    code = (
        "import json, sys\n"
        "from sentence_transformers import SentenceTransformer\n"
        "folder, texts = json.load(sys.stdin)\n"
        "model = SentenceTransformer(folder, device='cpu', local_files_only=True)\n"
        "rows = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)\n"
        "print('\\n' + json.dumps(rows.tolist()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps([str(default_folder()), TEXTS]),
        capture_output=True,
        text=True,
        check=True,
    )
    reference = np.array(json.loads(done.stdout.splitlines()[-1]), dtype=np.float32)
    assert np.abs(Encoder(exact=True).encode(TEXTS) - reference).max() < 1e-6


def test_altered_weights_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "default_folder", lambda: tmp_path)
    with pytest.raises(ConfigError, match=r"model\.safetensors cannot be read"):
        load_weights()
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ConfigError, match=r"model\.safetensors were altered"):
        load_weights()
    with pytest.raises(ConfigError, match="altered"):
        Encoder().encode(["x"])


def test_openvino_sends_no_usage_reports(encoder: Encoder) -> None:
    encoder.encode(TEXTS[:1])
    assert sys.modules.get("openvino_telemetry") is None


def test_the_default_has_two_names(encoder: Encoder) -> None:
    assert encoder.name == SHIPPED == Encoder("all-MiniLM-L6-v2").name
