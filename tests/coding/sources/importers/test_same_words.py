"""Text in equals text out: whatever format a text is written in, the same characters come out of it.

What is normalised is stated in docs/formats.md: newlines become one, a document ends each paragraph with one, and white
space around a paragraph or beside a line end belongs to the file, not to the text.
"""

import html

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coding.sources.importers.registry import parse_transcript
from tests.coding.sources.importers.builders import odt_file, rtf_file, word_file
from tests.shared_data import SHARED, needs

STEMS = {"primock57_day1_consultation01": 109, "multilingual_emoji_probe": 60}
ENDINGS = ["_crlf_bom.txt", "_utf16.txt", ".docx", ".odt", ".rtf", ".html"]


@needs("data/same-text")
@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_words_and_turns_come_out_of_every_format(stem, ending):
    folder = SHARED / "data/same-text"
    plain = parse_transcript(f"{stem}.txt", (folder / f"{stem}.txt").read_bytes())
    other = parse_transcript(f"{stem}{ending}", (folder / f"{stem}{ending}").read_bytes())
    assert len(plain.turns) == STEMS[stem]
    assert other.text == plain.text
    assert other.turns == plain.turns


# Letters of every script, marks, emoji and their joiners, right-to-left marks; no control characters, no surrogates.
_CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    st.sampled_from(
        "é ñ e\u0301 ﷺ 👩🏾\u200d⚕\ufe0f 🇳🇱 שלום\u200f مرحبا\u200c 한국어 नमस्ते 𝒳 𠀀 & < > { } \\ \" ' # : * _"
    ),
)
LINE = st.text(_CHARACTERS, min_size=1, max_size=40).map(lambda text: text.strip(" \u2028\u2029")).filter(str.strip)
LINES = st.lists(LINE, min_size=1, max_size=6)


def _rtf(line: str) -> str:
    """RTF as its specification asks: every UTF-16 unit beyond ASCII as a signed number with one fallback character."""
    out = []
    for character in line:
        if character in "{}\\":
            out.append(f"\\{character}")
        elif character < "\x7f":
            out.append(character)
        else:
            data = character.encode("utf-16-le")
            units = [int.from_bytes(data[at : at + 2], "little", signed=True) for at in range(0, len(data), 2)]
            out += [f"\\u{unit}?" for unit in units]
    return "".join(out) + "\\par\n"


def _odt(line: str) -> str:
    return f"<text:p>{html.escape(line).replace('  ', ' <text:s/>')}</text:p>"


def _html(line: str) -> str:
    return f"<p>{html.escape(line)}</p>"


WRITERS = {
    "a.txt": lambda lines: "".join(f"{line}\n" for line in lines).encode(),
    "a.md": lambda lines: "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig"),
    "b.txt": lambda lines: "".join(f"{line}\r" for line in lines).encode("utf-16"),
    "c.txt": lambda lines: "".join(f"{line}\n" for line in lines).encode("utf-32"),
    "a.docx": lambda lines: word_file(*lines),
    "a.odt": lambda lines: odt_file("".join(map(_odt, lines))),
    "a.rtf": lambda lines: rtf_file("".join(map(_rtf, lines))),
    "a.html": lambda lines: (
        "<meta charset=utf-8>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    ).encode(),
}


@pytest.mark.parametrize("name", WRITERS)
@given(lines=LINES)
@example(lines=["a  b", "P1: \ufeffx", "tail\xa0"])
@example(lines=["😀", "e\u0301\u200d", "א\u200fb"])
@settings(max_examples=60, deadline=None)
def test_text_in_equals_text_out(name, lines):
    lines = [line.lstrip("\ufeff") or "x" for line in lines]
    assert parse_transcript(name, WRITERS[name](lines)).text == "".join(f"{line}\n" for line in lines)
