"""What reading a file gave, on disk and in short: the whole reading beside the upload, its facts for the preview."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from coding.sources.importers.transcript import ParsedTranscript, ParsedTurn, looks_like_interviewer

FIRST_TURNS = 5
TURN_SHOWN = 300


def write_reading(path: Path, parsed: ParsedTranscript) -> None:
    """Write a transcript as it was read; read_reading() gives it back."""
    turns = [
        [turn.start, turn.body_start, turn.end, turn.speaker, turn.time_start, turn.time_end] for turn in parsed.turns
    ]
    whole = {"text": parsed.text, "turns": turns, "speakers": parsed.speakers, "assumed": parsed.assumed}
    path.write_text(json.dumps(whole), encoding="utf-8")


def read_reading(path: Path | str) -> ParsedTranscript:
    """The transcript that write_reading() wrote."""
    whole = json.loads(Path(path).read_text(encoding="utf-8"))
    turns = [ParsedTurn(*turn) for turn in whole["turns"]]
    return ParsedTranscript(whole["text"], turns, whole["speakers"], whole["assumed"])


def transcript_facts(parsed: ParsedTranscript) -> dict[str, Any]:
    """What a preview and a report say of a transcript, in plain values.

    `speakers` are {"name", "turns", "words", "interviewer"} in order of appearance; `first` the first turns, cut short.
    Raises UnicodeEncodeError where the text holds what no file can (a lone surrogate).
    """
    turns, words = Counter[str](), Counter[str]()
    for turn in parsed.turns:
        turns[turn.speaker] += 1
        words[turn.speaker] += len(parsed.text[turn.body_start : turn.end].split())
    return {
        "sha256": hashlib.sha256(parsed.text.encode()).hexdigest(),
        "characters": len(parsed.text),
        "words": len(parsed.text.split()),
        "turns": len(parsed.turns),
        "assumed": parsed.assumed,
        "speakers": [
            {"name": name, "turns": turns[name], "words": words[name], "interviewer": looks_like_interviewer(name)}
            for name in parsed.speakers
        ],
        "first": shown_turns(parsed, 0, FIRST_TURNS, TURN_SHOWN),
    }


def shown_turns(parsed: ParsedTranscript, begin: int, end: int, longest: int | None = None) -> list[dict[str, Any]]:
    """Turns `begin` to `end` as {"speaker", "time", "text"}, their text cut at `longest` characters."""
    shown = []
    for turn in parsed.turns[begin:end]:
        text = parsed.text[turn.body_start : turn.end]
        cut = text if longest is None or len(text) <= longest else f"{text[:longest].rstrip()}…"
        shown.append({"speaker": turn.speaker, "time": turn.time_start, "text": cut})
    return shown
