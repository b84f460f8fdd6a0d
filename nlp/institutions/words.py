"""Words of a text, split for institution names: "Co-operation" and "Rolls-Royce" stay whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<word>(?:[A-Z]\.){2,}|(?:Inc|Ltd|Co|Corp|St|Dr|Mt|Ft|Bros|Dept|Univ|Assn|Intl)\.(?=\s|,|$)"
    r"|(?:(?!['’]s\b)[^\W_])+(?:[-–+&.'’](?!s\b)(?=[^\W_])[^\W_]+)*(?:&[A-Z])?)"
    r"|(?P<poss>['’]s\b|(?<=s)['’](?=\s))|(?P<comma>,)|(?P<and>&|\+)|(?P<dash>[-–—](?=\s))|(?P<gap>[^\S\n]+"
    # A line may end within a name, after a word that cannot end one: "Ministry of" / "Education".
    r"|[^\S\n]*(?:(?<=\bof)|(?<=\bfor)|(?<=\band)|(?<=\bthe)|(?<=&)|(?<=\bOF)|(?<=\bFOR)|(?<=\bAND))\n(?=[A-Z]))"
    r"|(?P<other>.|\n)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word or mark: `kind` is word, poss, comma, and, dash or stop."""

    text: str
    lower: str
    start: int
    end: int
    kind: str

    @property
    def capital(self) -> bool:
        """Whether it is a word that contains a capital."""
        return self.kind == "word" and any(c.isupper() for c in self.text)


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A candidate: offsets, source, confidence, the full name if it differs from the text, and the type that
    its list announces."""

    start: int
    end: int
    source: str
    confidence: float
    name: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate with all its sources: offsets, sources, the full name if it is not the text, and the type
    that its list announces."""

    start: int
    end: int
    sources: frozenset[str]
    name: str = ""
    type: str = ""


def words_of(text: str) -> list[TextWord]:
    """Return the words and marks of `text` in order; line breaks, unless within a name, and
    other marks are stops."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "gap":
            token = match.group()
            kind = "stop" if kind == "other" else kind
            found.append(TextWord(token, token.casefold(), match.start(), match.end(), kind))
    return found
