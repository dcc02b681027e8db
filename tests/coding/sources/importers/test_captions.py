"""Captions become turns with voices and times, and no word of them is lost or doubled."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.registry import parse_transcript
from coding.sources.importers.transcript import ParsedTranscript
from tests.coding.sources.importers.test_transcript import keeps_everything
from tests.shared_data import SHARED, needs


def vtt(*cues: str, head: str = "WEBVTT\n\n") -> ParsedTranscript:
    return parsed(head + "\n\n".join(cues) + "\n")


def parsed(text: str | bytes, name: str = "talk.vtt") -> ParsedTranscript:
    read = parse_transcript(name, text if isinstance(text, bytes) else text.encode())
    keeps_everything(read)
    return read


def said(read: ParsedTranscript) -> list[tuple[str, str]]:
    return [(turn.speaker, read.text[turn.body_start : turn.end]) for turn in read.turns]


def times(read: ParsedTranscript) -> list[tuple[float | None, float | None]]:
    return [(turn.time_start, turn.time_end) for turn in read.turns]


def test_voice_tags_name_the_speaker_of_each_turn():
    read = vtt(
        "00:00:01.000 --> 00:00:02.500\n<v Dr. A>Good morning.",
        "00:03.000 --> 00:04.000 align:start position:10%\n<v.loud.first Ben Lee>Hello.</v>",
        "last\n01:00:05.000 --> 01:00:06.000\n<v Dr. A>How are you?",
    )
    assert read.text == "Dr. A: Good morning.\nBen Lee: Hello.\nDr. A: How are you?"
    assert said(read) == [("Dr. A", "Good morning."), ("Ben Lee", "Hello."), ("Dr. A", "How are you?")]
    assert times(read) == [(1.0, 2.5), (3.0, 4.0), (3605.0, 3606.0)]
    assert read.speakers == ["Dr. A", "Ben Lee"]
    assert read.assumed == []


def test_captions_cut_within_sentences_become_one_turn_from_first_to_last_time():
    read = vtt(
        "00:01.000 --> 00:03.000\n<v Ana>When I came home",
        "00:03.000 --> 00:05.000\n<v Ana>it was dark and\nnobody was there.",
        "00:05.000 --> 00:06.000\n<v Ben>I see.",
        "00:06.000 --> 00:07.000\n<v Ana>Yes.",
    )
    assert said(read) == [
        ("Ana", "When I came home it was dark and nobody was there."),
        ("Ben", "I see."),
        ("Ana", "Yes."),
    ]
    assert times(read) == [(1.0, 5.0), (5.0, 6.0), (6.0, 7.0)]


def test_captions_that_are_whole_utterances_stay_turns_of_their_own():
    read = vtt("00:01.000 --> 00:03.000\n<v Ana>Yes.", "00:03.000 --> 00:05.000\n<v Ana>We went home.")
    assert said(read) == [("Ana", "Yes."), ("Ana", "We went home.")]


def test_two_voices_within_a_caption_are_two_turns_at_one_time():
    read = vtt("00:01.000 --> 00:02.000\n<v Ana>Really?</v> <v Ben>Yes.</v>")
    assert said(read) == [("Ana", "Really?"), ("Ben", "Yes.")]
    assert times(read) == [(1.0, 2.0), (1.0, 2.0)]


def test_tags_of_the_format_go_marks_of_the_transcriber_stay_and_entities_are_characters():
    read = vtt(
        "00:01.000 --> 00:02.000\n<v R&amp;D>Oh <c.yellow>I <b>see</b></c> <00:00:01.500>&lt;3 &amp; &amp;lt; "
        "<UNSURE>5</UNSURE> <UNIN/> AT&T a<b c > d &nbsp;e <lang en>f</lang> &copy 1 < 2 &#128512;"
    )
    assert said(read) == [
        ("R&D", "Oh I see <3 & &lt; <UNSURE>5</UNSURE> <UNIN/> AT&T a<b c > d \xa0e f &copy 1 < 2 😀"),
    ]


def test_notes_and_styles_are_left_out_and_said():
    read = vtt(
        "NOTE made by hand\nover two lines",
        "STYLE\n::cue { color: red }",
        "REGION\nid:fred",
        "00:01.000 --> 00:02.000\nNOTE is a word here.",
        head="\ufeffWEBVTT - a talk\nKind: captions\nLanguage: en\n\n",
    )
    assert said(read) == [("", "NOTE is a word here.")]
    assert read.assumed == ["3 notes and style blocks were left out"]


def test_zoom_captions_name_the_speaker_in_the_words():
    read = vtt(
        "1\n00:00:01.000 --> 00:00:03.000\nMaria Lopez: Good morning, everyone.",
        "2\n00:00:03.200 --> 00:00:05.000\nMaria Lopez: One thing: let us begin.",
        "3\n00:00:05.100 --> 00:00:06.000\nTom: Sure.",
        "4\n00:00:06.100 --> 00:00:07.000\nMaria Lopez: Right, then: what did you see?",
    )
    assert read.text == (
        "Maria Lopez: Good morning, everyone. One thing: let us begin.\nTom: Sure.\n"
        "Maria Lopez: Right, then: what did you see?"
    )
    assert read.speakers == ["Maria Lopez", "Tom"]
    assert times(read)[0] == (1.0, 5.0)
    assert read.assumed == ["read as captions of Zoom: what one person said in a row is one turn"]


def test_teams_captions_have_voices_and_long_names():
    name = "0f8fad5b-d9cb-469f-a165-70867728950e"
    read = vtt(
        f"{name}/12-0\n00:00:01.000 --> 00:00:03.000\n<v Lopez, Maria>I think that we</v>",
        f"{name}/12-1\n00:00:03.000 --> 00:00:04.000\n<v Lopez, Maria>Should begin.</v>",
        f"{name}/15-0\n0:0:4.10 --> 0:0:5.0\n<v Tom Ray>Yes.</v>",
    )
    assert said(read) == [("Lopez, Maria", "I think that we Should begin."), ("Tom Ray", "Yes.")]
    assert times(read) == [(1.0, 4.0), (4.1, 5.0)]
    assert "Microsoft Teams" in read.assumed[0]


def test_webex_captions_have_the_name_beside_their_number():
    read = vtt(
        '1 "Anna Lee" (3253131520)\n00:00:01.000 --> 00:00:03.000\nGood morning.',
        '2 "Anna Lee" (3253131520)\n00:00:03.000 --> 00:00:04.000\nLet us begin.',
        '3 "Ben" (3253131521)\n00:00:04.000 --> 00:00:05.000\nYes.',
    )
    assert said(read) == [("Anna Lee", "Good morning. Let us begin."), ("Ben", "Yes.")]
    assert read.text == "Anna Lee: Good morning. Let us begin.\nBen: Yes."


def test_machine_transcripts_number_their_speakers_in_brackets():
    cues = (
        "1\n00:00:01,000 --> 00:00:02,000\n[SPEAKER_00]: Hello.\n\n2\n00:00:02,000 --> 00:00:03,000\n[SPEAKER_01]: Hi."
    )
    assert said(parsed(cues, "talk.srt")) == [("SPEAKER_00", "Hello."), ("SPEAKER_01", "Hi.")]


ROLLING = """WEBVTT

00:00:00.000 --> 00:00:02.000 align:start position:0%
\x20
hello<00:00:00.500><c> there</c>

00:00:02.000 --> 00:00:02.010
hello there
\x20

00:00:02.010 --> 00:00:04.000
hello there
this<00:00:02.500><c> is</c>

00:00:04.000 --> 00:00:04.010
this is
\x20

00:00:04.010 --> 00:00:06.000
this is
a talk
"""


def test_rolling_captions_say_each_line_once():
    read = parsed(ROLLING)
    assert said(read) == [("", "hello there this is a talk")]
    assert times(read) == [(0.0, 6.0)]
    assert read.assumed == ["4 lines that rolling captions show again left out"]


def test_what_is_said_twice_stays_twice():
    read = vtt("00:01.000 --> 00:02.000\nYes.", "00:02.000 --> 00:03.000\nYes.", "00:03.000 --> 00:04.000\nNo.")
    assert read.text == "Yes.\nYes.\nNo."
    again = vtt(*(f"00:0{n}.000 --> 00:0{n + 1}.000\n<v Ana>Never!" for n in range(6)))
    assert [words for _, words in said(again)] == ["Never!"] * 6


def test_overlapping_captions_stay_in_the_order_of_the_file():
    read = vtt(
        "00:01.000 --> 00:09.000\n<v A>Long.", "00:02.000 --> 00:03.000\n<v B>Mm.", "00:02.500 --> 00:04.000\n<v A>So."
    )
    assert said(read) == [("A", "Long."), ("B", "Mm."), ("A", "So.")]
    assert times(read) == [(1.0, 9.0), (2.0, 3.0), (2.5, 4.0)]


def test_subtitles_label_speakers_in_several_ways_and_keep_sounds():
    read = parsed(
        "1\n00:00:01,000 --> 00:00:02,000\nNURSE: Come in.\n\n"
        "2\n00:00:02,000 --> 00:00:04,000\n<i>Please sit</i>\n{\\an8}down.\n\n"
        "3\n00:00:04,000 --> 00:00:05,000\n>> PATIENT: Thank you. [coughs]\n\n"
        "4\n00:00:05,000 --> 00:00:06,000\n[Music]\n\n"
        "5\n00:00:06,000 --> 00:00:07,000\n>> And you?\n\n"
        "6\n00:00:07,000 --> 00:00:08,000\nNURSE: Fine.\n\n"
        "7\n00:00:08,000 --> 00:00:09,000\n- Good.\n- Good.\n",
        "talk.srt",
    )
    assert read.text.split("\n") == [
        "NURSE: Come in. Please sit down.",
        ">> PATIENT: Thank you. [coughs] [Music]",
        ">> And you?",
        "NURSE: Fine.",
        "- Good.",
        "- Good.",
    ]
    assert [speaker for speaker, _ in said(read)] == ["NURSE", "PATIENT", "", "NURSE", "", ""]
    assert said(read)[1][1] == "Thank you. [coughs] [Music]"
    assert times(read)[0] == (1.0, 4.0)


def test_names_in_brackets_are_speakers_when_they_come_back():
    cue = "{0}\n00:00:0{0},000 --> 00:00:0{0},900\n[{1}] {2}\n\n"
    words = [("Anna", "Hi."), ("Ben", "Ho."), ("Anna", "So?"), ("Ben", "Well."), ("Music", "la la"), ("Music", "la")]
    read = parsed("".join(cue.format(n, *pair) for n, pair in enumerate(words, 1)), "talk.srt")
    assert read.speakers == ["Anna", "Ben"]
    assert read.text.startswith("[Anna] Hi.\n[Ben] Ho.")
    assert "[Music] la la [Music] la" in read.text


def test_prose_with_a_colon_in_a_caption_is_no_speaker():
    read = vtt("00:01.000 --> 00:02.000\nHe told me this: never.", "00:02.000 --> 00:03.000\nNote: at 10:30 we left.")
    assert read.speakers == []
    assert [turn.speaker for turn in read.turns] == ["", ""]


def test_scripts_without_spaces_are_joined_without_one():
    read = vtt(
        "00:01.000 --> 00:02.000\n<v 記者>今日は\n暑いですね。", "00:02.000 --> 00:03.000\n<v 기자>오늘은\n더워요."
    )
    assert [words for _, words in said(read)] == ["今日は暑いですね。", "오늘은 더워요."]


def test_a_mistyped_time_keeps_the_words_and_says_which_line():
    read = vtt(
        "00:01.000 --> 00:02.000\n<v A>One.", "00:0x.000 --> 00:03.000\n<v B>Two.", "00:05.0 --> 00:04.0\n<v A>Three."
    )
    assert said(read) == [("A", "One."), ("B", "Two."), ("A", "Three.")]
    assert times(read) == [(1.0, 2.0), (None, None), (5.0, None)]
    assert read.assumed == ["the time in lines 6, 9 could not be read in full; the words were kept"]


def test_text_without_a_time_and_missing_empty_lines_lose_nothing():
    read = parsed(
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\nand more\n\n2\n00:00:02,000 --> 00:00:03,000\nTwo.\n"
        "3\n00:00:03,000 --> 00:00:04,000\nThree 3.\n42",
        "talk.srt",
    )
    assert read.text == "One and more Two.\nThree 3. 42"
    assert read.assumed == ["1 line without a time was kept with the caption before it"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("WEBVTT\n\n", "talk.vtt: there are no captions with times in this file."),
        ("WEBVTT\n\n00:aa --> 00:bb\nHello", "the first, in line 3, is malformed"),
        ("Hello there.", "there are no captions with times"),
        (b"\x00", "this file is empty"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "there is no text in this file"),
    ],
)
def test_a_file_without_captions_gets_a_sentence(text, sentence):
    with pytest.raises(ImportProblem, match=re.escape(sentence)):
        parsed(text)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_found(codec):
    text = "WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\n<v Zoë>Où ça – là?\r\n"
    assert said(parsed(text.encode(codec))) == [("Zoë", "Où ça – là?")]


def test_more_captions_than_the_limit_are_refused():
    bomb = "WEBVTT\n\n" + "00:01.000 --> 00:02.000\nx\n\n" * 2000
    with limited_by(Limits(rows=1000)), pytest.raises(ImportProblem, match="more than 1,000 captions"):
        parsed(bomb)
    with limited_by(Limits(characters=100)), pytest.raises(ImportProblem, match="100 characters"):
        parsed(bomb)


@pytest.mark.parametrize(
    "nasty",
    [
        "<" * 300_000,
        "&" * 300_000,
        "<v " * 100_000,
        "{\\a" * 100_000,
        "(" * 300_000,
        "a:" * 150_000,
        "- " * 150_000,
        " " * 300_000 + "x",
        "[" * 200_000 + "]" * 200_000,
        "<c" * 100_000 + " " * 100_000,
        "\u3000" * 300_000,
    ],
)
@pytest.mark.parametrize("name", ["talk.vtt", "talk.srt"])
def test_a_nasty_line_takes_no_long_time(nasty, name):
    began = time.perf_counter()
    parsed(
        f"WEBVTT\n\n00:01.000 --> 00:02.000\nx {nasty}\n\n00:02.000 --> 00:03.000\n{nasty} y\n\n{nasty[:5000]}-->1:\n",
        name,
    )
    assert time.perf_counter() - began < 3


WORD = st.text(st.characters(categories=["L", "N"], max_codepoint=0x24F), min_size=1, max_size=8)


@given(
    st.lists(
        st.tuples(st.sampled_from(["Ana", "Ben", ""]), st.lists(WORD, min_size=1, max_size=6)), min_size=1, max_size=15
    )
)
def test_every_word_comes_back_once_and_in_order(cues):
    blocks = [
        f"00:{n:02}.000 --> 00:{n:02}.900\n" + (f"<v {voice}>" if voice else "") + " ".join(words)
        for n, (voice, words) in enumerate(cues)
    ]
    read = vtt(*blocks)
    assert " ".join(words for _, words in said(read)).split() == [word for _, words in cues for word in words]
    assert {turn.speaker for turn in read.turns} == {voice for voice, _ in cues}


@needs("data/consultations")
def test_real_consultations_keep_every_voice_time_and_word():
    files = sorted((SHARED / "data/consultations/vtt_derived").glob("*.vtt"))
    assert len(files) == 57
    turns = words = 0
    for file in files:
        raw = file.read_text("utf-8")
        read = parsed(raw, file.name)
        blocks = [block.split("\n") for block in raw.strip().split("\n\n")[1:]]
        spoken = [re.fullmatch(r"<v (\w+)>(.*)", block[1]).groups() for block in blocks]
        assert said(read) == [(voice, body.strip()) for voice, body in spoken], file.name
        clocks = [re.findall(r"(\d\d):(\d\d):(\d\d\.\d{3})", block[0]) for block in blocks]
        expected = [tuple(int(h) * 3600 + int(m) * 60 + float(s) for h, m, s in pair) for pair in clocks]
        assert times(read) == [pytest.approx(pair) for pair in expected], file.name
        assert set(read.speakers) == {"Doctor", "Patient"}
        assert read.assumed == []
        turns += len(read.turns)
        words += sum(len(body.split()) for _, body in spoken)
    assert (turns, words) == (7108, 87_287)


@needs("data/same-text")
@pytest.mark.parametrize("ending", ["vtt", "srt"])
@pytest.mark.parametrize(("name", "turns"), [("primock57_day1_consultation01", 109), ("multilingual_emoji_probe", 60)])
def test_captions_hold_the_same_text_as_plain_text(name, turns, ending):
    folder = SHARED / "data/same-text"
    read = parsed((folder / f"{name}.{ending}").read_bytes(), f"{name}.{ending}")
    assert read.text == (folder / f"{name}.txt").read_text("utf-8").rstrip("\n")
    assert len(read.turns) == turns
