"""What may say who somebody is, found in plain text."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.deidentification.detecting import LONGEST_PIECE, borders_of, detect, detect_many
from coding.deidentification.detecting.kinds import Found, settled
from coding.deidentification.detecting.known import (
    Known,
    finder_of,
    looks_personal,
    replacer_of,
    with_first_names,
)
from coding.deidentification.detecting.patterns import patterns_in

INTERVIEW = (
    "Interviewer: Where do you work?\n\n"
    "Anna Müller: At St. Mary's Hospital in Leeds 👩🏽‍⚕️, with Dr. O'Neil and Mrs Patel. Ring me on 020 7946 0018 or "
    "+44 7700 900123, or write to anna.mueller@ward.example.org. In March 2020 I moved to Sheffield. I was born on "
    "3 May 1954, and my hospital number is 483920."
)


def kinds(text: str) -> dict[str, str]:
    return {found.text: found.kind for found in detect(text)}


def test_an_interview_gives_up_its_names_places_dates_and_numbers():
    found = kinds(INTERVIEW)
    assert found["Anna Müller"] == found["O'Neil"] == found["Patel"] == "person"
    assert found["Leeds"] == found["Sheffield"] == "place"
    assert "St. Mary's Hospital" in found
    assert found["020 7946 0018"] == found["+44 7700 900123"] == "telephone"
    assert found["anna.mueller@ward.example.org"] == "email"
    assert found["March 2020"] == found["3 May 1954"] == "date"
    assert found["483920"] == "record"


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("On 2024-05-03 it began.", "2024-05-03", "date"),
        ("On 03/05/24 it began.", "03/05/24", "date"),
        ("It was the 3rd of May.", "3rd of May", "date"),
        ("It was the twentieth of May.", "twentieth of May", "date"),
        ("Das war am 3. Mai 2024 bei uns.", "3. Mai 2024", "date"),
        ("C'était le 14 juillet 2021 chez nous.", "14 juillet 2021", "date"),
        ("저는 2024년 5월 3일에 왔어요.", "2024년 5월 3일", "date"),
        ("我是2024年5月3日来的。", "2024年5月3日", "date"),
        ("I was born in 1954.", "1954", "date"),
        ("She is 93 years old.", "93", "other"),
        ("Call (555) 123-4567 then.", "(555) 123-4567", "telephone"),
        ("전화번호는 010-1234-5678 입니다.", "010-1234-5678", "telephone"),
        ("Telefon 030 1234567, bitte.", "030 1234567", "telephone"),
        ("NHS number 943 476 5919.", "943 476 5919", "record"),
        ("It is 123-45-6789.", "123-45-6789", "record"),
        ("주민등록번호 900101-1234567 이에요.", "900101-1234567", "record"),
        ("Versichertennummer A123456789.", "A123456789", "record"),
        ("MRN: 00123456", "00123456", "record"),
        ("We live at 14 Oak Street now.", "14 Oak Street", "place"),
        ("Hauptstraße 14 ist es.", "Hauptstraße 14", "place"),
        ("It is SW1A 1AA.", "SW1A 1AA", "place"),
        ("Frau Dr. Weber war da.", "Weber", "person"),
        ("Ich heiße Anna Schmidt.", "Anna Schmidt", "person"),
        ("김민수 선생님을 만났어요.", "김민수", "person"),
        ("See www.riverside.org/team/jsmith.", "www.riverside.org/team/jsmith", "other"),
        ("Thank you for coming, Maria.", "Maria", "person"),
        ("My daughter Emily goes to Lincoln High School.", "Emily", "person"),
        ("The nurse, Olivia, was lovely.", "Olivia", "person"),
        ("Meine Kollegin Katharina kam dann auch.", "Katharina", "person"),
    ],
)
def test_what_has_a_form_of_its_own_is_found_in_any_language(text, said, kind):
    assert (said, kind) in [(found.text, found.kind) for found in detect(text)]


@pytest.mark.parametrize(
    "text",
    [
        "In May we may see, on Monday, two years ago, since 2019.",
        "AI saves an hour a day, the NHS and my GP say. Version 3 of Word.",
        "It costs 2,000,000 pounds for 10000000 people, 25 years, 3-4 times, 100 patients, 9.5 percent.",
        "Interviewer: Thank you. Participant: Yes.",
        "I am 45 years old and come from Germany.",
    ],
)
def test_what_says_nothing_about_anybody_is_left(text):
    assert kinds(text) == {}


def test_a_name_found_once_is_found_in_the_whole_text_and_called_the_same():
    text = "Dr. Okonjo-Vask came. " + "We talked about the work.\n\n" * 900 + "Later okonjo-vask and Okonjo-Vask left."
    found = detect(text)
    assert [(one.text, one.kind) for one in found] == [("Okonjo-Vask", "person")] * 2


def test_longer_findings_win_and_none_overlap():
    some = [Found(0, 4, "Anna", "person"), Found(0, 11, "Anna Müller", "person"), Found(5, 20, "x" * 15, "place")]
    assert [(found.start, found.end) for found in settled(some)] == [(5, 20), (0, 4)][::-1]


def test_a_long_text_is_searched_in_pieces_with_the_offsets_of_the_whole():
    text = ("We talked a lot about the work. " * 30 + "\n\n") * 40 + "Write to anna@example.org."
    assert len(borders_of(text)) > 2
    assert [text[found.start : found.end] for found in detect(text)] == ["anna@example.org"]


def test_many_texts_keep_their_order_also_empty_ones():
    found = list(detect_many(["a@example.org", "", "nothing", "b@example.org"]))
    assert [[one.text for one in some] for some in found] == [["a@example.org"], [], [], ["b@example.org"]]


@given(st.text(max_size=400))
def test_patterns_give_spans_of_the_text(text):
    for found in patterns_in(text):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text


PARTS = st.sampled_from(
    [
        INTERVIEW,
        "Anna Müller",
        "\n\n",
        " ",
        "3 May 2024",
        "👩🏽‍⚕️",
        "e\u0301",
        "Dr. Weber ",
        "010-1234-5678",
        "김민수 선생님",
        "a@b.example",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(PARTS, st.text(max_size=30)), max_size=12).map("".join))
def test_what_is_found_lies_in_the_text_in_order_and_never_overlaps(text):
    found = detect(text, finder_of([Known("Anna Müller")]))
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@given(st.text(alphabet="ab \n.", max_size=200), st.integers(min_value=0, max_value=3))
def test_pieces_cover_the_text_without_gaps(text, times):
    long = text * 10 + "a" * (LONGEST_PIECE * times)
    borders = borders_of(long)
    assert "".join(long[start:end] for start, end in borders) == long
    assert all(end - start <= LONGEST_PIECE for start, end in borders)


@pytest.mark.parametrize(
    ("name", "personal"),
    [("Anna Müller", True), ("Anna", True), ("O'Neil", True), ("김민수", True), ("P07", False), ("Interviewer", False),
     ("Nurse 2", False), ("GP", False), ("Dr. A", False), ("Speaker", False)],
)  # fmt: skip
def test_labels_that_are_names_are_told_from_codes_and_roles(name, personal):
    assert looks_personal(name) is personal


def test_known_names_are_found_in_any_spelling_but_only_as_words():
    find = finder_of(with_first_names([Known("Anna Müller")]))
    text = "ANNA MÜLLER, Anna’s cat, anna, Annabel, Susanna; Anna\nMüller, Müllers Haus"
    assert [found.text for found in find(text)] == ["ANNA MÜLLER", "Anna", "anna", "Anna\nMüller", "Müller"]


def test_names_that_are_words_are_found_only_as_they_are_written():
    find = finder_of([Known("Will"), Known("May")])
    assert [found.text for found in find("Will may come, and May will.")] == ["Will", "May"]


def test_names_in_scripts_without_spaces_are_found_before_their_particles():
    assert [found.text for found in finder_of([Known("김민수")])("김민수는 왔다")] == ["김민수"]


def test_what_is_put_in_is_never_replaced_itself():
    clean = replacer_of({"Clinic": ("[Clinic 1]", "organisation"), "Anna": ("[Person 1]", "person")})
    once = clean("Anna's clinic")
    assert once == "[Person 1]'s [Clinic 1]"
    assert clean(once) == once


@pytest.mark.parametrize(
    ("original", "text", "left"),
    [
        ("O'Brien", "O'Brien and O’BRIEN", "[Person 1] and [Person 1]"),
        ("Jos\u00e9", "Jose\u0301 and JOS\u00c9, not Jose", "[Person 1] and [Person 1], not Jose"),
        ("Jose\u0301", "Jos\u00e9's", "[Person 1]'s"),
        ("Jose", "Jose\u0301, Jos\u00e9, Jose", "Jose\u0301, Jos\u00e9, [Person 1]"),
        ("Strauß", "STRAUSS: Strauß", "[Person 1]: [Person 1]"),
        ("Anna Berg", "interview_Anna_Berg.docx, anna-berg", "interview_[Person 1].docx, [Person 1]"),
        ("Anna Berg", "anna.berg, Anna\nBerg, ANNA BERG's", "[Person 1], [Person 1], [Person 1]'s"),
        ("김민수", "\u1100\u1175\u11b7\u1106\u1175\u11ab\u1109\u116e.docx", "[Person 1].docx"),
    ],
)  # fmt: skip
def test_a_name_goes_however_it_is_spelled(original, text, left):
    assert replacer_of({original: ("[Person 1]", "person")})(text) == left


@given(st.text(alphabet="aAnNiIİıſsSkK\u212aßẞé\u0301É'’ \n_.-[]1", max_size=60))
def test_cleaning_takes_every_text_and_nothing_is_left_to_find(text):
    key = {
        "Nina": ("[Person 1]", "person"), "Sina Kiss": ("[Person 2]", "person"), "iSk's": ("[Other 1]", "other"),
        "Asé Iß": ("[Person 3]", "person"), "A. N": ("[Person 4]", "person"),
    }  # fmt: skip
    clean = replacer_of(key)
    find = finder_of([Known(original, kind) for original, (_label, kind) in key.items()])
    assert list(find(clean(text))) == []
    assert clean(clean(text)) == clean(text)


def test_a_long_key_costs_little_where_its_words_do_not_stand():
    key = {f"Name{number:04} Of{number}": (f"[Person {number}]", "person") for number in range(2000)}
    clean = replacer_of(key)
    started = process_time()
    for number in range(300):
        assert clean(f"A line of the history, number {number}, with somebody's words in it.")
    assert clean("That was Name0007 Of7.") == "That was [Person 7]."
    assert process_time() - started < 2
