"""Project: the one front object. The command line and every other door only translate for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import analysis
from workingregions.corpus import drops
from workingregions.corpus.config import FILE_NAME, Config, default_text, load
from workingregions.corpus.drops import DropReport
from workingregions.corpus.errors import InputError, NotFoundError, ProjectError
from workingregions.corpus.records import Block, Bundle, Document, Source
from workingregions.corpus.snapshot import write_atomically
from workingregions.corpus.store import Snapshot, Store, quote

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.analysis import Found
    from workingregions.app.batch import Engine, Watcher
    from workingregions.corpus.codebook import Codebook
    from workingregions.corpus.selection import Selection
    from workingregions.models.encoder import Encoder
    from workingregions.models.topics import TopicModel

STORE = "store"


class Project:
    """A folder with a configuration, a store of documents and annotations, drop reports and reports.

    Make one with `Project.create` or `Project.open`. Reading methods answer from the newest snapshot
    and return records or pandas frames.
    """

    def __init__(self, root: Path, config: Config) -> None:
        self.root = root
        self.config = config
        self.store = Store(root / STORE)

    # --- making and finding

    @classmethod
    def create(cls, folder: str | Path) -> Project:
        """A new project in `folder`, which is made when it is missing.

        Raises:
            ProjectError: there is a project already, or `folder` is a file.
        """
        root = Path(folder).resolve()
        if (root / FILE_NAME).exists():
            raise ProjectError(f"{root} is a project already.", advice=f"Use it with: -p {folder}")
        if root.exists() and not root.is_dir():
            raise ProjectError(f"{root} is a file.", advice="Choose another name for the project's folder.")
        root.mkdir(parents=True, exist_ok=True)
        Store.create(root / STORE)
        # The configuration is what makes a folder a project, so it comes last.
        write_atomically(root / FILE_NAME, default_text(root.name))
        return cls.open(root)

    @classmethod
    def open(cls, folder: str | Path) -> Project:
        """The project in `folder`.

        Raises:
            ProjectError: there is none, or a newer version wrote it.
            ConfigError: its workingregions.toml is broken.
        """
        root = Path(folder).resolve()
        if not (root / FILE_NAME).is_file():
            missing = "does not exist" if not root.exists() else f"has no {FILE_NAME}"
            raise ProjectError(f"{root} {missing}.", advice=f"Make a project with: wr init {folder}")
        project = cls(root, load(root / FILE_NAME))
        project.store.manifest()
        return project

    @classmethod
    def find(cls, start: Path) -> Project:
        """The nearest project at or above `start`.

        Raises:
            ProjectError: there is none.
        """
        for folder in [start.resolve(), *start.resolve().parents]:
            if (folder / FILE_NAME).is_file():
                return cls.open(folder)
        raise ProjectError(
            f"There is no project in {start.resolve()} or above it.",
            advice="Name one with --project DIR, or make one with: wr init DIR",
        )

    @property
    def name(self) -> str:
        """The project's name, as reports show it."""
        return self.config.project.name or self.root.name

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self.store.snapshot()

    @cached_property
    def codebook(self) -> Codebook:
        """The project's themes."""
        from workingregions.corpus.codebook import Codebook

        path = self.config.codebook.path
        return Codebook.load(self.root / path if path else None)

    @cached_property
    def encoder(self) -> Encoder:
        """The sentence encoder that made the project's vectors."""
        from workingregions.models.encoder import Encoder

        return Encoder()

    # --- taking in

    def ingest(
        self,
        paths: Sequence[str | Path],
        *,
        workers: int = 0,
        engine: Engine | None = None,
        passwords: Sequence[str] = (),
        exclude: Sequence[str] = (),
        retry: bool = False,
        watcher: Watcher | None = None,
    ) -> DropReport:
        """Reads new or changed files, annotates them and commits; files that are known cost nothing.

        Args:
            paths: files, folders, glob patterns, zips.
            workers: worker processes; 0 takes the configuration's number.
            engine: where the work is done; default: this machine's cores.
            passwords: tried on encrypted files.
            exclude: patterns of file names to leave out.
            retry: try again what failed before.
            watcher: is told how it goes.

        Raises:
            InputError: a path is missing or holds nothing to read.
            ProjectError: another process is writing to the project.
        """
        from workingregions.app.batch import Batch, Silent
        from workingregions.app.engines.local import LocalEngine

        limits = self.config.ingest
        runner = engine or LocalEngine(workers or self.config.workers, limits.timeout, limits.memory)
        batch = Batch(self.store, self.root, self.config, runner, watcher or Silent())
        return batch.run(paths, passwords=passwords, exclude=exclude, retry=retry)

    def retry(self, *, passwords: Sequence[str] = (), watcher: Watcher | None = None) -> DropReport:
        """Tries again every file that failed, where it lay when it came in.

        Raises:
            InputError: nothing failed, or none of the files is there any more.
        """
        snapshot = self.snapshot
        failed = {f.sha256 for f in snapshot.records("failures") if f.page is None}
        sources: list[Source] = [s for s in snapshot.records("sources") if s.sha256 in failed]
        places = sorted({s.location.split("!")[0] for s in sources})
        there = [place for place in places if Path(place).exists()]
        if not there:
            what = "No file failed." if not failed else "None of the files that failed is where it was."
            raise InputError(what, advice="" if not failed else "Ingest them from where they are now.")
        return self.ingest(there, passwords=passwords, retry=True, watcher=watcher)

    def drops(self) -> list[DropReport]:
        """The reports of all drops, oldest first."""
        return list(drops.load_all(self.root / "drops"))

    def drop(self, name: str) -> DropReport:
        """One drop's report. Raises NotFoundError."""
        return drops.load(self.root / "drops", name)

    def check(self) -> list[str]:
        """What is wrong with the store, one line each; empty when all is well."""
        return self.store.check()

    # --- looking up

    def select(
        self,
        *,
        regions: Sequence[str] = (),
        year: str = "",
        themes: Sequence[str] = (),
        institutions: Sequence[str] = (),
        types: Sequence[str] = (),
    ) -> Selection:
        """A selection of passages, with every name looked up.

        Args:
            regions: names or codes of regions.
            year: "2014", "2010:2020", "2010:" or ":2020".
            themes: ids of the codebook.
            institutions: names or acronyms.
            types: policy, scholarly, other, or document types.

        Raises:
            NotFoundError: a name that is not known, with the nearest that are.
            UserError: a year that is none.
        """
        from workingregions.app.choose import select

        return select(self, regions, year, themes, institutions, types)

    def documents(self, selection: Selection | None = None) -> pd.DataFrame:
        """One row a document: id, title, year, type, genre, publisher, language, regions, pages, path,
        duplicate_of ("" or the id of the document that it repeats); ordered by path."""
        import pandas as pd

        snapshot = self.snapshot
        repeats = {d.document: d.of for d in snapshot.records("duplicates")}
        documents: list[Document] = snapshot.records("documents")
        if selection is not None and (where := selection.where()):
            kept = set(snapshot.arrow("passages", where=where, columns=["document"])["document"].to_pylist())
            documents = [d for d in documents if d.id in kept]
        columns = [
            "id",
            "title",
            "year",
            "type",
            "genre",
            "publisher",
            "language",
            "regions",
            "pages",
            "path",
            "duplicate_of",
        ]
        rows = [
            {
                "id": d.id,
                "title": d.title,
                "year": d.year,
                "type": d.type.value,
                "genre": d.genre,
                "publisher": d.publisher,
                "language": d.language,
                "regions": [r.region for r in d.regions],
                "pages": len(d.pages),
                "path": d.path,
                "duplicate_of": repeats.get(d.id, ""),
            }
            for d in sorted(documents, key=lambda d: (d.path, d.id))
        ]
        return pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})

    def document(self, name: str) -> Document:
        """The document with this id (or the start of one), path, file name or title.

        Raises:
            NotFoundError: none or several fit; `nearest` holds candidates.
        """
        documents: list[Document] = self.snapshot.records("documents")
        fits: tuple[Callable[[Document], bool], ...] = (
            lambda d: d.id == name or d.path == name,
            lambda d: Path(d.path).name == name or d.title.casefold() == name.casefold(),
            lambda d: len(name) >= 3 and (d.id.startswith(name) or Path(d.path).name.startswith(name)),
        )
        for same in fits:
            found = [d for d in documents if same(d)]
            if len(found) == 1:
                return found[0]
            if found:
                known = [d.path for d in found]
                raise NotFoundError(
                    "document that alone is", name, known, advice=f"It could be: {', '.join(known[:5])}"
                )
        known = [d.path for d in documents] + [d.title for d in documents if d.title]
        raise NotFoundError("document", name, known, advice="`wr documents` lists them.")

    def blocks(self, document: Document) -> list[Block]:
        """A document's blocks in reading order."""
        return self.snapshot.records("blocks", where=f"document = {quote(document.id)}")

    def bundle(self, document: Document) -> Bundle:
        """Everything known of a document."""
        from workingregions.app.batch import load_bundle

        snapshot = self.snapshot
        sources: list[Source] = snapshot.records("sources", where=f"sha256 = {quote(document.sha256)}")
        return load_bundle(snapshot, sources[0])

    def bundles(self) -> Iterator[Bundle]:
        """Everything known of every document, one after the other, by path."""
        for document in sorted(self.snapshot.records("documents"), key=lambda d: (d.path, d.id)):
            yield self.bundle(document)

    def references(
        self, document: Document | None = None, *, inside: bool = False, cited_by: bool = False
    ) -> pd.DataFrame:
        """One row a reference: file, page, authors, year, title, source, doi, text, cites (the file of the
        corpus document it leads to, or ""), score; of one document or all, or only those that lead inside.

        Args:
            document: whose references; with `cited_by`, those of other documents that lead to it.
            inside: only those to documents of the corpus. What is not sure enough leads nowhere.
            cited_by: only those that lead to `document` (to any, when it is None).
        """
        return analysis.references(self, document, inside or cited_by, cited_by)

    def duplicates(self) -> pd.DataFrame:
        """One row a document that repeats another: file, kind, of (a file), similarity (0 to 1)."""
        return analysis.duplicates(self)

    # --- asking

    def search(self, query: str, selection: Selection | None = None, n: int = 0) -> Found:
        """The `n` passages that answer `query` best, with their documents; 0: as many as configured.

        Raises:
            InputError: the query holds no word.
        """
        return analysis.search(self, query, selection, n)

    def themes(self) -> pd.DataFrame:
        """One row a theme: id, group, label, definition, documents and passages about it, mentions."""
        return analysis.themes(self)

    def trends(self, theme: str, by: Sequence[str] = ("region", "year")) -> pd.DataFrame:
        """Documents and passages about a theme in each cell of `by`; see models.trends.theme_counts.

        Raises:
            NotFoundError: the theme, or a facet of `by`, is not known.
        """
        return analysis.trends(self, theme, by)

    def institutions(self, selection: Selection | None = None) -> pd.DataFrame:
        """One row an institution: id, name, type, scale, documents, mentions, aliases; most named first."""
        return analysis.institutions(self, selection)

    def institution_keys(self, name: str) -> tuple[str, ...]:
        """The keys under which passages name the institution called `name`. Raises NotFoundError."""
        return analysis.institution_keys(self, name)

    def fit_topics(self, *, method: str = "nmf", topics: int = 0, seed: int = 13) -> TopicModel:
        """Fits topics to the corpus and keeps them; `topics` 0 chooses the most coherent number.

        Raises:
            NotFoundError: the method is not known.
            InputError: the corpus is empty, or too small for so many topics.
        """
        return analysis.fit_topics(self, method, topics, seed)

    def topic_model(self) -> TopicModel:
        """The topics fitted last. Raises InputError when none were."""
        return analysis.topic_model(self)

    def topics(self) -> pd.DataFrame:
        """One row a topic: topic (its number), share of passages, coherence (NPMI), words."""
        return analysis.topics(self)

    def topic(self, number: int) -> pd.DataFrame:
        """The passages that stand for a topic: weight, document, page, text. Raises NotFoundError."""
        return analysis.topic(self, number)

    # --- writing

    def report_theme(self, theme: str, *, out: Path | None = None) -> Path:
        """Writes a thematic review and returns its path.

        Raises:
            NotFoundError: the theme is not known.
            InputError: the corpus is empty.
        """
        return analysis.report_theme(self, theme, out)

    def export_pages(self, out: Path) -> int:
        """Writes the annotations of every page as JSON lines; returns how many."""
        from workingregions.reports.export_pages import write_pages

        return write_pages(self.bundles(), out, about=self.config.count.about)
