"""Read and annotate a single file without a project: for a quick look, and for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workingregions.corpus.records import Bundle


def extract(path: str | Path, *, passwords: Sequence[str] = ()) -> Bundle:
    """Return the document in a file with its passages, mentions, people, acronyms, ties and outcomes.

    Args:
        path: the file.
        passwords: tried in turn if it is encrypted.

    Raises:
        InputError: there is no such file, or it cannot be opened.
        ReadError: the file yields no document, with the reason.
    """
    # Imported here, so that `wr --help` starts quickly: the package's face imports this module.
    import hashlib

    from workingregions.app.run import Inbox, blank, build
    from workingregions.corpus.config import Config
    from workingregions.corpus.errors import InputError
    from workingregions.corpus.records import Source
    from workingregions.ingest.drop import open_regular, readable
    from workingregions.ingest.formats import sniff

    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder.", advice="Name one file; a project takes whole folders.")
    if not path.exists():
        raise InputError(f"{path} does not exist.", advice="Check the spelling; relative paths start here.")
    try:
        with open_regular(path.resolve()) as file:
            data = file.read()
    except OSError as cause:
        raise InputError(f"{path} cannot be read: {cause.strerror}.") from cause
    sha256 = hashlib.sha256(data).hexdigest()
    source = Source(
        sha256=sha256, path=readable(path.name), media_type=sniff(data, path.name), bytes=len(data), drop=""
    )
    bundle = blank(source)
    read, segment, annotate, *_ = build(
        Config(), path.parent, Inbox(data={sha256: data}, passwords=passwords)
    )
    for stage in (read, segment, annotate):
        bundle = stage(bundle)
    return bundle
