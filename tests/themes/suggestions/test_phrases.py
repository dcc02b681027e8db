"""Phrases keep their grammar and their negation, and say when they cannot."""

import pytest

from coding.sources.languages import are_english
from themes.suggestions.languages import note_on_language, word_sequences
from themes.suggestions.phrases import phrases_of

ENGLISH = ["I do not trust the tool because it makes things up.", "We have no time for another system."]


def phrases(text: str) -> set[str]:
    return {phrase.text for phrase in phrases_of([text])[0]}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The biggest problem is version control.", "version control"),
        ("The nurses share patient data every day.", "share patient data"),
        ("Most patients were not aware.", "not aware"),
        ("It is hard to share the results.", "hard to share"),
        ("There is a lack of training.", "lack of training"),
        ("Cameras do not prevent cheating.", "not prevent cheating"),
        ("The export doesn't work.", "doesn't work"),
        ("We have no time.", "no time"),
        ("Our clinic follows GDPR rules.", "GDPR rules"),
    ],
)
def test_a_phrase_is_found(text: str, phrase: str):
    assert phrase in phrases(text)


def test_a_negated_phrase_is_not_its_opposite():
    keys = [{phrase.key for phrase in found} for found in phrases_of(["They were aware.", "They were not aware."])]
    assert ("aware",) in keys[0]
    assert ("not", "aware") in keys[1]
    assert ("aware",) not in keys[1]


def test_forms_of_a_word_count_as_one():
    first, second = phrases_of(["A patient record was lost.", "The patient records are long."])
    shared = {phrase.key for phrase in first} & {phrase.key for phrase in second}
    assert shared == {("patient", "record"), ("record",)}


@pytest.mark.parametrize("text", ["", "The thing is that it is what it is.", "12 34 ???", "🙂"])
def test_empty_words_give_no_phrase(text: str):
    assert phrases(text) == set()


def test_text_in_capitals_is_read_as_text():
    assert "economic system" in phrases("TO WIPE OUT THE ECONOMIC SYSTEM")


def test_languages_are_told_apart():
    assert are_english(ENGLISH)
    assert not are_english(["Ich vertraue dem Werkzeug nicht, weil es Dinge erfindet.", "Wir haben keine Zeit."])
    assert not are_english(["No confío en la herramienta porque inventa cosas.", "No tenemos tiempo para eso."])
    assert not are_english(["저는 그 도구를 믿지 않습니다.", "시간이 없습니다."])


def test_other_languages_get_word_sequences():
    assert set(word_sequences("Keine Zeit, keine Leute")) == {"keine zeit", "keine leute", "keine", "zeit", "leute"}
    assert "版本控制" in set(word_sequences("版本控制很难。"))
    assert "समय नहीं" in set(word_sequences("समय नहीं है।"))


def test_texts_that_are_not_english_are_spoken_of_as_the_model_reads_them():
    notes = [note_on_language(only_english) for only_english in (True, False, None)]
    assert "the model reads English" in notes[0]
    assert "reads other languages" in notes[1]
    assert "does not say which languages" in notes[2]
    assert all("do not look English" in note for note in notes)
