"""The stages of the pipeline, in order: the only module that knows all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.workspace import STORE
from workingregions.corpus.config import Config
from workingregions.corpus.records import Bundle, Document, MetadataValue, Source
from workingregions.corpus.stage import Stage

if TYPE_CHECKING:
    from workingregions.models.encoder import Encoder


@dataclass(slots=True)
class Inbox:
    """The inputs of the reading stage besides the record of a file: its bytes, passwords and side-car."""

    data: Mapping[str, bytes] = field(default_factory=dict)
    passwords: Sequence[str] = ()
    sidecar: Mapping[str, Sequence[MetadataValue]] = field(default_factory=dict)
    attachments: list[tuple[str, bytes]] = field(default_factory=list)


class ReadStage:
    """From bytes to blocks, metadata and references."""

    name = "read"
    version = "6"
    needs = frozenset({"source"})
    gives = frozenset({"document", "blocks", "references", "failures"})

    def __init__(self, inbox: Inbox, *, ocr: bool) -> None:
        self._inbox = inbox
        self._ocr = ocr

    @property
    def config(self) -> dict[str, object]:
        """Whether pages without text are read by OCR."""
        return {"ocr": self._ocr}

    def __call__(self, bundle: Bundle) -> Bundle:
        """Read the file. Raise ReadError with the reason if it yields no document."""
        from workingregions.ingest.metadata import describe
        from workingregions.ingest.read import read
        from workingregions.ingest.references import find_references

        source = bundle.source
        parsed = read(
            self._inbox.data[source.sha256],
            name=source.path,
            media_type=source.media_type,
            passwords=self._inbox.passwords,
            ocr=self._ocr,
        )
        self._inbox.attachments.extend(parsed.attachments)
        identity = source.sha256[:16]
        blocks = tuple(replace(block, document=identity) for block in parsed.blocks)
        described = describe(parsed, name=source.path, sidecar=self._inbox.sidecar.get(source.sha256, ()))
        document = Document(id=identity, sha256=source.sha256, path=source.path, pages=parsed.pages)
        failures = tuple(replace(f, sha256=source.sha256, path=source.path) for f in parsed.failures)
        return replace(
            bundle,
            document=replace(document, **described.fields()),
            blocks=blocks,
            references=tuple(replace(r, document=identity) for r in find_references(blocks)),
            failures=failures,
        )


class EncodeStage:
    """From passages to vectors, of their text below the document's title and their heading."""

    name = "encode"
    version = "2"
    needs = frozenset({"document", "passages"})
    gives = frozenset({"passages"})

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    @property
    def config(self) -> dict[str, object]:
        """The encoder's name, which identifies its weights."""
        return {"encoder": self.encoder.name}

    def __call__(self, bundle: Bundle) -> Bundle:
        """Return the bundle with a vector for every passage. Uses one thread: see the engine."""
        from workingregions.models.search import encoded_text

        texts = [encoded_text(bundle.document, passage) for passage in bundle.passages]
        vectors = self.encoder.encode(texts, threads=1)
        pairs = zip(bundle.passages, vectors, strict=True)
        return replace(bundle, passages=tuple(replace(p, vector=v) for p, v in pairs))


def build(config: Config, root: Path, inbox: Inbox) -> list[Stage]:
    """Return all stages in order. Nothing heavy is loaded until a stage is called.

    Args:
        config: the project's configuration.
        root: the project's folder, to which the codebook's path is relative.
        inbox: the source of the reading stage's bytes.
    """
    from workingregions.corpus.codebook import Codebook
    from workingregions.models.encoder import Encoder
    from workingregions.models.labels import MODELS_FILE, LearntTagger, load_models
    from workingregions.nlp.annotate import Annotator
    from workingregions.nlp.facets import FacetStage
    from workingregions.nlp.text import Segmenter
    from workingregions.nlp.themes import ThemeTagger

    encoder = Encoder.configured(config.encoder, root)
    codebook = Codebook.load(root / config.codebook.path if config.codebook.path else None)
    tagger = ThemeTagger(codebook, lambda texts: encoder.encode(texts, threads=1))
    learnt = load_models(root / STORE / MODELS_FILE).models
    return [
        ReadStage(inbox, ocr=config.ingest.ocr),
        Segmenter(),
        Annotator(),
        EncodeStage(encoder),
        LearntTagger(tagger, learnt, encoder.name) if learnt else tagger,
        FacetStage(about=config.count.about),
    ]


def blank(source: Source) -> Bundle:
    """Return a bundle that contains only a source, for the reading stage to fill."""
    document = Document(id=source.sha256[:16], sha256=source.sha256, path=source.path)
    return Bundle(source=source, document=document)
