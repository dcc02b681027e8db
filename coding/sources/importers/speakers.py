"""Which labels at the start of a line name a speaker, and which lines could carry such a label."""

import re
from dataclasses import dataclass

from coding.sources.importers.speaker_words import INTERVIEWER, NEVER, PARTICIPANT, PARTICLES, WEAK

LONGEST_LABEL = 48
HEAD = 200

_CLOCK = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?"
_LOOSE_CLOCK = r"\d{1,3}:[0-5]?\d:[0-5]?\d(?:[.,]\d{1,7})?"
_HMS = r"\d{1,2}:[0-5]\d:[0-5]\d(?:[.,]\d{1,3})?"
F4_STAMP = r"#\d{1,2}:[0-5]\d:[0-5]\d-\d#"
_RANGE = rf"{_CLOCK}(?:\s*(?:-->|[-–—])\s*{_CLOCK})?"
_ENCLOSED = rf"\[{_RANGE}\]|\({_RANGE}\)|<{_RANGE}>|{F4_STAMP}"
_STAMP = rf"(?:{_ENCLOSED}|{_RANGE})"
_MARKS = r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]*"
_LABEL = rf"(?P<label>[^\s:：*\t\[\]\-–—•#>][^\n:：*\t\[\]]{{0,{LONGEST_LABEL - 1}}}?)"
_FIRST_STAMP = rf"(?:(?P<before>{_STAMP})[\s,\-–—]*)?"
_ROW_NUMBER = r"(?:\d{1,5}[ ]*\t+)?"

# A label and a colon, perhaps with a time before, within or after: `INTERVIEWER:`, `[00:01:02] Dr. A:`,
# `Anna (00:12):`, `Anna: [00:00:12]`
_COLON = re.compile(
    rf"{_MARKS}{_FIRST_STAMP}(?:>>+\s*)?(?:\*\*|__)?\[?{_LABEL}\]?(?:\*\*|__)?\s*(?P<after>{_STAMP})?\s*"
    rf"(?::(?:\*\*|__)?(?=\s|$)|：(?:\*\*|__)?)"
    rf"(?:[ \t]*(?P<later>{_ENCLOSED}|(?<=\t){_RANGE}(?=\t)|{_HMS})(?=\s|$))?"
)
# A label and a time on a line of its own: `Anna 00:12`, `**Anna** (00:12)`, `[Anna] 10:05:01`
_ALONE = re.compile(rf"{_MARKS}(?:\*\*|__)?\[?{_LABEL}\]?(?:\*\*|__)?[\s,]+(?P<after>{_STAMP})\s*$")
# A label in Markdown's bold, perhaps with a time: `**Anna** (00:12) Yes`
_STARRED = re.compile(rf"{_MARKS}{_FIRST_STAMP}(?:\*\*|__){_LABEL}(?:\*\*|__)[ \t]*(?P<after>{_STAMP})?(?=\s|$)")
# Cells of a table row, as they come out of a word processor: time, label, what was said
_CELLS = re.compile(
    rf"{_MARKS}{_ROW_NUMBER}(?:(?P<before>{_STAMP})[ ]*\t+)?{_LABEL}[ ]*:?[ ]*\t+(?:(?P<after>{_STAMP})[ ]*\t+)?(?=\S)"
)
# A label and an enclosed time before what was said: `Anna Lee [00:00:12] Yes`
_INLINE = re.compile(rf"{_MARKS}{_LABEL}[ \t]+(?P<after>\[{_RANGE}\]|\({_RANGE}\))(?=\s)")
# A time and a label on a line of their own: `[00:00:10.150] - Anna Lee`, `00:01 Speaker 1`
_BEFORE = re.compile(rf"{_MARKS}(?P<before>{_STAMP})[ \t]*(?P<dash>[-–—])?[ \t]*{_LABEL}[ \t]*$")
# A row whose last cell is the label: time, what was said, label
_ROW_TIME = re.compile(rf"{_MARKS}{_ROW_NUMBER}(?P<before>{_RANGE})[ ]*\t+(?=\S)")
# A time and no label: whoever spoke goes on
_TIME_ONLY = re.compile(
    rf"{_MARKS}(?P<before>\[{_RANGE}\]|\({_RANGE}\)|{F4_STAMP}|{_LOOSE_CLOCK}\s*-->\s*{_LOOSE_CLOCK}|"
    rf"{_HMS}(?:\s*(?:-->|[-–—])\s*{_CLOCK})?)(?=\s|$)"
)
# Without one of these no pattern matches; most lines of long turns have none.
_MAY_OPEN = re.compile(r"[:：\t]|\*\*|__")
_FORMS = (("colon", _COLON), ("alone", _ALONE), ("starred", _STARRED))
_OF_THE_DAY = re.compile(r"\d{1,2}:\d\d(?:\s*[-–—]\s*\d{1,2}:\d\d)?")
_WITH_HOURS = re.compile(r"\d:[0-5]?\d:[0-5]?\d")
_ID = re.compile(r"[iq][\s._-]*\d{2,4}[a-z]?", re.IGNORECASE)  # `I12`, `Q164`: somebody who was interviewed
_ASIDE = re.compile(r"(?<=\S)\s*\([^()]{1,30}\)$")
_CLOCKS = re.compile(rf"{_LOOSE_CLOCK}|{_CLOCK}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may open a turn. `body` counts from the start of the line; a time alone has no label.

    Where the label turns out to be no speaker, `time_body` is where the words begin after a time that stands first.
    """

    label: str
    body: int
    time_start: float | None
    time_end: float | None
    form: str
    time_body: int | None = None


def candidate(line: str, bold: int = 0) -> Candidate | None:
    """What the start of a line could be as a label; `bold` is how many characters of it are in bold type."""
    head = line[:HEAD]
    if not bold and not _MAY_OPEN.search(head):
        return None
    in_bold = tidy(line[:bold]) if bold <= HEAD else ""
    in_bold = in_bold if len(in_bold) <= LONGEST_LABEL else ""
    for form, pattern in _FORMS:
        found = pattern.match(head)
        if found and (form != "alone" or len(line) <= HEAD):
            label = tidy(found["label"])
            # A colon far behind a name in bold type is one of the words.
            if not in_bold or len(label) <= len(in_bold):
                return _candidate(found, label, form)
    if found := _CELLS.match(head):
        return _candidate(found, tidy(found["label"]), "cells")
    if in_bold:
        timed = _INLINE.match(head)
        if timed and len(tidy(timed["label"])) <= len(in_bold):
            return _candidate(timed, tidy(timed["label"]), "bold")
        return Candidate(in_bold, bold, None, None, "bold")
    return _beside_time(line, head)


def _beside_time(line: str, head: str) -> Candidate | None:
    """A name without a colon before or after a time, or the time alone."""
    time = _TIME_ONLY.match(head)
    before = _BEFORE.match(head) if len(line) <= HEAD else None
    if before and _is_label_after_time(before):
        return _candidate(before, tidy(before["label"]), "before", time.end() if time else None)
    inline = _INLINE.match(head)
    if inline and could_be_name(tidy(inline["label"])):
        return _candidate(inline, tidy(inline["label"]), "inline")
    return _candidate(time, "", "time") if time else None


def _is_label_after_time(found: re.Match[str]) -> bool:
    """Whether it is no sentence; and after a time of the clock, as in a diary (`12:30 Lunch`), a known label."""
    if found["label"].rstrip().endswith((".", "…", ",")):
        return False
    label = tidy(found["label"])
    return is_known_form(label) if _OF_THE_DAY.fullmatch(found["before"]) else could_be_name(label)


def row_ending_with_label(line: str) -> tuple[Candidate, str] | None:
    """A table row of a time, what was said and who said it, as NVivo writes it; and its cell after the time.

    Whether the last cell is the label or the first one only the whole table shows.
    """
    time = _ROW_TIME.match(line[:HEAD])
    if time is None:
        return None
    words, tab, last = line[time.end() :].rstrip().rpartition("\t")
    if not tab or not words.strip() or len(last) > LONGEST_LABEL:
        return None
    return _candidate(time, tidy(last), "row"), tidy(words.partition("\t")[0])


def _candidate(found: re.Match[str], label: str, form: str, time_body: int | None = None) -> Candidate:
    groups = found.groupdict()
    stamp = groups.get("before") or groups.get("after") or groups.get("later") or ""
    times = [seconds(clock) for clock in _CLOCKS.findall(stamp.replace("-", ".") if stamp[:1] == "#" else stamp)]
    end = found.end()
    return Candidate(label, end, times[0] if times else None, times[1] if len(times) > 1 else None, form, time_body)


def seconds(clock: str) -> float:
    """`1:02:03.5` or `62:03` in seconds."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 6)


def tidy(label: str) -> str:
    """The speaker's name in a label: spaces made single, stars, colon and a remark in brackets taken off."""
    name = " ".join(label.strip(" \t*_:：,-–—").split())
    return _ASIDE.sub("", name) if name.endswith(")") else name


def looks_like_interviewer(label: str) -> bool:
    """Whether a label is one that transcripts give to who asks the questions."""
    return INTERVIEWER.fullmatch(tidy(label)) is not None and not _ID.fullmatch(tidy(label))


def is_known_form(label: str) -> bool:
    """Whether a label is one that transcripts give to an interviewer or a participant, whatever the study."""
    return (
        looks_like_interviewer(label) or (PARTICIPANT.fullmatch(tidy(label)) or _ID.fullmatch(tidy(label))) is not None
    )


def counts_hours(line: str) -> bool:
    """Whether a time with hours, minutes and seconds stands near the start of a line."""
    return _WITH_HOURS.search(line[:HEAD]) is not None


def is_sure_form(label: str) -> bool:
    """Whether a label is such a one and no word of prose."""
    return is_known_form(label) and not WEAK.fullmatch(tidy(label))


def is_speaker(label: str, times_seen: int, form: str) -> bool:
    """Whether a label that opens `times_seen` lines names a speaker rather than being a piece of prose."""
    if is_prose(label):
        return False
    if is_known_form(label):
        return times_seen > 1 or not WEAK.fullmatch(label)
    if form in {"colon", "cells"} and "," in label:
        return False
    if looks_like_name(label):
        return times_seen > (2 if form == "inline" else 1)
    return times_seen > 2 and " " not in label and any(map(str.isalpha, label))


def is_prose(label: str) -> bool:
    """Whether a label is a word that often stands before a colon or a time and names nobody: `Note`, `Yes`."""
    return label.casefold() in NEVER


def could_be_name(label: str) -> bool:
    """Whether a label without a colon could name a speaker: a name, or `therapist`; a letter alone is a word."""
    return looks_like_name(label) or (len(label) > 1 and is_known_form(label))


def looks_like_name(label: str) -> bool:
    """One to five words with capitals, or in a script without: `Dr. A`, `Anna van Dijk`, `김민지`."""
    words = label.split()
    if not 1 <= len(words) <= 5 or not words[0][0].isalpha() or re.search(r"[!?;\"“”()]", label):
        return False
    return all(word.casefold() in PARTICLES or not word[0].islower() for word in words)
