"""The words that make a code likely: cut alike in every script, and of one's own quotations alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coding.codings.actions import apply_code
from coding.codings.likely import words_by_code, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nobody asked us, us first.", {"nobody", "asked", "us", "first"}),
        ("café cafe\u0301 👩🏽‍⚕️ x_y", {"café", "cafe\u0301", "x", "y"}),
        ("信任机器 ok", {"信任", "任机", "机器", "ok"}),
        ("사람들이 말해요", {"사람들이", "말해요"}),
        ("مشینوں پر اعتماد", {"مشینوں", "پر", "اعتماد"}),
        ("विश्वास करना", {"विश्वास", "करना"}),
        ("", set()),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: set[str]) -> None:
    assert words_of(text) == words


def test_words_are_counted_once_a_quotation() -> None:
    quotations = [(1, "risk, risk"), (1, "the risk"), (2, "the phone")]
    assert words_by_code(quotations) == {1: {"risk": 2, "the": 1}, 2: {"the": 1, "phone": 1}}


def test_only_ones_own_quotations_count(study: Any, client_of: Any) -> None:
    source = study.transcripts[0]
    for by, code, words in ((study.coder, "Trust", "Training"), (study.second_coder, "Work", "phone")):
        start = source.text.index(words)
        apply_code(source=source, code=study.codes[code], by=by, start=start, end=start + len(words))
    address = reverse("codings:likely", args=[study.slug])
    words = client_of(study.coder).get(address).json()["words"]
    assert words == {str(study.codes["Trust"].pk): {"training": 1}}
