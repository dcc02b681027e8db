"""Words of real texts in many scripts are found wherever they stand, and nowhere else."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter

import pytest
import regex

from coding.finding.matching import Clock, Query, matcher_of
from tests.shared_data import SHARED, needs

LANGUAGES = ["arb_Arab", "eng_Latn", "heb_Hebr", "hin_Deva", "jpn_Jpan", "kor_Hang", "urd_Arab", "zho_Hans"]
WORDS = 60
SAME = set("'’‘ʼ\"“”„-‐‑")


def text_in(language: str) -> str:
    path = SHARED / "data/multilingual" / language / "dev.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        return "\n".join(row[-1] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def hits(text: str, word: str, *, whole: bool) -> list[tuple[int, int]]:
    matcher = matcher_of(Query(word, "phrase", match_case=True, whole_words=whole))
    return list(matcher.spans(text, 0, len(text), Clock(20)))


@needs("data/multilingual")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_are_found_where_they_stand_in_either_encoding(language, form):
    text = unicodedata.normalize(form, text_in(language))
    composed = unicodedata.normalize("NFC", text)
    tokens = Counter(regex.findall(r"[\w\u200c\u200d]+", composed))
    chosen = [word for word in sorted(tokens) if not SAME & set(word)]
    for word in chosen[:: max(1, len(chosen) // WORDS)]:
        anywhere, whole = hits(text, word, whole=False), hits(text, word, whole=True)
        assert {unicodedata.normalize("NFC", text[start:end]) for start, end in anywhere} == {word}
        assert len(anywhere) == composed.count(word)
        assert tokens[word] <= len(whole) <= len(anywhere)
