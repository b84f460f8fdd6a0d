"""The vectors of the themes' definitions, which every search compares its query with.

An ingest keeps them in a file, because encoding them takes longer than the rest of a search's ranking. A file
made by another encoder, or of other definitions, is not used.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workingregions.corpus.codebook import Theme
    from workingregions.models.encoder import Encoder, Vectors

FILE_NAME = "theme_vectors.npz"


def keep(folder: Path, themes: Sequence[Theme], encoder: Encoder) -> None:
    """Encode the definitions and write their vectors into `folder`."""
    import numpy as np

    vectors = encoder.encode([theme.definition for theme in themes])
    temporary = folder / f"{FILE_NAME}.{os.getpid()}.tmp"
    with temporary.open("wb") as out:
        np.savez(out, key=np.array(_key(themes, encoder)), vectors=vectors)
    temporary.replace(folder / FILE_NAME)


def theme_vectors(folder: Path, themes: Sequence[Theme], encoder: Encoder) -> Vectors:
    """Return the vectors of the definitions, one row per theme: from the file, or else encoded now."""
    import numpy as np

    try:
        with np.load(folder / FILE_NAME, allow_pickle=False) as kept:
            if kept["key"].item() == _key(themes, encoder) and len(kept["vectors"]) == len(themes):
                vectors: Vectors = kept["vectors"]
                return vectors
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        pass  # No ingest has kept them yet, or the file is damaged.
    return encoder.encode([theme.definition for theme in themes])


def _key(themes: Sequence[Theme], encoder: Encoder) -> str:
    text = json.dumps([encoder.name, *(theme.definition for theme in themes)])
    return hashlib.sha256(text.encode()).hexdigest()
