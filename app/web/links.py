"""The addresses of the workbench, each in one place."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from workingregions.app.web.filters import address


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of pages; in a page of an earlier snapshot they lead to pages of the same one.

    Attributes:
        snapshot: the snapshot that the address of the page names, or "".
    """

    snapshot: str = ""

    def to(self, path: str, /, **params: object) -> str:
        """Return a path with parameters: None, "" and False are left out, lists give several."""
        given: dict[str, list[str]] = {}
        for name, value in {**params, "snapshot": self.snapshot}.items():
            values = value if isinstance(value, (list, tuple)) else (value,)
            given[name] = [str(v) for v in values if v not in (None, "", False, 0)]
        return address(path, given)

    def home(self) -> str:
        """Return the address of the first page."""
        return self.to("/")

    def search(self, query: str = "", /, **params: object) -> str:
        """Return the address of a search, with filters."""
        return self.to("/search", q=query, **params)

    def documents(self, **params: object) -> str:
        """Return the address of the list of documents."""
        return self.to("/documents", **params)

    def document(self, ident: str, *, page: int = 0, evidence: str = "") -> str:
        """Return the address of a document, of a page of it, or of evidence on a page."""
        return self.to(f"/documents/{quote(ident, safe='')}", page=page, evidence=evidence)

    def evidence(self, ident: str) -> str:
        """Return the address that leads to a piece of evidence on its page."""
        return self.to(f"/evidence/{quote(ident, safe='')}")

    def original(self, ident: str, *, page: int = 0) -> str:
        """Return the address of a document's file, at a page."""
        return self.to(f"/originals/{quote(ident, safe='')}") + (f"#page={page}" if page else "")

    def regions(self, **params: object) -> str:
        """Return the address of the map of regions."""
        return self.to("/regions", **params)

    def region(self, code: str, **params: object) -> str:
        """Return the address of a region."""
        return self.to(f"/regions/{quote(code, safe='')}", **params)

    def institutions(self, **params: object) -> str:
        """Return the address of the list of institutions."""
        return self.to("/institutions", **params)

    def institution(self, ident: str) -> str:
        """Return the address of an institution."""
        return self.to(f"/institutions/{quote(ident, safe='')}")

    def ties(self, **params: object) -> str:
        """Return the address of the list of ties."""
        return self.to("/ties", **params)

    def outcomes(self, **params: object) -> str:
        """Return the address of the list of outcomes."""
        return self.to("/outcomes", **params)

    def network(self, region: str = "", **params: object) -> str:
        """Return the address of a region's network."""
        return self.to("/network", region=region, **params)

    def themes(self) -> str:
        """Return the address of the list of themes."""
        return self.to("/themes")

    def theme(self, ident: str, **params: object) -> str:
        """Return the address of a theme."""
        return self.to(f"/themes/{quote(ident, safe='')}", **params)

    def theme_passages(self, ident: str, **params: object) -> str:
        """Return the address of the passages and documents behind a number about a theme."""
        return self.to(f"/themes/{quote(ident, safe='')}/passages", **params)

    def compare(self, **params: object) -> str:
        """Return the address of a comparison of regions."""
        return self.to("/compare", **params)

    def terms(self, **params: object) -> str:
        """Return the address of emerging and fading terms."""
        return self.to("/terms", **params)

    def codebook(self, **params: object) -> str:
        """Return the address of the codebook."""
        return self.to("/codebook", **params)

    def edit(self, theme: str = "", **params: object) -> str:
        """Return the address of the form that edits a theme."""
        return self.to("/codebook/edit", theme=theme, **params)

    def label(self, theme: str = "", **params: object) -> str:
        """Return the address where passages are labelled for a theme, or of the list of labels."""
        return self.to(f"/label/{quote(theme, safe='')}" if theme else "/label", **params)

    def trends(self, theme: str = "", **params: object) -> str:
        """Return the address of trends."""
        return self.to("/trends", theme=theme, **params)

    def topics(self, **params: object) -> str:
        """Return the address of the list of topics."""
        return self.to("/topics", **params)

    def topic(self, number: int, **params: object) -> str:
        """Return the address of a topic."""
        return self.to(f"/topics/{number}", **params)

    def drop(self, ident: str) -> str:
        """Return the address of a drop's report."""
        return self.to(f"/drops/{quote(ident, safe='')}")


def inside(back: str, otherwise: str = "/") -> str:
    """Return an address of this server to go back to; `otherwise` for one that may lead elsewhere."""
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else otherwise
