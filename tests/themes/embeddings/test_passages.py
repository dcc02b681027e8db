"""Passages are stretches of the source: their offsets always lead back to their words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.embeddings.passages import clauses, passage_spans, word_count


def pieces(text: str, kind: str = "answers") -> list[str]:
    return [text[start:end] for start, end in passage_spans(text, kind)]


def test_an_answer_is_split_where_a_new_thought_begins():
    answer = "I like the summaries, but they miss the tone because nobody wrote it down. I check every one."
    assert pieces(answer) == [
        "I like the summaries",
        "but they miss the tone",
        "because nobody wrote it down.",
        "I check every one.",
    ]


def test_parts_under_three_words_join_their_neighbour():
    assert pieces("No. It never worked for me. Not once.") == ["No. It never worked for me. Not once."]


def test_abbreviations_and_initials_do_not_end_a_sentence():
    assert pieces("Dr. A. Meier checks it, e.g. on Mondays.") == ["Dr. A. Meier checks it, e.g. on Mondays."]


def test_lines_and_semicolons_separate_thoughts():
    assert pieces("- it is slow at night\n- it forgets my settings; the export is broken") == [
        "it is slow at night",
        "it forgets my settings",
        "the export is broken",
    ]


def test_chinese_sentences_need_no_spaces():
    assert pieces("版本控制很难。没有好的差异工具！") == ["版本控制很难。", "没有好的差异工具！"]


def test_a_quotation_up_to_forty_words_stays_as_it_was_coded():
    quotation = "...I trust it, but I read it twice because it once left out an allergy"
    assert pieces(quotation, "quotations") == [quotation]


def test_a_longer_quotation_is_split():
    quotation = "I trust it when it is short. " * 8
    assert len(pieces(quotation, "quotations")) == 8


@pytest.mark.parametrize("text", ["", "   \n", "...", "; , !"])
def test_text_without_words_gives_no_passage(text: str):
    assert pieces(text) == pieces(text, "quotations") == []


def test_a_stretch_of_a_source_gives_offsets_into_the_source():
    source = "I: How was it?\nP: It was fine 🙂 at first. Then it broke twice."
    start = source.index("It was")
    assert [source[a:b] for a, b in clauses(source, start=start)] == [
        "It was fine 🙂 at first.",
        "Then it broke twice.",
    ]


@given(st.text(alphabet=st.sampled_from("ab cI.,;!?\n…。é🙂न\u0301\"'…-") | st.characters(), max_size=200))
def test_spans_lie_in_order_inside_the_text_and_lose_no_word(text: str):
    spans = clauses(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    covered = "".join(text[start:end] for start, end in spans)
    assert [c for c in covered if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize("text", ["." * 100_000 + "x", " " * 100_000, ". " * 50_000, ", " * 50_000, "a " * 50_000])
def test_hostile_text_takes_linear_time(text: str):
    began = time.process_time()
    clauses(text)
    assert time.process_time() - began < 5


def test_words_of_scripts_without_spaces_are_counted_in_pairs_of_characters():
    assert word_count("a well-known tool – 2 years") == 5
    assert word_count("版本控制") == 2
