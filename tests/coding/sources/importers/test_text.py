"""Bytes become the text that was meant, or a sentence says why not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.sources.importers.characters import clean
from coding.sources.importers.limits import Limits, limited_by
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.text import decode
from tests.shared_data import SHARED, needs

ENGLISH = "Interviewer: It’s fine, isn’t it?\nP1: Yes – “very” fine. She ate at the café."
GERMAN = "Das wäre schön, aber die Ärztin saß da – „na ja“."
RUSSIAN = "Ну, я думаю, что это очень помогает в работе с пациентами. Но есть и риски, конечно."
POLISH = "Myślę, że to bardzo pomaga pacjentom, ale są też zagrożenia. Źródło: własne."
CZECH = "Myslím, že to pacientům velmi pomáhá, ale jsou tu i rizika. Samozřejmě potřebujeme více školení."
HUNGARIAN = "Úgy gondolom, hogy ez segít a betegeknek, de vannak kockázatok is. Több képzés kell, őszintén."
TURKISH = "Bence bu hastalara çok yardımcı oluyor, ama riskler de var. Elbette daha fazla eğitime ihtiyacımız var."
FRENCH = "Je pense que ça aide beaucoup, mais il y a des risques. Bien sûr, il faut d’abord être formés à l’hôpital."
ICELANDIC = "Ég held að þetta hjálpi sjúklingum mjög mikið, en það er líka áhætta."
GREEK = "Νομίζω ότι αυτό βοηθά πολύ τους ασθενείς, αλλά υπάρχουν και κίνδυνοι."
THAI = "ฉันคิดว่าสิ่งนี้ช่วยผู้ป่วยได้มาก แต่ก็มีความเสี่ยงด้วย"
CHINESE = "我认为这对病人的工作很有帮助，但是也有风险。当然，我们需要更多的训练。" * 3
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"])).filter(lambda text: text.strip())


@pytest.mark.parametrize(
    ("text", "codec", "said"),
    [
        (ENGLISH, "cp1252", "Windows-1252"),
        (GERMAN, "cp1252", "Windows-1252"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (RUSSIAN, "koi8_r", "KOI8-R"),
        (f"INTERVIEWER: {RUSSIAN}", "cp1251", "Windows-1251"),
        (RUSSIAN, "cp866", "DOS 866"),
        (RUSSIAN, "iso8859_5", "ISO-8859-5"),
        (POLISH, "cp1250", "Windows-1250"),
        (POLISH, "iso8859_2", "ISO-8859-2"),
        (CZECH, "cp1250", "Windows-1250"),
        (HUNGARIAN, "cp1250", "Windows-1250"),
        (TURKISH, "cp1254", "Windows-1254"),
        (FRENCH, "cp1252", "Windows-1252"),
        (FRENCH, "mac_roman", "Mac Roman"),
        (GERMAN, "mac_roman", "Mac Roman"),
        (ENGLISH, "mac_roman", "Mac Roman"),
        ("It took 2½ years, ±3, 5 m² for £20 © us.", "cp1252", "Windows-1252"),
        ("She said: “no”", "cp1252", "Windows-1252"),
        ("a café", "cp1252", "Windows-1252"),
        (ICELANDIC, "cp1252", "Windows-1252"),
        (GREEK, "cp1253", "Windows-1253"),
        (THAI, "cp874", "Windows-874"),
        (CHINESE, "gb18030", "GB18030"),
    ],
)
def test_text_in_an_older_encoding_is_read_and_the_encoding_said(text, codec, said):
    decoded = decode(text.encode(codec), "old.txt")
    assert decoded.text == text
    assert decoded.assumed == [f"read as {said}"]


@needs("data/multilingual")
@pytest.mark.parametrize(
    ("language", "codec", "said"),
    [
        ("kor_Hang", "cp949", "EUC-KR"),
        ("jpn_Jpan", "cp932", "Shift-JIS"),
        ("jpn_Jpan", "euc_jp", "EUC-JP"),
        ("zho_Hans", "gb18030", "GB18030"),
        ("heb_Hebr", "cp1255", "Windows-1255"),
        ("arb_Arab", "cp1256", "Windows-1256"),
    ],
)
@pytest.mark.parametrize("length", [100, 3000])
def test_real_text_in_older_encodings_comes_back_whole(language, codec, said, length):
    text = (SHARED / f"data/multilingual/{language}/train.tsv").read_text(encoding="utf-8")
    sentences = "\n".join(line.split("\t")[-1] for line in text.splitlines()[1:])[:length]
    data = sentences.encode(codec, "ignore")
    decoded = decode(data, "old.txt")
    assert decoded.text == data.decode(codec)
    assert decoded.encoding == said


def test_utf8_needs_no_assumption():
    assert decode(GERMAN.encode(), "a.txt").assumed == []


@given(LINES)
def test_every_unicode_encoding_gives_the_same_text(text):
    text = text.lstrip("\ufeff") or "x"
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert decode(text.encode(codec), "a.txt").text == text


def test_utf16_without_a_mark_is_found():
    decoded = decode(ENGLISH.encode("utf-16-le"), "a.txt")
    assert decoded.text == ENGLISH
    assert decoded.assumed == ["read as UTF-16 (the file does not say so)"]


@needs("data/multilingual")
@pytest.mark.parametrize("language", ["kor_Hang", "jpn_Jpan", "zho_Hans", "arb_Arab", "hin_Deva"])
@pytest.mark.parametrize(
    ("codec", "said"),
    [("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32-le", "UTF-32"), ("utf-32-be", "UTF-32")],
)
def test_unicode_without_a_mark_is_found_in_any_script(language, codec, said):
    text = (SHARED / f"data/multilingual/{language}/train.tsv").read_text(encoding="utf-8")
    sentences = "".join(f"P1: {line.split(chr(9))[-1]}\n" for line in text.splitlines()[1:200])
    for part in (sentences, sentences[:300]):
        decoded = decode(part.encode(codec), "a.txt")
        assert decoded.text == part
        assert decoded.assumed == [f"read as {said} (the file does not say so)"]


@needs("data/korean-survey")
@pytest.mark.parametrize("codec", ["cp949", "utf-8", "utf-8-sig", "utf-16"])
def test_a_korean_survey_reads_the_same_in_every_encoding(codec):
    text = (SHARED / "data/korean-survey/immigrant_interview.csv").read_text(encoding="utf-8-sig")
    data = text.encode(codec, "ignore")
    assert decode(data, "a.csv").text == data.decode(codec).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("text", "kept", "said"),
    [
        ("one\x0ctwo\x0bthree\x85four", "one\ntwo\nthree\nfour", "3 page breaks became line ends"),
        ("one two\x00 \x07three", "one two three", "2 invisible control characters were removed"),
        ("one\ufffdtwo", "one\ufffdtwo", "1 character is lost; \ufffd stands there"),
        ("one\u2028two", "one\u2028two", "1 line separator (U+2028) was kept"),
        ("a\u202eb", "a\u202eb", "1 mark (U+202E) reverses the order in which letters are shown; it was kept"),
    ],
)
def test_characters_that_break_or_deceive_are_said(text, kept, said):
    decoded = decode(text.encode(), "a.txt")
    assert decoded.text == kept
    assert decoded.assumed == [said]


def test_halves_of_characters_are_joined_or_replaced():
    assert clean("\ud83d\ude00 \ud83d!", "a")[0] == "\U0001f600 \ufffd!"


def test_a_text_beyond_the_limit_is_refused():
    with limited_by(Limits(characters=10)):
        assert decode(b"0123456789", "a.txt").text == "0123456789"
        with pytest.raises(ImportProblem, match=r"^a\.txt: this file holds more than 10 characters of text"):
            decode(b"01234567890", "a.txt")


def test_two_encodings_in_one_file_are_told_apart():
    data = ("ASCII only.\n" * 3).encode() + "sch\xf6n\n".encode("latin-1") * 3 + "Ärger\n".encode()
    with pytest.raises(ImportProblem, match=r"line 4 holds bytes that are not"):
        decode(data, "mixed.txt")


@pytest.mark.parametrize(
    ("line", "codec"),
    [
        ("면담자: 오늘 어떻게 지내셨어요?", "cp949"),
        ("聞き手: 今日はどうでしたか。", "cp932"),
        ("访谈者: 你今天怎么样?", "gb18030"),
        ("Участник: Хорошо, спасибо.", "cp1251"),
        ("P1: größe, naïve", "cp1252"),
    ],
)
@pytest.mark.parametrize(("first", "second"), [(1, 1), (9, 1), (1, 9)])
def test_two_encodings_of_one_language_in_a_file_are_told_apart(line, codec, first, second):
    data = f"{line}\n".encode() * first + f"{line}\n".encode(codec) * second
    with pytest.raises(
        ImportProblem, match=rf"most of this file is UTF-8, but line {first + 1} holds bytes that are not"
    ):
        decode(data, "mixed.txt")


def test_newlines_become_one_and_nothing_else_changes():
    text = "a\r\nb\rc\n\n  d\t e\u0301 \u2028 f\u200d g"
    assert decode(b"\xef\xbb\xbf" + text.encode(), "a.txt").text == "a\nb\nc\n\n  d\t e\u0301 \u2028 f\u200d g"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"one\x00 two three four five six", "one two three four five six"),
        (b"P1: he\x00llo\x00\nP2: ok\n", "P1: hello\nP2: ok\n"),
        ("면담자: 안녕\x00하세요\n".encode(), "면담자: 안녕하세요\n"),
        (b"id\tname\n1\tA\x00nna\n2\tBen\n", "id\tname\n1\tAnna\n2\tBen\n"),
        (b"P1: a\x07b\x1bc\x08 \x01d\n", "P1: abc d\n"),
    ],
)
def test_nul_and_control_characters_are_taken_out_and_counted(data, text):
    decoded = decode(data, "a.txt")
    assert decoded.text == text
    assert [said for said in decoded.assumed if "invisible control character" in said]


@pytest.mark.parametrize("data", [b"", b"\n\n  ", b"\x00\x00"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(ImportProblem, match=r"^a\.txt: this file is empty\. Upload one with text in it\.$"):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a zip archive or an office document"),
        (b"\xd0\xcf\x11\xe0....", "an old Word or Excel file"),
        (b"\xff\xd8\xff\xe0....", "a picture"),
    ],
)
def test_a_known_binary_file_is_named(data, kind):
    with pytest.raises(ImportProblem, match=kind):
        decode(data, "a.txt")


@pytest.mark.parametrize("more", [b"", b"\x1b$"])
def test_random_bytes_are_refused(more):
    with pytest.raises(ImportProblem, match="not a text file"):
        decode(random.Random(7).randbytes(5000) + more + random.Random(8).randbytes(5000), "a.txt")


def test_control_characters_are_refused():
    with pytest.raises(ImportProblem, match="not a text file"):
        decode(b"\x01\x02\x03abc" * 100, "a.txt")


def test_a_few_wrong_bytes_in_utf8_are_pointed_at_rather_than_guessed():
    data = ("Größe und Ärger, schöne Grüße.\n" * 6).encode() + "Gr\xf6\xdfe\n".encode("latin-1")
    with pytest.raises(ImportProblem, match=r"most of this file is UTF-8, but line 7 holds bytes that are not"):
        decode(data, "mixed.txt")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"P1: Gr\xc3\xbc\xc3\x9fe \xed\xa0\x80 hi", "P1: Grüße � hi"),
        (b"P1: Hello \xed\xa0\xbd\xed\xb8\x80 there", "P1: Hello 😀 there"),
        (b"P1: Hello \xed\xa0\xbd there", "P1: Hello � there"),
        ("P1: Hello \ud83d there 😀".encode("utf-16", "surrogatepass"), "P1: Hello � there 😀"),
        ("P1: Hello \ude00 there".encode("utf-16-le", "surrogatepass"), "P1: Hello � there"),
    ],
)
def test_half_a_character_is_no_sign_of_another_alphabet(data, text):
    decoded = decode(data, "halves.txt")
    assert decoded.text == text
    assert [said for said in decoded.assumed if "lost" in said] == ["1 character is lost; � stands there"] * (
        "�" in text
    )


def test_a_cut_off_utf16_file_is_refused():
    with pytest.raises(ImportProblem, match="UTF-16"):
        decode("Hello there".encode("utf-16")[:-1], "cut.txt")


def test_letters_side_by_side_are_read_in_the_encoding_of_their_language():
    text = "Nr;Größe (m);Erzählen Sie bitte\n" + "T1;1,70;Größe, Straße, Füße und eine Crème brûlée\n" * 5
    found = decode(text.encode("cp1252"), "umfrage.csv")
    assert (found.text, found.encoding) == (text, "Windows-1252")
