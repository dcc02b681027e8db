"""Reads the groups and words of an RTF file one by one and writes its text, a line for each paragraph."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from coding.sources.importers import rtf_codes as rtf
from coding.sources.importers.characters import LOST
from coding.sources.importers.guards import damaged, refuse_great
from coding.sources.importers.lines import Lines
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.rtf_page import Page

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z'])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
DEEPEST = 5_000
_FORMATS = {"b": "bold", "v": "hidden", "deleted": "deleted", "revised": "revised"}
# Text in other scripts takes a word for each character.
WORDS_TO_MARKS = 4

Part = Literal["shown", "looked through", "dead"]


@dataclass(frozen=True)
class _State:
    """What holds within a group."""

    part: Part = "shown"
    word: str = ""
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    revised: bool = False
    font: int | None = None
    fallback: int = 1


class RichText:
    """One reading of one file. After `read`, `lines` holds its text and `seen` what a researcher should know of."""

    def __init__(self, name: str, data: bytes) -> None:
        self.seen: Counter[str] = Counter()
        self.margins = False
        self._name, self._data = name, data
        self._is_utf8 = _decodes(data)
        self._pages = [Page(Lines(name))]
        self._states: list[_State] = []
        self._state = _State()
        self._raw = bytearray()
        self._text: list[str] = []
        self._skip = 0
        self._starred = False
        self._run = ""
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font_read = 0
        self._default_font: int | None = None

    @property
    def lines(self) -> Lines:
        return self._pages[0].lines

    def read(self) -> None:
        """Raises ImportProblem where the file stops before it ends."""
        at, words, data = 0, 0, self._data
        while at < len(data) and (token := _TOKEN.match(data, at)):
            at = token.end()
            kind = token.lastgroup
            if kind == "text":
                self._literal(token["text"])
            elif kind == "byte":
                self._byte(int(token["byte"], 16))
            elif kind == "brace":
                self._brace(token["brace"])
                words += 1
                refuse_great(words // WORDS_TO_MARKS, self._name)
                if not self._states:
                    break
            elif kind in {"word", "number"}:
                number = None if token["number"] is None else int(token["number"])
                word = token["word"].decode("ascii")
                at += max(number or 0, 0) if word == "bin" else 0
                self._word(word, number)
                words += 1
                refuse_great(words // WORDS_TO_MARKS, self._name)
            elif kind == "symbol":
                self._symbol(token["symbol"].decode("latin-1"))
        self._finish()

    def _finish(self) -> None:
        self._flush()
        if self._states:
            raise ImportProblem(
                "this file stops in the middle; its end is missing.",
                remedy="Copy or save it again, and upload that.",
                file=self._name,
            )
        page = self._pages[0]
        page.write_notes()
        page.finish()

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip, self._starred = 0, False
        if brace == b"{":
            self._states.append(self._state)
            if len(self._states) > DEEPEST:
                raise damaged(self._name, "RTF")
        else:
            self._state = self._states.pop()
            while self._pages[-1].depth > len(self._states):
                self._close_page()

    def _literal(self, text: bytes) -> None:
        state = self._state
        if state.part != "shown":
            self.margins = self.margins or (state.word in rtf.MARGINS and bool(text.strip()))
            return
        skipped = min(self._skip, len(text))
        self._skip -= skipped
        text = text[skipped:]
        if self._is_utf8 and not text.isascii():
            self._decode()
            self._text.append(text.decode("utf-8", "replace"))
        else:
            self._raw += text

    def _byte(self, byte: int) -> None:
        if self._skip:
            self._skip -= 1
        elif self._state.part == "shown":
            self._raw.append(byte)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in rtf.PARAGRAPH_ENDS:
            self._flush()
            self._end_paragraph()
        elif symbol in {"{", "}", "\\"}:
            self._literal(symbol.encode())
        else:
            self._character(symbol)

    def _character(self, word: str) -> None:
        """A word that stands for one character, unless it stands in for the one before it."""
        if self._skip:
            self._skip -= 1
        elif self._state.part == "shown":
            self._decode()
            self._text.append(rtf.CHARACTERS.get(word, ""))

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if self._state.part == "dead":
            self._read_font(word, number)
        elif word in rtf.CHARACTERS:
            self._character(word)
        elif word == "u" and number is not None and self._state.part == "shown":
            self._decode()
            self._text.append(_unicode(number))
            self._skip = self._state.fallback
        else:
            self._flush()
            self._skip = 0
            if not self._opens(word, starred) and self._state.part == "shown":
                self._shown_word(word, number)

    def _opens(self, word: str, starred: bool) -> bool:
        """Whether the word says what the group it begins is for; if so, the group is treated as that from here."""
        if word in rtf.BOXES or word == "footnote":
            self._pages.append(Page(Lines(self._name), "box" if word in rtf.BOXES else word, len(self._states)))
            part: Part = "shown"
        elif word in rtf.SHOWN_WITHIN:
            part = "shown"
        elif word in rtf.LOOKED_THROUGH:
            part = "looked through"
        elif word in rtf.DEAD or word == "fonttbl" or (starred and word not in rtf.SHOWN_THOUGH_STARRED):
            part = "dead"
        else:
            return False
        self.seen[rtf.COUNTED.get(word, "")] += 1
        self._state = replace(self._state, part=part, word=word)
        return True

    def _read_font(self, word: str, number: int | None) -> None:
        if self._state.word != "fonttbl" or number is None:
            return
        if word == "f":
            self._font_read = number
        elif word == "fcharset":
            self._fonts[self._font_read] = rtf.codec_of_charset(number, self._codec)
        elif word == "cpg":
            self._fonts[self._font_read] = rtf.codec_of_page(number, self._codec)

    def _shown_word(self, word: str, number: int | None) -> None:
        page = self._pages[-1]
        if word in rtf.PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word == "line":
            self._write("\n")
        elif word in rtf.BREAKS:
            if not page.due.endswith("\n") and (page.due or page.lines.within_line):
                page.due += "\n"
        elif word in rtf.CELL_ENDS:
            page.write_notes()
            page.owe(page.due.rstrip("\n"), "\t")
        elif word in rtf.ROW_ENDS:
            page.owe(page.due.rstrip("\t"), "\n")
            page.in_row, page.after_row = page.in_row and word != "row", True
        elif word in {"trowd", "intbl"}:
            self._begin_row(page)
        elif word == "ftnalt" and page.kind:
            page.kind = "endnote"
        else:
            self._format(word, number)

    def _format(self, word: str, number: int | None) -> None:
        on = number != 0
        if word == "plain":
            self._state = replace(
                self._state, bold=False, hidden=False, deleted=False, revised=False, font=self._default_font
            )
        elif word in _FORMATS:
            if getattr(self._state, _FORMATS[word]) != on:
                self._state = replace(self._state, **{_FORMATS[word]: on})
        elif word == "f":
            self._state = replace(self._state, font=number)
        elif word == "uc":
            self._state = replace(self._state, fallback=1 if number is None else max(0, number))
        elif word == "deff":
            self._default_font = number
        elif word == "ansicpg" and number:
            self._codec = rtf.codec_of_page(number, self._codec)
        elif word in rtf.CODE_PAGES:
            self._codec = rtf.CODE_PAGES[word]

    def _decode(self) -> None:
        """Read the bytes gathered so far as their font is encoded; a character may be several of them."""
        if self._raw:
            font = self._state.font if self._state.font is not None else self._default_font
            codec = self._fonts.get(font, self._codec) if font is not None else self._codec
            self._text.append(self._raw.decode(codec, "replace"))
            self._raw.clear()

    def _flush(self) -> None:
        """Write the characters gathered so far, before anything changes how they look."""
        self._decode()
        if self._text:
            self._write("".join(self._text))
            self._text.clear()

    def _write(self, text: str) -> None:
        state, page = self._state, self._pages[-1]
        unshown = "deleted" if state.deleted else "hidden" if state.hidden else ""
        if unshown:
            self.seen[unshown] += self._run != unshown and bool(text.strip())
        else:
            self.seen["inserted"] += state.revised and self._run != "inserted"
            page.after_row = page.after_row and page.in_row
            page.write(text, state.bold)
        self._run = unshown or ("inserted" if state.revised else "")

    def _end_paragraph(self) -> None:
        # A paragraph whose end is deleted or hidden goes on in the next one, as Word shows it.
        if self._state.part == "shown" and not self._state.deleted and not self._state.hidden:
            page = self._pages[-1]
            page.write_notes()
            page.owe(page.due, "\n")
            page.after_row = page.after_row and page.in_row

    def _begin_row(self, page: Page) -> None:
        if page.in_row:
            return
        page.write("")
        page.in_row = True
        self.seen["table"] += not page.after_row

    def _close_page(self) -> None:
        """A footnote or text box ends: it stands after the paragraph it belongs to."""
        page = self._pages.pop()
        page.write_notes()
        text, around = page.lines.text.strip(), self._pages[-1]
        if page.kind == "box":
            self.seen["box"] += bool(text)
            around.notes += [text] if text else []
        elif not self._state.deleted and not self._state.hidden:
            self.seen["note"] += 1
            mark = f"[{page.kind} {self.seen['note']}]"
            self._write(mark)
            around.notes.append(f"{mark} {text}")


def _unicode(number: int) -> str:
    """A character by its number, which RTF writes as a signed half; halves of one character join later."""
    code = number + 0x10000 if number < 0 else number
    return chr(code) if 0 < code < 0x110000 else LOST


def _decodes(data: bytes) -> bool:
    """Whether letters beyond ASCII stand in the file as UTF-8, against the rules of RTF."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not data.isascii()
