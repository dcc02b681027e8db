"""What is particular to the transcripts of single services: their names, and times at the end of a turn."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from coding.sources.importers.speakers import F4_STAMP, Candidate, seconds
from coding.sources.importers.turns import ParsedTurn

ENOUGH = 4  # labels of one form before it is called by the name of a service

_F4 = re.compile(F4_STAMP)
# Form of most labels -> what the transcript was read as
_READ_AS = {
    "alone": "read as an Otter or Teams transcript: name and time on a line of their own",
    "below": "read as a Teams transcript: times on a line of their own, the name on the next",
    "before": "read as a Happy Scribe transcript: time and name on a line of their own",
    "inline": "read as a Trint transcript: the name, the time in brackets, then the words",
    "row": "read as an NVivo transcript: rows of time, words and name",
}


def service_of(text: str, labels: Sequence[Candidate]) -> list[str]:
    """A sentence on the service whose form most labels have; nothing for forms that nobody owns."""
    if len(_F4.findall(text)) >= ENOUGH:
        return ["read as an f4 or MAXQDA transcript: #times# at the end of a paragraph end its turn"]
    forms = Counter(label.form for label in labels)
    if not forms or forms.most_common(1)[0][1] < ENOUGH:
        return []
    sentence = _READ_AS.get(forms.most_common(1)[0][0])
    return [sentence] if sentence else []


def with_end_stamps(text: str, turns: list[ParsedTurn]) -> list[ParsedTurn]:
    """Turns with the times that f4 writes where a paragraph ends: `Yes. #00:01:02-3#`.

    Such a time is when the turn ended and the next began.
    """
    if not _F4.search(text):
        return turns
    timed: list[ParsedTurn] = []
    began: float | None = None
    for turn in turns:
        stamps = list(_F4.finditer(text, turn.body_start, turn.end))
        last = stamps[-1] if stamps else None
        ended = _seconds(last[0]) if last and last.end() == turn.end else None
        if turn.time_start is None:
            timed.append(replace(turn, time_start=began, time_end=ended))
        else:
            timed.append(replace(turn, time_end=turn.time_end if ended is None else ended))
        began = ended
    return timed


def _seconds(stamp: str) -> float:
    """`#00:01:02-3#` counts tenths of a second at its end."""
    return seconds(stamp.strip("#").replace("-", "."))
