"""The default encoder through OpenVINO: converted once into the user's cache folder, checked, reused."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from workingregions.models import encoder
from workingregions.models.cache import cache_folder
from workingregions.models.encoder import Tokens, Vectors
from workingregions.nlp.transformer import WEIGHTS_SHA256, import_openvino

log = logging.getLogger(__name__)

AGREEMENT = 1e-4
"""Largest difference from torch in any token vector that a conversion may show and be kept."""


class OpenVinoRuntime:
    """The converted network; compiled once for each number of threads asked for."""

    def __init__(self, core: Any, model: Any, *, exact: bool) -> None:
        self._core, self._model, self._exact = core, model, exact
        self._compiled = lru_cache(maxsize=4)(self._compile)

    def __call__(self, ids: Tokens, mask: Tokens, threads: int | None) -> Vectors:
        """Token vectors, as `encoder.Runtime` says."""
        result = self._compiled(threads)({"input_ids": ids, "attention_mask": mask})[0]
        # A result is a view into memory that the next call overwrites.
        return np.array(result, dtype=np.float32)

    def _compile(self, threads: int | None) -> Any:
        options = {"PERFORMANCE_HINT": "LATENCY"}
        if self._exact:
            options["INFERENCE_PRECISION_HINT"] = "f32"
        if threads is not None:
            options["INFERENCE_NUM_THREADS"] = str(threads)
            # Pinned, the threads of all worker processes would share the first cores.
            options["ENABLE_CPU_PINNING"] = "NO"
        return self._core.compile_model(self._model, "CPU", options)


def load(folder: Path, *, exact: bool) -> OpenVinoRuntime:
    """The runtime for the default model in `folder`, converting it when the cache has none.

    Raises:
        ConfigError: the weights in `folder` are missing or were altered.
        Exception: whatever OpenVINO or the file system raise; the caller falls back to torch.
    """
    openvino = import_openvino()
    core = openvino.Core()
    target = cache_folder() / f"minilm-{WEIGHTS_SHA256[:12]}-openvino-{openvino.__version__.split('-')[0]}"
    if not _intact(target):
        _convert(openvino, core, folder, target)
    return OpenVinoRuntime(core, core.read_model(target / "model.xml"), exact=exact)


def _intact(target: Path) -> bool:
    try:
        return (target / "sha256").read_text() == _digest(target)
    except OSError:
        return False


def _digest(target: Path) -> str:
    digest = hashlib.sha256((target / "model.xml").read_bytes())
    digest.update((target / "model.bin").read_bytes())
    return digest.hexdigest()


def _convert(openvino: Any, core: Any, folder: Path, target: Path) -> None:
    """Convert into a temporary folder and rename it, so that no reader sees half a model."""
    log.info("Preparing the sentence encoder for this machine (once).")
    network = encoder.load_checked(folder)[0].auto_model.eval()
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent))
    try:
        with warnings.catch_warnings(), encoder.quiet_transformers():
            warnings.simplefilter("ignore")
            model = openvino.convert_model(network, example_input=_example())
        openvino.save_model(model, work / "model.xml", compress_to_fp16=False)
        converted = OpenVinoRuntime(core, core.read_model(work / "model.xml"), exact=True)
        _compare(converted, encoder.TorchRuntime(network))
        (work / "sha256").write_text(_digest(work))
        if target.exists() and not _intact(target):
            shutil.rmtree(target, ignore_errors=True)
        try:
            os.rename(work, target)  # noqa: PTH104
        except OSError:
            if not _intact(target):  # otherwise another process was first, with the same files
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _example() -> dict[str, Any]:
    import torch

    ids, mask = _sample()
    return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}


def _sample(rows: int = 3, width: int = 32) -> tuple[Tokens, Tokens]:
    """Token ids with padding in all rows but one: a full mask would be traced away."""
    ids = (np.arange(rows * width, dtype=np.int64).reshape(rows, width) * 37) % 20_000 + 1_000
    lengths = np.linspace(width, 3, rows).astype(int)
    mask = (np.arange(width)[None, :] < lengths[:, None]).astype(np.int64)
    return ids * mask, mask


def _compare(runtime: OpenVinoRuntime, reference: encoder.TorchRuntime) -> None:
    for rows, width in ((1, 16), (4, 48)):
        ids, mask = _sample(rows, width)
        gap = np.abs(runtime(ids, mask, None) - reference(ids, mask, None))[mask.astype(bool)].max()
        if not gap <= AGREEMENT:
            raise RuntimeError(f"the converted encoder differs from torch by {gap:.2g}")
