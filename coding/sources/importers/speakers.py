"""Which labels at the start of a line name a speaker, and which lines could carry such a label."""

import re
from dataclasses import dataclass

LONGEST_LABEL = 48
HEAD = 200

_CLOCK = r"\d{1,3}:[0-5]?\d(?::[0-5]\d)?(?:[.,]\d{1,3})?"
_RANGE = rf"{_CLOCK}(?:\s*(?:-->|[-–—])\s*{_CLOCK})?"
_STAMP = rf"(?:\[{_RANGE}\]|\({_RANGE}\)|<{_RANGE}>|{_RANGE})"
_MARKS = r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]*"
_LABEL = rf"(?P<label>[^\s:：*\t\[\]\-–—•#>][^\n:：*\t\[\]]{{0,{LONGEST_LABEL - 1}}}?)"
_FIRST_STAMP = rf"(?:(?P<before>{_STAMP})[\s,\-–—]*)?"

# A label and a colon, perhaps with a time: `INTERVIEWER:`, `[00:01:02] Dr. A:`, `Anna (00:12):`
_COLON = re.compile(
    rf"{_MARKS}{_FIRST_STAMP}(?:\*\*|__)?\[?{_LABEL}\]?(?:\*\*|__)?\s*(?P<after>{_STAMP})?\s*"
    rf"(?::(?:\*\*|__)?(?=\s|$)|：(?:\*\*|__)?)"
)
# A label and a time on a line of its own: `Anna 00:12`, `**Anna** (00:12)`, `[Anna] 10:05:01`
_ALONE = re.compile(rf"{_MARKS}(?:\*\*|__)?\[?{_LABEL}\]?(?:\*\*|__)?[\s,]+(?P<after>{_STAMP})\s*$")
# A label in Markdown's bold, perhaps with a time: `**Anna** (00:12) Yes`
_STARRED = re.compile(rf"{_MARKS}{_FIRST_STAMP}(?:\*\*|__){_LABEL}(?:\*\*|__)[ \t]*(?P<after>{_STAMP})?(?=\s|$)")
# Cells of a table row, as they come out of a word processor: time, label, what was said
_CELLS = re.compile(
    rf"{_MARKS}(?:(?P<before>{_STAMP})[ ]*\t+)?{_LABEL}[ ]*:?[ ]*\t+(?:(?P<after>{_STAMP})[ ]*\t+)?(?=\S)"
)
# A time and no label: whoever spoke goes on
_TIME_ONLY = re.compile(
    rf"{_MARKS}(?P<before>\[{_RANGE}\]|\({_RANGE}\)|\d{{1,2}}:[0-5]\d:[0-5]\d(?:[.,]\d{{1,3}})?(?:\s*(?:-->|[-–—])\s*{_CLOCK})?)(?=\s|$)"
)

_NUMBER = r"(?:[\s._-]*#?\d{1,4}[a-z]?|\s+(?:[a-z]|one|two|three|four|five|six))?"
_INTERVIEWERS = (
    r"interviewer(?:in)?(?:\s[\w.]+)?|int|iv|ivr|i|q|question|moderator(?:in)?(?:\s[\w.]+)?|mod|facilitator(?:\s[\w.]+)?|fac|researcher|host|ai|assistant|"
    r"interviewende|interviewende person|frage|enquêteur|enquêtrice|intervieweur|entrevistador(?:a)?|"
    r"intervistatore|intervistatrice|onderzoeker|면담자|인터뷰어|연구자|진행자|질문|질|문|访谈者|采访者|主持人|"
    r"問|问|聞き手|インタビュアー|司会|المحاور|الباحث|מראיין|מראיינת|سوال|سائل"
)
_PARTICIPANTS = (
    r"participant(?:in)?|p|respondent|resp|r|interviewee|interviewed|subject|informant|a|answer|speaker|spk|user|"
    r"doctor|dr|patient|pt|therapist|counsel+or|client|clinician|physician|psychiatrist|psychologist|nurse|carer|"
    r"male|female|m|f|male voice|female voice|man|woman|unknown|unknown speaker|unidentified speaker|all|"
    r"teilnehmer(?:in)?|befragte[r]?|antwort|b|participante|entrevistad[oa]|enquêtée?|"
    r"참여자|참가자|응답자|면담대상자|답변|답|受访者|被访者|答|話し手|参加者|回答者|المشارك|المشاركة|משתתף|משתתפת|جواب"
)
_INTERVIEWER = re.compile(rf"(?:the\s+)?(?:{_INTERVIEWERS}){_NUMBER}", re.IGNORECASE)
_PARTICIPANT = re.compile(rf"(?:the\s+)?(?:{_PARTICIPANTS}){_NUMBER}", re.IGNORECASE)
# Known labels that are words of prose too: they must stand at least twice.
_WEAK = re.compile(
    r"[^\W\d_]|int|part|ai|all|man|woman|male|female|question|answer|frage|antwort|user|host|subject|client|dr",
    re.IGNORECASE,
)
_PARTICLES = {
    "de",
    "da",
    "do",
    "di",
    "van",
    "von",
    "der",
    "den",
    "la",
    "le",
    "el",
    "al",
    "bin",
    "ibn",
    "and",
    "y",
    "of",
}
_PROSE = (
    "note|notes|nb|ps|however|example|examples|for example|warning|summary|conclusion|results|"
    "result|methods|discussion|background|abstract|introduction|keywords|source|date|time|"
    "location|place|duration|title|subject|topic|transcript|recording|file|comment|comments|also|"
    "first|second|third|finally|remember|important|tip|step|update|edit|re|fwd|from|to|cc|http|"
    "https|url|page|figure|table|section|yes|no|ok|okay|well|so|but|and|or|then|pros|cons|"
    "advantages|disadvantages"
)
_NEVER = frozenset(_PROSE.split("|"))


@dataclass(frozen=True)
class Candidate:
    """A line that may open a turn. `body` counts from the start of the line; a time alone has no label."""

    label: str
    body: int
    time_start: float | None
    time_end: float | None
    form: str


def candidate(line: str, bold: int = 0) -> Candidate | None:
    """What the start of a line could be as a label; `bold` is how many characters of it are in bold type."""
    head = line[:HEAD]
    for form, pattern in (("colon", _COLON), ("alone", _ALONE), ("starred", _STARRED), ("cells", _CELLS)):
        found = pattern.match(head)
        if found and (form != "alone" or len(line) <= HEAD):
            return _candidate(found, tidy(found["label"]), form)
    if bold and (label := tidy(line[:bold])) and len(label) <= LONGEST_LABEL:
        return Candidate(label, bold, None, None, "bold")
    found = _TIME_ONLY.match(head)
    return _candidate(found, "", "time") if found else None


def _candidate(found: re.Match[str], label: str, form: str) -> Candidate:
    groups = found.groupdict()
    times = [seconds(clock) for clock in re.findall(_CLOCK, groups.get("before") or groups.get("after") or "")]
    return Candidate(label, found.end(), times[0] if times else None, times[1] if len(times) > 1 else None, form)


def seconds(clock: str) -> float:
    """`1:02:03.5` or `62:03` in seconds."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def tidy(label: str) -> str:
    """The speaker's name in a label: spaces made single, stars, colon and a remark in brackets taken off."""
    name = " ".join(label.strip(" \t*_:：,-–—").split())
    return re.sub(r"(?<=\S)\s*\([^()]{1,30}\)$", "", name)


def looks_like_interviewer(label: str) -> bool:
    """Whether a label is one that transcripts give to who asks the questions."""
    return _INTERVIEWER.fullmatch(tidy(label)) is not None


def is_known_form(label: str) -> bool:
    """Whether a label is one that transcripts give to an interviewer or a participant, whatever the study."""
    return looks_like_interviewer(label) or _PARTICIPANT.fullmatch(tidy(label)) is not None


def is_speaker(label: str, times_seen: int, form: str) -> bool:
    """Whether a label that opens `times_seen` lines names a speaker rather than being a piece of prose."""
    if label.casefold() in _NEVER:
        return False
    if is_known_form(label):
        return times_seen > 1 or not _WEAK.fullmatch(label)
    if form in {"colon", "cells"} and "," in label:
        return False
    if looks_like_name(label):
        return times_seen > 1
    return times_seen > 2 and " " not in label and any(map(str.isalpha, label))


def looks_like_name(label: str) -> bool:
    """One to five words with capitals, or in a script without: `Dr. A`, `Anna van Dijk`, `김민지`."""
    words = label.split()
    if not 1 <= len(words) <= 5 or not words[0][0].isalpha() or re.search(r"[!?;\"“”()]", label):
        return False
    return all(word.casefold() in _PARTICLES or not word[0].islower() for word in words)
