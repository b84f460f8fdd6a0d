"""Language of a text, offline."""

from __future__ import annotations

import socket

import pytest

from workingregions.ingest.text.language import SAMPLE, detect

TEXTS = {
    "en": "The county council will fund training in the foundries and mills of the valley.",
    "de": "Der Landkreis fördert die Ausbildung in den Gießereien und Mühlen des Tales.",
    "fr": "Le conseil régional finance la formation dans les fonderies et les moulins de la vallée.",
    "es": "El gobierno regional financia la formación en las fundiciones y los molinos del valle.",
    "it": "La regione finanzia la formazione nelle fonderie e nei mulini della valle.",
    "nl": "De provincie betaalt de opleiding in de gieterijen en molens van het dal.",
    "fi": "Maakunta rahoittaa koulutusta laakson valimoissa ja myllyissä.",
}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_languages_of_policy_are_told_apart(language: str) -> None:
    found, score = detect(TEXTS[language])
    assert found == language
    assert 0.4 <= score <= 1


def test_capitals_do_not_mislead() -> None:
    assert detect(TEXTS["en"].upper())[0] == "en"


@pytest.mark.parametrize(
    "text", ["", "Hello", "12 345 678 / 2014", "https://www.example.org/a-long-address-here"]
)
def test_too_little_text_has_no_language(text: str) -> None:
    assert detect(text) == ("", 0.0)


def test_a_foreign_cover_does_not_decide_for_a_long_text() -> None:
    assert detect(TEXTS["de"] * 3 + TEXTS["en"] * (SAMPLE // 20))[0] == "en"


def test_no_network_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    assert detect(TEXTS["fr"])[0] == "fr"
