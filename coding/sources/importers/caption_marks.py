"""What the marks within a caption mean: voices, labels, changes of speaker, type and entities."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from coding.sources.importers.cues import Cue
from coding.sources.importers.speakers import candidate

# The tags of the format itself. Others, such as <UNSURE>, are marks of whoever transcribed and stay.
_VTT_TAG = re.compile(
    r"<(?:/?(?:c|i|b|u|ruby|rt)(?:\.[^<>\s]*)?|/?lang(?:[.\s][^<>]*)?|/v|/?(?:\d{1,4}:)?\d{1,2}:\d{2}\.\d{1,3})>",
    re.IGNORECASE,
)
_SRT_TAG = re.compile(r"</?(?:i|b|u|s)>|</?font(?:\s[^<>]*)?>|\{\\[a-z][^{}]{0,60}\}", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^<>\s]*)?(?:\s([^<>]*))?>", re.IGNORECASE)
# Webex names the speaker beside the number of the caption: `1 "Anna Lee" (3253131520)`
WEBEX = re.compile(r'\d{1,9}\s+"([^"]{1,80})"')
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_CHANGE = re.compile(r"\s*(?:>{2,3}|[-–—](?=\s?\S))\s*")
_UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")  # Han, kana: lines join without a space
_SOUND = re.compile(
    r"music.*|.*\bnoise|laugh\w*|laughter|applause|cheer\w*|inaudible.*|unintelligible|indistinct|cross-?talk|silence|"
    r"pause|sigh\w*|cough\w*|chuckl\w*|cry\w*|sob\w*|sing\w*|bleep|beep|foreign.*|gasps?|ringing|.*\bringing|playing",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[\[(](?P<label>[^\[\]():]{1,48})[\])]:?\s+(?=\S)")


@dataclass
class Piece:
    """What one voice says within one caption.

    `head` is what of the line stands before what was said: the label as it was written, or made of a voice tag.
    `goes_on` is whether it may belong to whoever spoke before; form is "voice", "colon", "brackets" or "".
    """

    words: str
    start: float | None
    end: float | None
    speaker: str = ""
    label: str = ""
    head: str = ""
    form: str = ""
    goes_on: bool = False

    def drop_label(self) -> None:
        """The label was no speaker after all."""
        self.words = self.head + self.words
        self.speaker = self.label = self.head = self.form = ""
        self.goes_on = _CHANGE.match(self.words) is None


def pieces_of(cue: Cue, *, webvtt: bool) -> Iterator[Piece]:
    """The pieces of a caption in its order; one without words for a caption without any."""
    payload = "\n".join(cue.lines)
    parts = _VOICE.split(payload) if webvtt else [payload]
    tag = _VTT_TAG if webvtt else _SRT_TAG
    named = WEBEX.match(cue.name) if webvtt else None
    for at in range(0, len(parts), 2):
        voice = _plain(parts[at - 1] or "", tag) if at else _plain(named[1], tag) if named else ""
        for line in _spoken_lines(_decoded(tag.sub("", parts[at])), labelled=bool(voice)):
            if voice and (line or at or len(parts) == 1):
                yield Piece(line, cue.start, cue.end, voice, "", f"{voice}: ", "voice")
            elif line or len(parts) == 1:
                yield _labelled(line, cue)


def _labelled(line: str, cue: Cue) -> Piece:
    """A piece whose speaker, if any, is named within its words."""
    change = _CHANGE.match(line)
    at = change.end() if change else 0
    brackets = _BRACKETS.match(line[at : at + 60])
    if brackets and not _SOUND.fullmatch(brackets["label"]):
        label, form, body = " ".join(brackets["label"].split()), "brackets", at + brackets.end()
    else:
        found = candidate(line[at:])
        if found is None or found.form != "colon":
            return Piece(line, cue.start, cue.end, goes_on=change is None)
        label, form, body = found.label, "colon", at + found.body
    body += len(line[body:]) - len(line[body:].lstrip())
    return Piece(line[body:], cue.start, cue.end, label, label, line[:body], form)


def _spoken_lines(text: str, *, labelled: bool) -> list[str]:
    """The lines of a caption as one, unless they are said by several: each begins with a dash, >> or a label."""
    lines = [line.strip() for line in text.split("\n")]
    lines = [line for line in lines if line] or [""]
    if labelled:
        return [spaced(lines)]
    spoken = lines[:1]
    dashes = sum(_CHANGE.match(line) is not None for line in lines) > 1
    for line in lines[1:]:
        opens = (dashes or line.startswith(">>")) and _CHANGE.match(line)
        if opens or _names_someone(line):
            spoken.append(line)
        else:
            spoken[-1] = spaced([spoken[-1], line])
    return spoken


def spaced(lines: list[str]) -> str:
    """Lines as one; scripts written without spaces get none between them."""
    joined = lines[:1]
    for before, after in pairwise(lines):
        joined += [after] if _UNSPACED.match(before[-1:]) and _UNSPACED.match(after) else [" ", after]
    return "".join(joined)


def _names_someone(line: str) -> bool:
    found = candidate(line)
    return found is not None and found.form == "colon" and found.body < len(line)


def _plain(annotation: str, tag: re.Pattern[str]) -> str:
    """A voice's name: one line, without tags or entities."""
    return " ".join(_decoded(tag.sub("", annotation)).replace(":", " ").split())


def _decoded(text: str) -> str:
    """Entities as the characters they stand for, one pass: `&amp;lt;` is `&lt;`."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text).replace("\x00", "")
