"""Transcripts as services export them: who said what and when, found without a hand on the file."""

import csv
import re
import time
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.sources.importers.registry import parse_transcript
from coding.sources.importers.speakers import candidate, is_known_form, looks_like_interviewer
from coding.sources.importers.transcript import ParsedTranscript, recognise_turns
from tests.coding.sources.importers.builders import word_file
from tests.coding.sources.importers.test_transcript import keeps_everything
from tests.shared_data import SHARED, needs

WORDS = [
    "Thank you for coming. How was it at first?",
    "Hard. We had no list then: nobody told us.",
    "At 10:30 or so?",
    "Yes. Around then (I think).",
    "And later?",
    "Later it was better.",
]
CLOCKS = [0, 12, 75, 80.5, 3601, 3610.25]


def hms(at: float, fraction: bool = False) -> str:
    whole = f"{int(at // 3600):02}:{int(at % 3600 // 60):02}:{int(at % 60):02}"
    return f"{whole}.{round(at % 1 * 1000):03}" if fraction else whole


def short(at: float) -> str:
    return hms(at) if at >= 3600 else f"{int(at // 60)}:{int(at % 60):02}"


def turns_of(parsed: ParsedTranscript) -> list[tuple[str, str, float | None]]:
    keeps_everything(parsed)
    return [(turn.speaker, parsed.text[turn.body_start : turn.end], turn.time_start) for turn in parsed.turns]


def sample(turn: str, between: str = "\n\n", names: tuple[str, str] = ("Anna Lee", "Ben")) -> str:
    """A transcript of six turns; `turn` has {name}, {words}, {hms}, {ms}, {short}, {end}."""
    ends = [*CLOCKS[1:], 3615.0]
    return between.join(
        turn.format(
            name=names[n % 2], words=words, hms=hms(at), ms=hms(at, True), short=short(at), end=hms(ends[n], True)
        )
        for n, (words, at) in enumerate(zip(WORDS, CLOCKS, strict=True))
    )


SERVICES = {
    "Otter": (sample("{name}  {short}\n{words}"), "Otter or Teams"),
    "Zoom": (sample("[{name}] {hms}\n{words}"), "Otter or Teams"),
    "Zoom, one line": (sample("{hms} {name}: {words}", "\n"), ""),
    "Teams": (sample("{name}   {short}\n{words}"), "Otter or Teams"),
    "Teams, older": (sample("{ms} --> {end}\n{name}\n{words}"), "Teams transcript: times"),
    "Rev": (sample("{name} ({hms}):\n{words}"), ""),
    "Rev, one line": (sample("{name}: ({hms})\n{words}"), ""),
    "Temi": (sample("{name}:\t{hms}\t{words}"), ""),
    "Trint": (sample("[{hms}] {name}: {words}"), ""),
    "Trint, inline": (sample("{name} [{hms}] {words}"), "Trint"),
    "Descript": (sample("[{hms}] **{name}:** {words}"), ""),
    "Descript, time after": (sample("**{name}:** [{hms}] {words}"), ""),
    "Sonix": (sample("[{hms}] \n{name}: {words}"), ""),
    "Happy Scribe": (sample("[{ms}] - {name}\n{words}"), "Happy Scribe"),
    "Happy Scribe, plain": (sample("{hms} {name}\n{words}"), "Happy Scribe"),
    "f4, time first": (sample("#{hms}-0# {name}: {words}", "\n"), "f4 or MAXQDA"),
    "table": (sample("{hms}\t{name}\t{words}", "\n"), ""),
    "table, numbered": (sample("1\t{hms} - {end}\t{name}\t{words}", "\n"), ""),
    "stars": (sample("**{name}** ({hms})\n{words}"), "Otter or Teams"),
}


@pytest.mark.parametrize(("text", "read_as"), SERVICES.values(), ids=SERVICES)
def test_each_service_gives_its_speakers_words_and_times(text, read_as):
    parsed = recognise_turns(text)
    found = turns_of(parsed)
    assert [(speaker, words) for speaker, words, _ in found] == [
        (("Anna Lee", "Ben")[n % 2], words) for n, words in enumerate(WORDS)
    ]
    tolerance = 1.0  # some give whole seconds
    assert [at for _, _, at in found] == [pytest.approx(at, abs=tolerance) for at in CLOCKS]
    assert parsed.text == text
    assert [read_as in sentence for sentence in parsed.assumed] == ([True] if read_as else [])


def test_f4_times_at_the_end_of_a_paragraph_end_its_turn():
    text = sample("{name}: {words} #{hms}-5#", "\n", ("I", "B"))
    parsed = recognise_turns(text)
    keeps_everything(parsed)
    assert parsed.speakers == ["I", "B"]
    assert [(turn.time_start, turn.time_end) for turn in parsed.turns][:3] == [(None, 0.5), (0.5, 12.5), (12.5, 75.5)]
    assert parsed.text[parsed.turns[0].body_start : parsed.turns[0].end].endswith("#00:00:00-5#")


def test_nvivo_rows_end_with_the_speaker():
    rows = [
        f"{short(a)},0 - {short(a)},9\t{words}\t{('Anna', 'Ben')[n % 2]}"
        for n, (words, a) in enumerate(zip(WORDS, CLOCKS, strict=True))
    ]
    parsed = recognise_turns("Timespan\tContent\tSpeaker\n" + "\n".join(rows))
    keeps_everything(parsed)
    assert [turn.speaker for turn in parsed.turns] == ["", "Anna", "Ben", "Anna", "Ben", "Anna", "Ben"]
    assert [turn.time_start for turn in parsed.turns][1:4] == [0.0, 12.0, 75.0]
    assert "NVivo" in parsed.assumed[0]


def test_teams_word_files_have_the_name_and_time_in_one_paragraph():
    paragraphs = [
        "Weekly talk",
        *(
            f"{('Anna Lee', 'Lopez, Ben')[n % 2]}   {short(at)}\n{words}"
            for n, (words, at) in enumerate(zip(WORDS, CLOCKS, strict=True))
        ),
    ]
    parsed = parse_transcript("talk.docx", word_file(*paragraphs))
    assert [speaker for speaker, _, _ in turns_of(parsed)] == ["", *["Anna Lee", "Lopez, Ben"] * 3]
    assert [words for _, words, _ in turns_of(parsed)][1:] == WORDS


def test_bold_names_without_a_colon_are_speakers():
    parsed = parse_transcript(
        "talk.docx",
        word_file(*([(("Anna", "Ben")[n % 2] + " ", True), (words, False)] for n, words in enumerate(WORDS))),
    )
    assert [speaker for speaker, _, _ in turns_of(parsed)] == ["Anna", "Ben"] * 3


@pytest.mark.parametrize("label", ["{}", "{}:"])
@pytest.mark.parametrize("below", [False, True])
def test_a_name_in_bold_as_the_others_are_is_a_speaker_even_once(label, below):
    said = [("Interviewer", "So tell me."), ("Maria Anne", "I came in late."), ("Interviewer", "And then?")]
    rows = [[(label.format(name), True), ("" if below else f" {words}", False)] for name, words in said]
    if below:
        rows = [part for row, (_name, words) in zip(rows, said, strict=True) for part in (row, words)]
    parsed = parse_transcript("talk.docx", word_file([("A Talk", True)], *rows))
    assert [(speaker, words) for speaker, words, _ in turns_of(parsed)] == [("", "A Talk"), *said]
    assert parsed.assumed == ['taken for speakers, since they are in bold type as the others: "Maria Anne"']


def test_headings_in_bold_and_a_strong_word_are_no_speakers_where_names_have_words_beside_them():
    rows = [
        [("P1:", True), (" Well.", False)],
        [("Part Two", True)],
        [("P2:", True), (" Hm.", False)],
        [("No", True), (" way.", False)],
    ]
    parsed = parse_transcript("talk.docx", word_file(*rows))
    assert parsed.speakers == ["P1", "P2"]


def test_times_after_names_in_bold_type_are_kept():
    said = enumerate(WORDS)
    rows = [[(("Anna", "Ben")[n % 2], True), (f" [00:00:0{n}] {words}", False)] for n, words in said]
    parsed = parse_transcript("talk.docx", word_file(*rows))
    assert [speaker for speaker, _, _ in turns_of(parsed)] == ["Anna", "Ben"] * 3
    assert [turn.time_start for turn in parsed.turns] == [0, 1, 2, 3, 4, 5]
    assert parsed.text[parsed.turns[0].body_start : parsed.turns[0].end] == WORDS[0]


LANGUAGES = [
    ("Interviewerin", "Befragte"), ("Interviewer", "Interviewpartnerin 2"), ("Moderatorin", "Teilnehmer 3"),
    ("Enquêtrice", "Personne interrogée"), ("Animateur", "Locuteur 1"), ("Entrevistadora", "Participante 4"),
    ("Moderador", "Hablante 2"), ("Intervistatrice", "Intervistato"), ("Onderzoeker", "Deelnemer 1"),
    ("면담자", "참여자 1"), ("연구자", "화자 2"), ("진행자", "연구참여자3"), ("聞き手", "話者1"), ("調査者", "語り手"),
    ("访谈者", "发言人 1"), ("主持人", "受访者2"), ("訪談員", "受訪者1"),
    ("المحاور", "المشارك ٢"), ("الباحثة", "المتحدث 1"),
    ("מראיינת", "מרואיין 1"), ("חוקרת", "משתתף 2"), ("Görüşmeci", "Katılımcı 1"),
]  # fmt: skip


@pytest.mark.parametrize(("asks", "answers"), LANGUAGES)
@pytest.mark.parametrize("colon", [": ", "："])
def test_labels_of_many_languages_are_known_even_if_they_stand_once(asks, answers, colon):
    found = turns_of(recognise_turns(f"{asks}{colon}aaa\n{answers}{colon}bbb"))
    assert [(speaker, words) for speaker, words, _ in found] == [(asks, "aaa"), (answers, "bbb")]
    assert looks_like_interviewer(asks)
    assert is_known_form(answers)
    assert not looks_like_interviewer(answers)


@pytest.mark.parametrize("aside", ["(cont'd)", "(continued)", "(laughs)", "(in German)"])
def test_a_speaker_who_goes_on_is_the_same_speaker(aside):
    parsed = recognise_turns(f"P1: Hello.\nINTERVIEWER: So?\nP1 {aside}: Well.\n\nAs I said.\nINTERVIEWER: Oh.")
    assert parsed.speakers == ["P1", "INTERVIEWER"]
    assert parsed.text[parsed.turns[2].body_start : parsed.turns[2].end] == "Well.\n\nAs I said."


@pytest.mark.parametrize(
    "line",
    [
        "Note: the lift was out of order.",
        "Three things: time, money, sleep.",
        "10:30 was when we met.",
        "We met at 10:30",
        "He said to me: never again.",
        "Monday 10:30",
        "1. First: wash your hands.",
        "- Second: dry them.",
        "[00:05:10] Right",
        "00:05:12 Yeah",
        "Ratio 3:1",
        "https://example.org: no",
        "Yes [00:05:10] it was",
        "So: what then",
    ],
)
def test_what_only_looks_like_a_label_is_none_even_three_times(line):
    text = "\n".join(["INTERVIEWER: Tell me.", line, "more", "P1: Well.", line, "P1: Hm.", line, "INTERVIEWER: Oh."])
    parsed = recognise_turns(text)
    keeps_everything(parsed)
    assert parsed.speakers == ["INTERVIEWER", "P1"]


def test_a_diary_has_no_speakers():
    days = "09:00 Arrival\nwe walked in\n12:30 - 13:00 Lunch\nsoup again\n\n" * 3
    assert recognise_turns(days).speakers == []
    assert recognise_turns("00:01 Speaker 1\nyes\n00:04 Speaker 2\nno\n").speakers == ["Speaker 1", "Speaker 2"]


def test_a_time_before_a_short_answer_stays_a_time():
    parsed = recognise_turns("P1: Hm.\n[00:01:10] Exactly\nmore\nP2: So.\n[00:02:00] Exactly\nmore")
    assert [(turn.speaker, turn.time_start) for turn in parsed.turns] == [
        ("P1", None),
        ("P1", 70.0),
        ("P2", None),
        ("P2", 120.0),
    ]


NASTY = [
    "a" * 200_000, "A " * 100_000, ": " * 100_000, "a:" * 100_000, "[" * 200_000, "(0:00" * 40_000,
    "#00:00:00-0#" * 16_000,
    "0:00 --> " * 20_000, "**a" * 66_000, " " * 200_000, "\t" * 200_000, "a\t" * 100_000, "00:00:00\t" * 22_000,
    "1\t0:00\tx" + "\t" * 200_000 + "A", "-" * 200_000, "A (" * 66_000, "\u200e" * 200_000, ">> " * 66_000,
    "(" * 100_000 + ")" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("line", NASTY, ids=[line[:12].encode("unicode_escape").decode() for line in NASTY])
def test_no_line_takes_long(line):
    began = time.perf_counter()
    for text in (line, f"P1: {line}", f"[00:00:01] {line}\n{line}", f"{line}: x\n" * 2):
        keeps_everything(recognise_turns(text))
    assert time.perf_counter() - began < 3


def test_many_short_lines_take_time_in_proportion():
    keeps_everything(recognise_turns("P1: yes\n0:01 A\n\n" * 50_000))


PIECES = st.lists(
    st.sampled_from(
        ["Anna", "P1", ":", " ", "\t", "[00:01]", "0:01", "(", ")", "**", "#00:00:01-0#", "\n", "-", ".", "İ", "ß"]
    ),
    max_size=40,
)


@given(PIECES)
def test_whatever_the_pieces_turns_keep_everything(pieces):
    text = "".join(pieces)
    parsed = recognise_turns(text)
    assert parsed.text == text
    keeps_everything(parsed)
    for line in text.split("\n"):
        found = candidate(line)
        assert found is None or 0 <= found.body <= len(line)
        assert found is None or not re.search(r"\n", found.label)


# What services make of the same talk: {n} name, {w} words, {h} and {s} the time
FORMS = {
    "plain": "{n}: {w}\n",
    "Otter": "{n}  {s}\n{w}\n\n",
    "Zoom": "[{n}] {h}\n{w}\n\n",
    "Rev": "{n} ({s}):\n{w}\n\n",
    "Trint": "[{h}] {n}: {w}\n\n",
    "Trint, inline": "{n} [{h}] {w}\n\n",
    "Teams": "{h}.0 --> {h}.9\n{n}\n{w}\n\n",
    "Happy Scribe": "[{h}.000] - {n}\n{w}\n\n",
    "Temi": "{n}:\t{h}\t{w}\n\n",
    "Descript": "[{h}] **{n}:** {w}\n\n",
    "stars": "**{n}** ({s})\n{w}\n\n",
    "f4": "{n}: {w} #{h}-0#\n",
    "table": "{h}\t{n}\t{w}\n",
    "NVivo": "{s},0 - {s},9\t{w}\t{n}\n",
}


def written(form: str, talk: list[tuple[str, str, float]]) -> str:
    return "".join(FORMS[form].format(n=name, w=words, h=hms(at), s=short(at)) for name, words, at in talk)


@needs("data/consultations")
@pytest.mark.parametrize("form", FORMS)
def test_real_consultations_keep_their_7108_turns_in_every_form(form):
    names = {"Doctor": "Anna van Dijk", "Patient": "Patient"}
    turns = 0
    for file in sorted((SHARED / "data/consultations/vtt_derived").glob("*.vtt")):
        captions = parse_transcript(file.name, file.read_bytes())
        talk = [(names[speaker], words, at) for speaker, words, at in turns_of(captions)]
        parsed = recognise_turns(written(form, talk))
        keeps_everything(parsed)
        assert [turn.speaker for turn in parsed.turns] == [name for name, _, _ in talk], file.name
        turns += len(parsed.turns)
    assert turns == 7108


@needs("data/counselling-annotators")
@pytest.mark.parametrize("form", ["plain", "Trint", "f4", "table", "Temi"])
def test_real_counselling_keeps_its_9699_turns(form):
    talks = defaultdict(list)
    with (SHARED / "data/counselling-annotators/AnnoMI-simple.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            hours, minutes, whole = map(int, row["timestamp"].split(":"))
            words = " ".join(row["utterance_text"].split())
            talks[row["transcript_id"]].append((row["interlocutor"], words, hours * 3600 + minutes * 60 + whole))
    assert len(talks) == 133
    turns = 0
    for talk in talks.values():
        parsed = recognise_turns(written(form, talk))
        assert [turn.speaker for turn in parsed.turns] == [name for name, _, _ in talk]
        turns += len(parsed.turns)
    assert turns == 9699
