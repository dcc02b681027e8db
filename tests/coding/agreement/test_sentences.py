"""Sentences of real speech and of many scripts, without losing a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.agreement.sentences import paragraph_spans, sentence_spans
from tests.shared_data import SHARED, needs


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@given(st.text(alphabet=st.sampled_from(list("ab. ?!\n।。؟\"'A")), max_size=60))
def test_every_word_is_in_exactly_one_sentence_and_none_crosses_a_line(text):
    spans = sentence_spans(text)

    covered = [i for start, end in spans for i in range(start, end)]
    assert len(covered) == len(set(covered))
    assert {i for i, letter in enumerate(text) if not letter.isspace()} <= set(covered)
    assert all("\n" not in text[start:end] for start, end in spans)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I use it. Every day!", ["I use it.", "Every day!"]),
        ("Dr. Lee said 3.5 mg, e.g. twice. Then no.", ["Dr. Lee said 3.5 mg, e.g. twice.", "Then no."]),
        ("It was... you know, odd. OK?", ["It was... you know, odd.", "OK?"]),
        ("“Really?” she said. Yes.", ["“Really?” she said.", "Yes."]),
        ("So did I. They left.", ["So did I.", "They left."]),
        ("INT: Why?\nP1: Because", ["INT: Why?", "P1: Because"]),
        ("我用过。很好！你呢？", ["我用过。", "很好！", "你呢？"]),
        ("彼は「はい。」と言った。終わり", ["彼は「はい。」", "と言った。", "終わり"]),
        ("هل تثق به؟ نعم.", ["هل تثق به؟", "نعم."]),
        ("यह अच्छा है। मैं सहमत हूँ॥", ["यह अच्छा है।", "मैं सहमत हूँ॥"]),
        ("کیا یہ ٹھیک ہے؟ جی۔ بس", ["کیا یہ ٹھیک ہے؟", "جی۔", "بس"]),
        ("", []),
        (" \n \n", []),
    ],
)
def test_full_stops_of_many_scripts(text, expected):
    assert sentences(text) == expected


@needs("data/health-interviews")
def test_real_interviews_fall_into_sentences_of_readable_length():
    files = sorted((SHARED / "data" / "health-interviews").rglob("*.txt"))
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files]

    lengths = sorted(end - start for text in texts for start, end in sentence_spans(text))

    assert len(lengths) > 2_000
    assert 30 < lengths[len(lengths) // 2] < 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\nTwo.", ["One.", "Two."]),
        ("One\ngoes on.\n\nTwo.\n \n\nThree.", ["One\ngoes on.", "Two.", "Three."]),
        ("\n\n  Alone. \n", ["Alone."]),
        ("第一段。\n第二段。", ["第一段。", "第二段。"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_blank_lines_divide_paragraphs_or_else_every_line_is_one(text, expected):
    assert [text[start:end] for start, end in paragraph_spans(text)] == expected


@given(st.text(alphabet="ab \n", max_size=40))
def test_paragraphs_are_disjoint_and_hold_every_word(text):
    spans = paragraph_spans(text)

    covered = [at for start, end in spans for at in range(start, end)]
    assert covered == sorted(set(covered))
    assert {at for at, letter in enumerate(text) if not letter.isspace()} <= set(covered)
