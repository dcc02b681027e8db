"""What a query finds, in any script; places are always those of the text as it is."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.finding.lemmas import NUMBERS, english
from coding.finding.matching import BadQuery, Clock, Query, TookTooLong, matcher_of
from coding.finding.places import Region
from coding.finding.searching import search


def found(text: str, query: str, how: str = "any", **options: bool) -> list[str]:
    forms = english().forms if options.get("forms") else None
    matcher = matcher_of(Query(query, how, **options), forms)
    regions = [Region(0, len(text))]
    return [text[start:end] for _region, (start, end) in search(matcher, text, lambda: regions, Clock(5))]


def test_any_of_the_words_in_the_order_of_the_text():
    assert found("Trust grows. Nobody trusts a machine.", "machine trust") == ["Trust", "trust", "machine"]


def test_all_of_the_words_or_nothing():
    assert found("I trust the machine", "trust machine", "all") == ["trust", "machine"]
    assert found("I trust nobody", "trust machine", "all") == []


def test_words_in_quotation_marks_stand_side_by_side():
    assert found("not sure, but sure enough; not now", '"not sure" enough') == ["not sure", "enough"]


def test_a_phrase_goes_over_a_line_break():
    assert found("an hour\na day", "hour a day", "phrase") == ["hour\na day"]


def test_whole_words_are_not_parts_of_words():
    assert found("art, artist, part; ART", "art", whole_words=True) == ["art", "ART"]


def test_case_counts_where_it_is_asked_for():
    assert found("AI and ai", "AI", match_case=True) == ["AI"]


def test_other_forms_of_english_words_are_found():
    text = "We decided. They decide; deciding is hard. A decision, undecided."
    assert found(text, "decide", forms=True) == ["decided", "decide", "deciding"]
    assert found("He felt it, she feels it", "feel", forms=True) == ["felt", "feels"]
    assert found("They made two decisions", "make decision", "all", forms=True) == ["made", "decisions"]


def test_parts_of_speech_have_the_numbers_that_spacy_gives_them():
    from spacy.strings import hash_string

    assert {part: hash_string(part) for part in NUMBERS} == NUMBERS


def test_a_form_of_two_words_stands_for_both_and_spelling_rules_are_kept():
    assert {"leave", "leaves", "left"} <= set(english().forms("left"))
    assert "hoped" not in english().forms("hop")
    assert "bed" not in english().forms("be")
    assert english().forms("studies")[0] == "studies"
    assert english().forms("vlog") == ["vlog", "vloged", "vloger", "vlogest", "vloging", "vlogs"]


@pytest.mark.parametrize(
    ("text", "query", "hit"),
    [
        ("저는 결정을 했다", "결정", "결정"),
        ("我们决定了这件事", "决定", "决定"),
        ("قررت المستشفى أن تتوقف", "المستشفى", "المستشفى"),
        ("ہم نے فیصلہ کیا", "فیصلہ", "فیصلہ"),
        ("हम हिन्दी में बोलते हैं", "हिन्दी", "हिन्दी"),
        ("ฉันตัดสินใจแล้ว", "ตัดสินใจ", "ตัดสินใจ"),
    ],
)
def test_whole_words_of_scripts_with_other_rules(text, query, hit):
    assert found(text, query, whole_words=True) == [hit]


def test_a_korean_word_that_goes_on_before_is_another_word():
    assert found("미결정 상태", "결정", whole_words=True) == []


def test_a_latin_word_among_chinese_letters_is_whole():
    assert found("我们用AI写作", "AI", whole_words=True) == ["AI"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_are_found_however_they_are_encoded(form):
    text = unicodedata.normalize(form, "Im Café, 결정")
    assert [unicodedata.normalize("NFC", hit) for hit in found(text, "café 결정")] == ["Café", "결정"]


def test_a_letter_without_its_accent_is_another_letter():
    assert found(unicodedata.normalize("NFD", "café"), "cafe") == []


def test_typographic_apostrophes_and_hyphens_are_like_plain_ones():
    assert found("I don’t; follow‑up", "don't follow-up") == ["don’t", "follow‑up"]


def test_folding_case_shifts_no_place():
    text = "İİİ ß ﬁ 👩🏽‍⚕️ Trust"
    matcher = matcher_of(Query("TRUST"))
    start = text.index("Trust")
    assert list(matcher.spans(text, 0, len(text), Clock(5))) == [(start, start + 5)]


letters = st.text(st.sampled_from("aAbB éÉ\u0301İıßſ결정決定كتب👩🏽\u200d\n.'’-"), max_size=40)


@settings(max_examples=60, deadline=None)
@given(text=letters, query=letters.filter(lambda query: query.strip()), whole=st.booleans())
def test_every_hit_is_what_stands_there_and_hits_never_overlap(text, query, whole):
    try:
        matcher = matcher_of(Query(query, "phrase", whole_words=whole))
    except BadQuery:
        return
    last = 0
    wanted = unicodedata.normalize("NFC", query).split()
    for start, end in matcher.spans(text, 0, len(text), Clock(5)):
        assert last <= start < end <= len(text)
        assert len(unicodedata.normalize("NFC", text[start:end]).split()) == len(wanted)
        last = end


@settings(max_examples=60, deadline=None)
@given(text=letters)
def test_a_text_holds_itself(text):
    words = text.split()
    if not words:
        return
    assert found(text, words[0], "phrase", match_case=True)


@settings(max_examples=60, deadline=None)
@given(query=st.text(st.sampled_from("abc(){}[]*+?|\\^$.-1,<>=!:Pk"), max_size=15))
def test_any_expression_is_searched_for_or_refused_with_a_reason(query):
    try:
        matcher = matcher_of(Query(query, "regex"))
    except BadQuery:  # with a reason: nothing else may be raised
        return
    text = "abc abab ccc 11"
    assert all(start < end <= len(text) for start, end in matcher.spans(text, 0, len(text), Clock(5)))


def test_a_regular_expression_finds_what_it_describes():
    assert found("17 mg, 3 mg", r"\d+ mg", "regex") == ["17 mg", "3 mg"]
    assert found("one\ntwo", r"^two$", "regex") == ["two"]


def test_a_hostile_expression_is_stopped():
    text = "x" * 20_000
    with pytest.raises(TookTooLong):
        list(matcher_of(Query(r"(x+x+)+y", "regex")).spans(text, 0, len(text), Clock(0.2)))


@pytest.mark.parametrize("query", ["(", "[a", "*a", "a{3,1}", "\\", "(?z)", "x{99999999999}", "(" * 499])
def test_a_broken_expression_is_refused(query):
    with pytest.raises(BadQuery):
        matcher_of(Query(query, "regex"))


def test_nothing_and_too_much_are_refused():
    for query in ("", "  \n", "a" * 501):
        with pytest.raises(BadQuery):
            matcher_of(Query(query))


@settings(max_examples=60, deadline=None)
@given(text=letters, query=letters.filter(lambda query: query.strip()))
def test_what_a_database_looks_for_first_loses_no_hit(text, query):
    matcher = matcher_of(Query(query, "all"))
    if found(text, query, "all"):
        folded = "".join(letter.lower() if letter.isascii() else letter for letter in text)
        assert all(any(word in folded for word in group) for group in matcher.narrow)


def in_regions(text: str, query: str, how: str, edges: list[int]) -> list[tuple[int, int]]:
    regions = [Region(start, end) for start, end in pairwise(edges) if start < end]
    return [span for _region, span in search(matcher_of(Query(query, how)), text, lambda: regions, Clock(5))]


def test_a_hit_stays_in_its_turn():
    text = "one two|two three"
    assert in_regions(text, r"two\W+two|\bt\w+", "regex", [0, 7, len(text)]) == [(4, 7), (8, 11), (12, 17)]
    assert in_regions(text, "one three", "all", [0, 7, len(text)]) == []
    assert in_regions(text, "two three", "all", [0, 7, len(text)]) == [(8, 11), (12, 17)]


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(st.sampled_from("ab c\n"), max_size=30),
    query=st.sampled_from(["a+", "a.b", "[ab]+", "a\\s*b", "b|ab"]),
    edges=st.lists(st.integers(0, 30), max_size=4),
)
def test_searching_regions_together_is_searching_each(text, query, edges):
    edges = sorted({0, len(text), *(edge for edge in edges if edge < len(text))})
    matcher = matcher_of(Query(query, "regex"))
    alone = [span for start, end in pairwise(edges) for span in matcher.spans(text, start, end, Clock(5))]
    assert in_regions(text, query, "regex", edges) == alone
