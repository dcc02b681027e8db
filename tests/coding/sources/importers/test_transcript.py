"""Turns are found in the forms transcripts come in, and nothing of the text is lost or moved."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.sources.importers.registry import parse_transcript
from coding.sources.importers.transcript import (
    ParsedTranscript,
    looks_like_interviewer,
    recognise_turns,
    rename_speakers,
)
from tests.shared_data import SHARED, needs


def said(text: str) -> list[tuple[str, str]]:
    """Speaker and words of each turn, sliced out of the text by the offsets."""
    parsed = recognise_turns(text)
    keeps_everything(parsed)
    return [(turn.speaker, parsed.text[turn.body_start : turn.end]) for turn in parsed.turns]


def keeps_everything(parsed: ParsedTranscript) -> None:
    """Turns are in order, do not overlap, and leave only white space between them."""
    edges = [0, *(edge for turn in parsed.turns for edge in (turn.start, turn.end)), len(parsed.text)]
    assert edges == sorted(edges)
    for before, after in list(pairwise(edges))[::2]:
        assert not parsed.text[before:after].strip()
    for turn in parsed.turns:
        assert turn.start <= turn.body_start <= turn.end
        assert turn.start < turn.end
        assert parsed.text[turn.start : turn.end].strip() == parsed.text[turn.start : turn.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INTERVIEWER: Hello?\nP1: Fine.", [("INTERVIEWER", "Hello?"), ("P1", "Fine.")]),
        ("I: So?\nR: Yes.\nI: Why?\nR: Well.", [("I", "So?"), ("R", "Yes."), ("I", "Why?"), ("R", "Well.")]),
        (
            "[00:01:02] Dr. A: Hi\n[00:01:09] Dr. B: Ho\n[00:02:00] Dr. A: Ha\n[00:02:03] Dr. B: Hm",
            [("Dr. A", "Hi"), ("Dr. B", "Ho"), ("Dr. A", "Ha"), ("Dr. B", "Hm")],
        ),
        (
            "**Anna** (00:12)\nYes.\n\n**Ben** (00:15)\nNo.\n\n**Anna** (00:17) Oh.\n\n**Ben** (00:19) Hm.",
            [("Anna", "Yes."), ("Ben", "No."), ("Anna", "Oh."), ("Ben", "Hm.")],
        ),
        ("**Anna:** Yes.\n**Anna:** No.", [("Anna", "Yes."), ("Anna", "No.")]),
        (
            "Anna Lee 00:12\nYes.\n\nBen  0:15\nNo.\n\nAnna Lee 0:20\nOh.\n\nBen 1:02:03\nHm.",
            [("Anna Lee", "Yes."), ("Ben", "No."), ("Anna Lee", "Oh."), ("Ben", "Hm.")],
        ),
        ("Speaker 1 (00:02):\nHello.\n\nSpeaker 2 (00:05):\nHi.", [("Speaker 1", "Hello."), ("Speaker 2", "Hi.")]),
        (
            "[Anna B] 10:05:01\nHello.\n\n[Ben C] 10:05:09\nHi.\n\n[Anna B] 10:06:00\nSo.\n\n[Ben C] 10:06:11\nYes.",
            [("Anna B", "Hello."), ("Ben C", "Hi."), ("Anna B", "So."), ("Ben C", "Yes.")],
        ),
        (
            "00:01\tI\tHow?\n00:05\tP\tFine.\n00:09\tI\tOh?\n00:12\tP\tYes.",
            [("I", "How?"), ("P", "Fine."), ("I", "Oh?"), ("P", "Yes.")],
        ),
        ("면담자：안녕하세요\n참여자1：네 😀", [("면담자", "안녕하세요"), ("참여자1", "네 😀")]),
        (
            "الطبيب: مرحبا\nالمريض: أهلا\nالطبيب: كيف الحال؟\nالمريض: بخير",
            [("الطبيب", "مرحبا"), ("المريض", "أهلا"), ("الطبيب", "كيف الحال؟"), ("المريض", "بخير")],
        ),
        ("Interviewer (laughing): So?\nP1 : Oui.", [("Interviewer", "So?"), ("P1", "Oui.")]),
    ],
)
def test_speakers_are_recognised_in_many_forms(text, expected):
    assert said(text) == expected


def test_a_turn_goes_on_over_lines_and_paragraphs_until_the_next_label():
    text = "INTERVIEWER: Hello?\nAnd again.\n\nReally.\n\nP1:\nFine."
    assert said(text) == [("INTERVIEWER", "Hello?\nAnd again.\n\nReally."), ("P1", "Fine.")]


def test_text_before_the_first_label_is_unlabelled():
    assert said("Recorded in May.\n\nP1: Hello.") == [("", "Recorded in May."), ("P1", "Hello.")]


@pytest.mark.parametrize(
    "prose",
    [
        "Note that: this is odd.",
        "However: it rained.",
        "I said the following: no.",
        "See https://example.org for more.",
        "We met at 10:30 and left.",
        "In: the beginning.",
    ],
)
def test_prose_with_a_colon_is_no_speaker(prose):
    assert [speaker for speaker, _ in said(f"{prose}\n\nAnd more.")] == ["", ""]
    labelled = said(f"INTERVIEWER: Hello?\n{prose}\nP1: Yes.")
    assert [speaker for speaker, _ in labelled] == ["INTERVIEWER", "P1"]


def test_an_unknown_name_is_a_speaker_only_when_it_comes_back():
    assert said("Anna: Hello.\nBenno: Hi.") == [("", "Anna: Hello."), ("", "Benno: Hi.")]
    twice = said("Anna: Hello.\nBenno: Hi.\nAnna: So.\nBenno: Well.")
    assert [speaker for speaker, _ in twice] == ["Anna", "Benno", "Anna", "Benno"]


@pytest.mark.parametrize(
    "written",
    [
        "{name} {time}\n{words}\n\n",
        "[{name}] 10:0{time}\n{words}\n\n",
        "{name}: [00:0{time}] {words}\n\n",
        "{name} (00:0{time}): {words}\n\n",
        "**{name}** (00:0{time})\n{words}\n\n",
        "[00:0{time}.100] - {name}\n{words}\n\n",
        "0:0{time}.0 --> 0:0{time}.9\n{name}\n{words}\n\n",
        "{name}\t00:0{time}\t{words}\n",
    ],
)
def test_who_speaks_once_between_the_times_of_others_is_a_speaker(written):
    turns = [("Anna", "0:01", "Hello."), ("Benno", "0:05", "Hi."), ("Anna", "0:09", "So.")]
    parsed = recognise_turns("".join(written.format(name=name, time=time, words=words) for name, time, words in turns))
    assert [(turn.speaker, parsed.text[turn.body_start : turn.end]) for turn in parsed.turns] == [
        (name, words) for name, _, words in turns
    ]


SHORT = [
    "{name}  {time}\n{words}\n\n",
    "[{name}] 10:0{time}\n{words}\n\n",
    "[00:0{time}] {name}: {words}\n",
    "00:0{time}\t{name}:\t{words}\n",
    "{name} (00:0{time}):\n{words}\n\n",
    "**{name}** (00:0{time})\n{words}\n\n",
    "[00:0{time}] **{name}:** {words}\n\n",
    "{name} [00:0{time}] {words}\n\n",
    "[00:0{time}.100] - {name}\n{words}\n\n",
    "0:0{time}.0 --> 0:0{time}.9\n{name}\n{words}\n\n",
    "[00:0{time}]\n{name}: {words}\n\n",
]


@pytest.mark.parametrize("written", SHORT)
def test_in_a_transcript_of_two_turns_names_with_times_are_speakers_and_that_is_said(written):
    turns = [("Anna Lee", "0:02", "So tell me."), ("Dr. Ben", "0:12", "Well, I think.")]
    parsed = recognise_turns("".join(written.format(name=name, time=time, words=words) for name, time, words in turns))
    assert [(turn.speaker, parsed.text[turn.body_start : turn.end]) for turn in parsed.turns] == [
        (name, words) for name, _, words in turns
    ]
    first, second = [turn.time_start for turn in parsed.turns]
    assert second - first == 10
    assert '"Anna Lee", "Dr. Ben" were taken for speakers: each has a time beside it' in parsed.assumed


@pytest.mark.parametrize(
    "notes",
    [
        "[09:10] Handover: four nurses.\n[09:40] Round: two.",
        "Breakfast 08:00\nBread.\n\nLunch 12:30\nSoup.",
        "[00:03:10] Budget: short.\n[00:01:40] Staff: few.",
        "Later [00:03:10] she left.\nNobody came.\nThen [00:04:10] we ate.",
        "[00:00:10] Right: so.\n[00:00:40] Anna: yes.",
        "\n".join(
            f"[00:0{n}:10] {topic}: we talked."
            for n, topic in enumerate(["Budget", "Staff", "Beds", "Food", "Noise", "Night", "Leave"])
        ),
    ],
)
def test_notes_with_times_have_no_speakers(notes):
    assert recognise_turns(notes).speakers == []


@pytest.mark.parametrize("asks", ["INTERVIEWER", "Moderatorin", "면담자"])
def test_labels_alone_on_their_lines_are_speakers_where_they_come_back(asks):
    assert said(f"{asks}\nHow was it?\n\nPARTICIPANT 1\nLong.\nVery.\n\n{asks}\nAnd?\n\nPARTICIPANT 1\nOver.") == [
        (asks, "How was it?"), ("PARTICIPANT 1", "Long.\nVery."), (asks, "And?"), ("PARTICIPANT 1", "Over."),
    ]  # fmt: skip


@pytest.mark.parametrize("prose", ["Patient\nA woman of 60.\n\nDoctor\nHer own.", "Nurse\nOne.\n\nNurse\nTwo."])
def test_headings_that_do_not_come_back_in_turns_are_no_speakers(prose):
    assert {speaker for speaker, _ in said(prose)} == {""}


def test_a_timed_name_that_stands_once_out_of_order_is_pointed_out():
    parsed = recognise_turns("Anna 0:01\nHello.\n\nTheatre 8:30\nHi.\n\nAnna 0:09\nSo.")
    assert parsed.speakers == ["Anna"]
    assert parsed.assumed == ['"Theatre" was not taken for a speaker: it stands only once']


def test_a_name_that_stands_once_among_labelled_lines_is_pointed_out():
    parsed = recognise_turns(
        "INTERVIEWER: Hello?\nP1: Hi.\nINTERVIEWER: So?\nMaria: I too.\nP1: Well.\nINTERVIEWER: Oh."
    )
    assert parsed.speakers == ["INTERVIEWER", "P1"]
    assert parsed.assumed == ['"Maria" was not taken for a speaker: it stands only once']


def test_names_that_each_stand_once_without_a_time_are_pointed_out():
    parsed = recognise_turns("Anna: Hello.\nBenno: Hi.")
    assert parsed.assumed == [
        f'"{name}" was not taken for a speaker: it stands only once' for name in ("Anna", "Benno")
    ]


def test_one_speaker_spelled_in_two_ways_is_one_speaker():
    assert recognise_turns("INTERVIEWER: A?\nP1: B.\nInterviewer: C?\np1: D.").speakers == ["INTERVIEWER", "P1"]


def test_times_are_kept_in_seconds():
    text = "[00:01:02] P1: Hi\n(00:01:05 - 00:01:09) P2: Ho\n1:00:00.5 P1: Ha"
    times = [(turn.time_start, turn.time_end) for turn in recognise_turns(text).turns]
    assert times == [(62.0, None), (65.0, 69.0), (3600.5, None)]


def test_a_time_on_the_line_above_belongs_to_the_label_below():
    parsed = recognise_turns("[00:00:05]\nAnna: Hi.\n[00:00:09]\nBen: Ho.\n[00:00:15]\nAnna: Ha.\n[00:00:19]\nBen: Hm.")
    assert [(turn.speaker, turn.time_start) for turn in parsed.turns] == [
        ("Anna", 5.0),
        ("Ben", 9.0),
        ("Anna", 15.0),
        ("Ben", 19.0),
    ]


def test_a_time_alone_goes_on_with_who_was_speaking():
    parsed = recognise_turns("P1: Hello.\n[00:02:20] Still me.\nP2: Hi.")
    assert [(turn.speaker, turn.time_start) for turn in parsed.turns] == [("P1", None), ("P1", 140.0), ("P2", None)]


def test_without_labels_each_paragraph_is_a_turn():
    wrapped = "These lines were broken\nto fit a page.\n\nA second\nparagraph."
    assert [body for _, body in said(wrapped)] == wrapped.split("\n\n")
    assert len(said("One paragraph a line. " * 9 + "\nTwo.")) == 2


def test_interviewers_are_told_from_participants():
    for label in ("INTERVIEWER", "Interviewer 2", "I", "INT:", "Q", "Moderator", "AI", "면담자", "Interviewer Anna"):
        assert looks_like_interviewer(label), label
    for label in ("P1", "Participant 3", "Doctor", "Irene", "Ina", "I12", "Q164", "R", "User", "참여자1", ""):
        assert not looks_like_interviewer(label), label


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=40)
SPEECH = st.sampled_from(
    ["yes 👩🏽‍⚕️", "cafe\u0301", "그래요", "はい。", "نعم\u200f", "well: no", "", "  \t", "10:30", "\u2028x"]
)
LABELS = st.sampled_from(
    [
        "INTERVIEWER: ",
        "P1: ",
        "[00:01:02] Dr. A: ",
        "**Anna** (00:12) ",
        "Note that: ",
        "",
        "\n",
        "[00:00:09]\n",
        "Ben 0:10\n",
    ]
)


@given(st.lists(st.tuples(LABELS, st.one_of(SPEECH, WORDS)), max_size=12))
def test_whatever_the_text_its_turns_keep_everything(pieces):
    text = "\n".join(label + speech for label, speech in pieces)
    parsed = recognise_turns(text)
    assert parsed.text == text
    keeps_everything(parsed)
    assert set(parsed.speakers) == {turn.speaker for turn in parsed.turns if turn.speaker}


@given(st.lists(st.tuples(st.sampled_from(["INTERVIEWER", "P1", "참여자2"]), SPEECH.filter(str.strip)), min_size=1))
def test_labelled_turns_come_back_as_they_were_said(pieces):
    parsed = recognise_turns("\n".join(f"{speaker}: {speech}" for speaker, speech in pieces))
    back = [(turn.speaker, parsed.text[turn.body_start : turn.end]) for turn in parsed.turns]
    assert back == [(speaker, speech.strip()) for speaker, speech in pieces]


def test_two_spellings_of_one_speaker_are_merged_and_a_false_one_is_dropped():
    parsed = recognise_turns(
        "Anna: Hi.\nP1: Ho.\nAnne: Ha.\nAnna: So.\nAnne: Hm.\nReminder: call.\nReminder: write.\nReminder: x"
    )
    assert parsed.speakers == ["Anna", "P1", "Anne", "Reminder"]
    renamed = rename_speakers(parsed, {"Anne": "Anna", "P1": " Participant  1 ", "Reminder": ""})
    assert renamed.speakers == ["Anna", "Participant 1"]
    assert [turn.speaker for turn in renamed.turns] == ["Anna", "Participant 1", "Anna", "Anna", "Anna", "", "", ""]
    assert [renamed.text[turn.body_start : turn.end] for turn in renamed.turns][4:6] == ["Hm.", "Reminder: call."]


def test_two_speakers_can_swap_their_names():
    parsed = recognise_turns("P1: Hi.\nP2: Ho.")
    assert rename_speakers(parsed, {"P1": "P2", "P2": "P1"}).speakers == ["P2", "P1"]


@given(
    st.lists(st.tuples(LABELS, SPEECH), max_size=12),
    st.dictionaries(
        st.sampled_from(["INTERVIEWER", "P1", "Dr. A", "Anna", "Ben"]), st.sampled_from(["", "Anna", "Q", "P1"])
    ),
)
def test_renaming_speakers_leaves_text_times_and_edges_alone(pieces, names):
    parsed = recognise_turns("\n".join(label + speech for label, speech in pieces))
    renamed = rename_speakers(parsed, names)
    keeps_everything(renamed)
    assert renamed.text == parsed.text
    assert renamed.assumed == parsed.assumed
    assert [(t.start, t.end, t.time_start) for t in renamed.turns] == [
        (t.start, t.end, t.time_start) for t in parsed.turns
    ]
    assert set(renamed.speakers) == {names.get(speaker, speaker) for speaker in parsed.speakers} - {""}
    assert rename_speakers(parsed, {}) == parsed


@needs("data/health-interviews")
def test_real_interviews_have_exactly_their_two_speakers():
    files = sorted((SHARED / "data/health-interviews").glob("*.txt"))
    assert len(files) == 37
    turns = 0
    for file in files:
        parsed = parse_transcript(file.name, file.read_bytes())
        keeps_everything(parsed)
        assert parsed.speakers == ["Interviewer", "Participant"], file.name
        assert parsed.assumed == []
        labels = re.findall(r"(?m)^(?:Interviewer|Participant):", parsed.text)
        assert len(parsed.turns) == len(labels)
        turns += len(labels)
    assert turns == 891


def test_html_in_a_transcript_stays_text():
    text = 'P1: He said <b>no</b> & <script>alert("x")</script>.'
    parsed = parse_transcript("a.txt", text.encode())
    assert parsed.text == text


def test_a_long_line_takes_no_long_time():
    text = "P1: " + "word " * 200_000 + "\n" + "a:" * 100_000 + "\n" + " " * 100_000 + "x" + "\t" * 100_000
    keeps_everything(recognise_turns(text))
