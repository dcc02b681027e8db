"""The captions of a WebVTT or SubRip file: their times and their lines, with nothing of the words lost.

A small reader of our own, since webvtt-py drops in silence what real files hold: marks of the transcriber that look
like tags (`<UNSURE>`), the second voice of a caption, and captions whose time is mistyped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from coding.sources.importers.characters import counted
from coding.sources.importers.limits import limits
from coding.sources.importers.problems import ImportProblem

SHOWN = 5

_TIME = r"(?:\d{1,4}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,6})?"
_TIMING = re.compile(rf"\s*({_TIME})\s*-+>\s*({_TIME})(?:\s|$)")
# What was meant for a time line but cannot be read as one: an arrow with digits and a colon on one side of it.
_BAD_TIMING = re.compile(r"\s*(?:\d[\d:.,;]*:[^\n]{0,40}?-->|[^\n]{0,40}?-->\s*\d[\d.,;]*:)")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


@dataclass
class Cue:
    """One caption: seconds (None where its time could not be read) and its lines as they stand in the file."""

    start: float | None
    end: float | None
    lines: list[str]
    name: str = ""


@dataclass
class Captions:
    """The captions of a file in its order, and what a researcher should know of how they were read."""

    cues: list[Cue] = field(default_factory=list)
    bad_times: list[int] = field(default_factory=list)
    untimed: int = 0
    notes: int = 0

    def said(self) -> list[str]:
        sentences = []
        if self.bad_times:
            lines = ", ".join(map(str, self.bad_times[:SHOWN]))
            more = f" and {len(self.bad_times) - SHOWN} more" if len(self.bad_times) > SHOWN else ""
            lines = f"lines {lines}{more}" if len(self.bad_times) > 1 else f"line {lines}"
            sentences.append(f"the time in {lines} could not be read in full; the words were kept")
        kept = "without a time {} kept with the caption before"
        sentences += [
            counted(self.untimed, f"line {kept.format('was')} it", f"lines {kept.format('were')} them"),
            counted(self.notes, "note or style block was left out", "notes and style blocks were left out"),
        ]
        return [sentence for sentence in sentences if sentence]


def read_cues(text: str, name: str, *, webvtt: bool) -> Captions:
    """The captions of a file's text.

    Raises ImportProblem where there is no time at all, or more captions than `limits().rows`.
    """
    captions = Captions()
    for line_number, block in _blocks(text, webvtt=webvtt):
        head = webvtt and line_number == 1 and block[0].startswith("WEBVTT")
        note = webvtt and _ASIDE.match(block[0]) is not None and not any(_TIMING.match(line) for line in block[1:2])
        captions.notes += note
        skipped = _first_time(block) if head or note else 0
        _read_block(captions, block[skipped:], line_number + skipped)
        if len(captions.cues) > limits().rows:
            raise ImportProblem(
                f"this file has more than {limits().rows:,} captions.",
                remedy="Split it, and upload the parts.",
                file=name,
            )
    if not any(cue.start is not None for cue in captions.cues):
        raise _no_times(captions, name)
    return captions


def seconds(clock: str) -> float:
    """`1:02:03.5` or `62:03,5` in seconds."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 6)


def _no_times(captions: Captions, name: str) -> ImportProblem:
    if captions.bad_times:
        message = f"no time in this file can be read; the first, in line {captions.bad_times[0]}, is malformed."
    else:
        message = "there are no captions with times in this file."
    return ImportProblem(
        message, remedy="Export it again as WebVTT or SubRip; if it is a transcript, save it as .txt.", file=name
    )


def _blocks(text: str, *, webvtt: bool) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines with the number of the first. WebVTT is strict about what an empty line is, and needs it to be."""
    block: list[str] = []
    number = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line if webvtt else line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield number - len(block) + 1, block


def _first_time(block: list[str]) -> int:
    """Which line of a header or a note is the first time, where the empty line after it is missing."""
    return next((index for index, line in enumerate(block) if _TIMING.match(line)), len(block))


def _read_block(captions: Captions, block: list[str], line_number: int) -> None:
    """Add the captions of a block. Where the empty line between captions is missing, it holds several."""
    opened = False
    waiting: list[str] = []
    for index, line in enumerate(block):
        timing = _TIMING.match(line)
        bad = timing is None and not opened and index <= 1 and _BAD_TIMING.match(line) is not None
        if timing or bad:
            name = _pop_name(waiting, opened)
            _keep(captions, waiting, opened)
            waiting, opened = [], True
            start, end = (seconds(timing[1]), seconds(timing[2])) if timing else (None, None)
            if start is None or end is None or end < start:
                captions.bad_times.append(line_number + index)
                end = None
            captions.cues.append(Cue(start, end, [], name))
        else:
            waiting.append(line)
    _keep(captions, waiting, opened)


def _pop_name(waiting: list[str], opened: bool) -> str:
    """The line above a time is the caption's name, within a block only if it is a number."""
    if waiting and (not opened or _NUMBER.fullmatch(waiting[-1])):
        return waiting.pop().strip()
    return ""


def _keep(captions: Captions, lines: list[str], opened: bool) -> None:
    lines = [line for line in lines if line.strip()]
    if not lines:
        return
    if not opened:
        captions.untimed += len(lines)
        if not captions.cues:
            captions.cues.append(Cue(None, None, []))
    captions.cues[-1].lines.extend(lines)
