"""Captions as transcripts: each turn is a line of text, `Name: words`, with the time it was said."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from coding.sources.importers.caption_marks import WEBEX, Piece, pieces_of, spaced
from coding.sources.importers.characters import counted
from coding.sources.importers.cues import Captions, Cue, read_cues
from coding.sources.importers.limits import limits
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.speakers import is_known_form, is_speaker, looks_like_name
from coding.sources.importers.text import decode
from coding.sources.importers.transcript import ParsedTranscript, ParsedTurn

PAUSE = 2.0  # seconds of silence that end a paragraph of captions without a speaker
LONGEST_PARAGRAPH = 600  # characters of such a paragraph
FRAMES = 0.1  # seconds too short to read
MOST = 0.6  # of the captions naming a speaker: then a name that stands only once is one too
BROKEN_OFF = 1 / 3  # of the captions in a row by one voice ending within a sentence: then captions are no turns

_TEAMS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}/\d+(?:-\d+)?", re.IGNORECASE)
_TRAIL = re.compile(r"(?:<[^<>]{1,40}>|\[[^\[\]]{1,40}\]|\([^()]{1,40}\)|[\s\"'”’»♪*])$")
_LEAD = re.compile(r"(?:\W|<[^<>]{1,40}>)*")
_SENTENCE_ENDS = ".?!…。！？．｡؟۔।॥"


@dataclass
class _Said:
    """A turn that is growing: pieces of what one voice said."""

    piece: Piece
    words: list[str]
    end: float | None


def parse_vtt(name: str, data: bytes) -> ParsedTranscript:
    """Read WebVTT captions; `assumed` says what was joined or left out. Raises ImportProblem."""
    return _parse(name, data, webvtt=True)


def parse_srt(name: str, data: bytes) -> ParsedTranscript:
    """Read SubRip captions; `assumed` says what was joined or left out. Raises ImportProblem."""
    return _parse(name, data, webvtt=False)


def _parse(name: str, data: bytes, *, webvtt: bool) -> ParsedTranscript:
    decoded = decode(data, name)
    webvtt = webvtt or decoded.text.startswith("WEBVTT")
    captions = read_cues(decoded.text, name, webvtt=webvtt)
    repeated = _drop_rolling(captions.cues)
    pieces = [piece for cue in captions.cues for piece in pieces_of(cue, webvtt=webvtt)]
    _keep_speakers(pieces)
    service = _service(captions, pieces, webvtt=webvtt)
    turns = _joined(pieces, of_one_voice=bool(service) or _are_broken_off(pieces))
    parsed = _written(turns, [*decoded.assumed, *captions.said()], name)
    if service:
        parsed.assumed.append(f"read as captions of {service}: what one person said in a row is one turn")
    if repeated:
        lines = counted(repeated, "line", "lines")
        parsed.assumed.append(f"{lines} that rolling captions show again left out")
    return parsed


def _drop_rolling(cues: list[Cue]) -> int:
    """Take out what rolling captions show again as they scroll; how many lines that were.

    Only where most captions begin with what the one before ended with: people do say a thing twice.
    """
    repeats = [_repeated(before, after) for before, after in pairwise(cues)]
    rolls = sum(lines > 0 for lines in repeats)
    if rolls < 3 or rolls < len(repeats) / 2:
        return 0
    for cue, lines in zip(cues[1:], repeats, strict=True):
        del cue.lines[:lines]
    return sum(repeats)


def _repeated(before: Cue, after: Cue) -> int:
    """How many lines of a caption only stay on the screen: new ones stand below them, or it lasts no time at all."""
    if before.end is None or after.start is None or after.start - before.end >= FRAMES:
        return 0
    old, new = [_bare(line) for line in before.lines], [_bare(line) for line in after.lines]
    fleeting = after.end is not None and after.end - after.start < FRAMES
    for lines in range(min(len(old), len(new), 4), 0, -1):
        if old[-lines:] == new[:lines] and (lines < len(new) or fleeting):
            return lines
    return 0


def _bare(line: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", "", line).split())


def _keep_speakers(pieces: list[Piece]) -> None:
    """Let labels within the words stand for speakers only where they are; others are words."""
    seen = Counter(piece.label.casefold() for piece in pieces if piece.label)
    named = sum(bool(piece.label) for piece in pieces)
    nearly_all = named >= MOST * len(pieces)
    for piece in pieces:
        times = seen[piece.label.casefold()] if piece.label else 0
        if not piece.label:
            continue
        if piece.form == "brackets" and not is_known_form(piece.label):
            right = times > 1 and looks_like_name(piece.label) and is_speaker(piece.label, times, "colon")
        else:
            right = is_speaker(piece.label, times + 2 * nearly_all, "colon")
        if not right:
            piece.drop_label()


def _service(captions: Captions, pieces: list[Piece], *, webvtt: bool) -> str:
    """Meeting programs write a caption every few words; they show by how they number captions."""
    names = [cue.name for cue in captions.cues]
    if not webvtt or not names:
        return ""
    if all(_TEAMS.fullmatch(name) for name in names):
        return "Microsoft Teams"
    if all(WEBEX.match(name) for name in names):
        return "Webex"
    labelled = sum(bool(piece.label) for piece in pieces)
    if all(name.isdigit() for name in names) and labelled >= MOST * len(pieces):
        return "Zoom"
    return ""


def _are_broken_off(pieces: list[Piece]) -> bool:
    """Whether captions end wherever the screen was full, so that those of one voice belong together."""
    pairs = [(a.words, b.words) for a, b in pairwise(pieces) if a.speaker and (b.goes_on or a.speaker == b.speaker)]
    broken = sum(not _ends_sentence(before) and _goes_on(after) for before, after in pairs)
    return bool(pairs) and broken > BROKEN_OFF * len(pairs)


def _ends_sentence(words: str) -> bool:
    tail = words[-200:]
    while trail := _TRAIL.search(tail):
        tail = tail[: trail.start()]
    return not tail or tail[-1] in _SENTENCE_ENDS


def _goes_on(words: str) -> bool:
    found = _LEAD.match(words[:200])
    first = words[found.end() : found.end() + 1] if found else ""
    return first.isalpha() and not first.isupper()


def _joined(pieces: list[Piece], *, of_one_voice: bool) -> list[_Said]:
    """Turns: pieces that go on with the voice before, and if `of_one_voice` all that one voice says in a row."""
    turns: list[_Said] = []
    for piece in pieces:
        last = turns[-1] if turns else None
        if not piece.words:
            continue
        if last and _belongs(last, piece, of_one_voice):
            last.words.append(piece.words)
            last.end = max((end for end in (last.end, piece.end) if end is not None), default=None)
        else:
            turns.append(_Said(piece, [piece.words], piece.end))
    return turns


def _belongs(turn: _Said, piece: Piece, of_one_voice: bool) -> bool:
    if turn.piece.speaker and piece.speaker:
        return of_one_voice and turn.piece.speaker.casefold() == piece.speaker.casefold()
    if turn.piece.speaker:
        return piece.goes_on and turn.piece.form != "voice"
    if piece.speaker or not piece.goes_on or _ends_sentence(turn.words[-1]):
        return False
    near = turn.end is not None and piece.start is not None and piece.start - turn.end <= PAUSE
    return near and sum(map(len, turn.words)) < LONGEST_PARAGRAPH


def _written(turns: list[_Said], assumed: list[str], name: str) -> ParsedTranscript:
    text: list[str] = []
    parsed: list[ParsedTurn] = []
    at = 0
    for turn in turns:
        head, words = turn.piece.head, spaced(turn.words)
        end = at + len(head) + len(words)
        parsed.append(ParsedTurn(at, at + len(head), end, turn.piece.speaker, turn.piece.start, turn.end))
        text.append(head + words)
        at = end + 1
    if at > limits().characters:
        raise ImportProblem(
            f"this file holds more than {limits().characters:,} characters.",
            remedy="Split it, and upload the parts.",
            file=name,
        )
    first: dict[str, str] = {}
    spelled = [replace(turn, speaker=first.setdefault(turn.speaker.casefold(), turn.speaker)) for turn in parsed]
    return ParsedTranscript("\n".join(text), spelled, [speaker for speaker in first.values() if speaker], assumed)
