"""Finds the turns of a transcript in its plain text. The text itself is never changed.

Offsets are code points. Turns come in order, do not overlap, and between them lies nothing but white space.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coding.sources.importers.problems import shorten
from coding.sources.importers.services import service_of, with_end_stamps
from coding.sources.importers.speakers import (
    LONGEST_LABEL,
    Candidate,
    candidate,
    could_be_name,
    counts_hours,
    is_prose,
    is_speaker,
    is_sure_form,
    looks_like_interviewer,
    row_ending_with_label,
    tidy,
)
from coding.sources.importers.turns import ParsedTurn

__all__ = ["ParsedTranscript", "ParsedTurn", "looks_like_interviewer", "recognise_turns", "rename_speakers"]

WRAPPED_AT = 100
NEARLY_ALL = 0.8
FEW_NAMES = 6  # in a longer transcript some name comes back
BEGINS_WITHIN = 300  # seconds: later, minutes and seconds may be hours and minutes of the day


@dataclass
class ParsedTranscript:
    text: str
    turns: list[ParsedTurn]
    speakers: list[str]
    assumed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    opens: Candidate | None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where a turn begins and where its speech may begin, as offsets of the text."""

    start: int
    body: int
    opens: Candidate


def recognise_turns(
    text: str, assumed: list[str] | None = None, bold: Mapping[int, int] | None = None
) -> ParsedTranscript:
    """The transcript with its turns.

    `bold` gives, for the offset of a line, how many of its first characters are in bold type; some
    transcripts mark a speaker by nothing else.
    """
    lines = _lines(text, bold or {})
    names, once = _speakers(lines)
    turns = with_end_stamps(text, list(_turns(text, lines, names)))
    speakers = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))
    used = [line.opens for line in lines if line.opens and line.opens.label.casefold() in names]
    return ParsedTranscript(
        text, turns, speakers, [*(assumed or []), *service_of(text, used), *once, *_once_only(lines, names)]
    )


def opening_lines(lines: Sequence[str]) -> list[bool]:
    """Which of the lines of a text begin a turn, by a speaker's label."""
    built = _lines("\n".join(lines), {})
    names, _said = _speakers(built)
    return [line.opens is not None and line.opens.label.casefold() in names for line in built]


def rename_speakers(parsed: ParsedTranscript, names: Mapping[str, str]) -> ParsedTranscript:
    """The transcript with speakers renamed; several that get one name become one speaker.

    `names` maps a speaker of `parsed` to the new name; a speaker that is not in it keeps its name. An empty
    name says that this was no speaker: the turn stays, without one, and its label counts as what was said.
    The text, the order and the edges of the turns stay as they are.
    """
    chosen = {old: " ".join(new.split()) for old, new in names.items()}
    turns = []
    for turn in parsed.turns:
        speaker = chosen.get(turn.speaker, turn.speaker) if turn.speaker else ""
        body = turn.start if turn.speaker and not speaker else turn.body_start
        turns.append(replace(turn, speaker=speaker, body_start=body))
    speakers = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))
    return replace(parsed, turns=turns, speakers=speakers)


def _lines(text: str, bold: Mapping[int, int]) -> list[_Line]:
    found: list[_Line] = []
    start = 0
    for line in text.split("\n"):
        opens = candidate(line, bold.get(start, 0)) if line.strip() else None
        found.append(_Line(start, line, opens, start in bold or line.lstrip().startswith(("**", "__"))))
        start += len(line) + 1
    return _with_names_alone(_with_names_below(_with_rows(found)))


def _with_rows(lines: list[_Line]) -> list[_Line]:
    """Rows of a table that end with who spoke: few names come again and again in the last cell, not in the first."""
    rows = {at: row for at, line in enumerate(lines) if (row := row_ending_with_label(line.text))}
    last = {row.label for row, _ in rows.values()}
    first = {cell for _, cell in rows.values()}
    if not rows or len(last) >= len(first) or len(last) > len(rows) / 2 or not all(map(could_be_name, last)):
        return lines
    return [replace(line, opens=rows[at][0]) if at in rows else line for at, line in enumerate(lines)]


def _with_names_below(lines: list[_Line]) -> list[_Line]:
    """Lines of nothing but a name between a time and words, as Teams writes them, are labels too.

    A name beside a time alone on its line is a label only if words follow on the next line.
    """
    after = [*lines[1:], None]
    seen = list(lines)
    for at, (line, follows) in enumerate(zip(lines, after, strict=True)):
        words_follow = (
            follows is not None
            and bool(follows.text.strip())
            and (follows.opens is None or follows.opens.form not in {"time", "before"})
        )
        if line.opens and line.opens.form == "before" and not words_follow:
            seen[at] = replace(line, opens=_time_of(line.opens))
        elif line.opens is None and at and words_follow and _is_bare_time(lines[at - 1]):
            label = tidy(line.text[: LONGEST_LABEL + 1])
            if len(line.text.strip()) <= LONGEST_LABEL and could_be_name(label) and line.text.rstrip()[-1].isalnum():
                seen[at] = replace(line, opens=Candidate(label, len(line.text), None, None, "below"))
    return seen


def _with_names_alone(lines: list[_Line]) -> list[_Line]:
    """Where no line opens by another label, `INTERVIEWER` alone on its line above words is one, if it comes back."""
    alone = {
        at: Candidate(label, len(line.text), None, None, "above")
        for at, line in enumerate(lines[:-1])
        if len(line.text) <= LONGEST_LABEL and lines[at + 1].text.strip() and is_sure_form(label := tidy(line.text))
    }
    labels = Counter(opens.label.casefold() for opens in alone.values())
    if len(labels) < 2 or max(labels.values()) < 2 or any(line.opens and line.opens.label for line in lines):
        return lines
    return [replace(line, opens=alone.get(at, line.opens)) for at, line in enumerate(lines)]


def _is_bare_time(line: _Line) -> bool:
    opens = line.opens
    return opens is not None and opens.form == "time" and not line.text[opens.body :].strip()


def _time_of(opens: Candidate) -> Candidate | None:
    """What is left of a label beside a time where it is no speaker: the time, if it can stand alone."""
    if opens.time_body is None:
        return None
    return Candidate("", opens.time_body, opens.time_start, opens.time_end, "time")


def _speakers(lines: list[_Line]) -> tuple[dict[str, str], list[str]]:
    """Folded label -> the speaker's name, spelled as it stands first; and what was assumed of them."""
    seen: Counter[str] = Counter()
    first: dict[str, Candidate] = {}
    for line in lines:
        if line.opens and line.opens.label:
            folded = line.opens.label.casefold()
            seen[folded] += 1
            first.setdefault(folded, line.opens)
    sure = {folded for folded, opens in first.items() if is_speaker(opens.label, seen[folded], opens.form)}
    timed = _timed_labels(lines)
    once = set() if sure else _few_timed_names(lines, timed)
    bold = _bold_as_others(lines, sure)
    sure |= once | bold | _between_times(timed, sure)
    names = {folded: opens.label for folded, opens in first.items() if folded in sure}
    assumed = []
    if once:
        assumed.append(f"{_listed(names, once)} were taken for speakers: each has a time beside it")
    if bold:
        assumed.append(f"taken for speakers, since they are in bold type as the others: {_listed(names, bold)}")
    return names, assumed


def _listed(names: dict[str, str], some: set[str]) -> str:
    return ", ".join(f'"{shorten(name)}"' for folded, name in names.items() if folded in some)


def _bold_as_others(lines: list[_Line], sure: set[str]) -> set[str]:
    """Folded names that are in bold type as those of speakers are, with words beside or below them as there.

    They count even if they stand once, else what they said would be the words of whoever spoke before.
    """
    opening = [line for line in lines if line.bold and line.opens and line.opens.label]
    known = [at for at, line in enumerate(opening) if line.opens.label.casefold() in sure]
    beside = {_has_words(opening[at]) for at in known}
    return {
        line.opens.label.casefold()
        for line in opening[known[0] if known else len(opening) :]
        if _has_words(line) in beside and could_be_name(line.opens.label) and not is_prose(line.opens.label)
    } - sure


def _has_words(line: _Line) -> bool:
    """Whether something is said on the line of the label."""
    return bool(line.text[line.opens.body :].strip())


def _timed_labels(lines: list[_Line]) -> list[Candidate]:
    """The labels that have a time, beside them or alone on the line above."""
    openings = [_timed(lines, at) for at, line in enumerate(lines) if line.opens and line.opens.label]
    return [opens for opens in openings if opens.time_start is not None]


def _few_timed_names(lines: list[_Line], timed: list[Candidate]) -> set[str]:
    """Folded names of a transcript so short that hardly a name comes back: all have a time in one form, in order."""
    names = {opens.label.casefold() for opens in timed}
    times = [opens.time_start for opens in timed]
    if not 2 <= len(names) <= FEW_NAMES or len({opens.form for opens in timed}) > 1 or times != sorted(times):
        return set()
    if not all(could_be_name(opens.label) and not is_prose(opens.label) for opens in timed):
        return set()
    if timed[0].form == "inline" and len(timed) < sum(bool(line.text.strip()) for line in lines):
        return set()
    of_the_day = times[0] > BEGINS_WITHIN and not any(counts_hours(line.text) for line in lines if line.opens)
    return set() if of_the_day else names


def _between_times(timed: list[Candidate], sure: set[str]) -> set[str]:
    """Folded names that are written as the speakers are and whose times fit between theirs, even if they stand once.

    Else the words of somebody who says one thing would be those of whoever spoke before.
    """
    more: set[str] = set()
    for form in {opens.form for opens in timed}:
        alike = [opens for opens in timed if opens.form == form]
        times = [opens.time_start for opens in alike if opens.label.casefold() in sure]
        if not times:
            continue
        around = [-1, *times, float("inf")]
        at = 0
        for opens in alike:
            if opens.label.casefold() in sure:
                at += 1
            elif around[at] <= opens.time_start <= around[at + 1] and could_be_name(opens.label):
                more.add(opens.label.casefold())
    return {folded for folded in more if not is_prose(folded)}


def _timed(lines: list[_Line], at: int) -> Candidate:
    """The label of a line; if it has no time, with the time that stands alone on the line above."""
    opens = lines[at].opens
    if opens.time_start is None and at and _is_bare_time(lines[at - 1]):
        return replace(opens, time_start=lines[at - 1].opens.time_start)
    return opens


def _once_only(lines: list[_Line], names: dict[str, str]) -> list[str]:
    """Labels that may be speakers after all, for the researcher to look at."""
    opening = [line.opens for line in lines if line.opens and line.opens.label]
    left = [
        opens
        for opens in opening
        if opens.label.casefold() not in names and could_be_name(opens.label) and not is_prose(opens.label)
    ]
    known = sum(opens.label.casefold() in names for opens in opening)
    alike = sum(opens.form == "colon" for opens in left)
    # Where nearly every line is labelled, what stands before a colon is hardly prose.
    labelled = known + alike >= NEARLY_ALL * sum(bool(line.text.strip()) for line in lines)
    doubtful = dict.fromkeys(
        opens.label
        for opens in left
        if (labelled and opens.form == "colon")
        or (known and opens.time_start is not None and opens.form in {"colon", "alone", "starred", "cells"})
    )
    return [f'"{shorten(label)}" was not taken for a speaker: it stands only once' for label in list(doubtful)[:5]]


def _turns(text: str, lines: list[_Line], names: dict[str, str]) -> Iterator[ParsedTurn]:
    opening = _opening(text, lines, names)
    yield from _paragraphs(text[: opening[0].start] if opening else text)
    speaker = ""
    for index, line in enumerate(opening):
        until = opening[index + 1].start if index + 1 < len(opening) else len(text)
        speaker = names.get(line.opens.label.casefold(), speaker)
        yield _turn(text, line, until, speaker)


def _opening(text: str, lines: list[_Line], names: dict[str, str]) -> list[_Opening]:
    """Where turns begin. A time on a line of its own belongs to the label on the next one."""
    times = sum(line.opens is not None and (not line.opens.label or line.opens.time_body is not None) for line in lines)
    found: list[_Opening] = []
    for line in lines:
        opens = line.opens
        if opens and opens.form == "before" and opens.label.casefold() not in names:
            opens = _time_of(opens)
        if opens is None or (opens.label.casefold() not in names if opens.label else not names and times < 2):
            continue
        start, body = line.start + _leading_space(line.text), line.start + opens.body
        last = found[-1] if found else None
        if last and not last.opens.label and opens.label and not text[last.body : start].strip():
            found.pop()
            start = last.start
            if opens.time_start is None:
                opens = replace(opens, time_start=last.opens.time_start, time_end=last.opens.time_end)
        found.append(_Opening(start, body, opens))
    return found


def _turn(text: str, opening: _Opening, until: int, speaker: str) -> ParsedTurn:
    end = opening.start + len(text[opening.start : until].rstrip())
    body = min(opening.body, end)
    body += _leading_space(text[body:end])
    return ParsedTurn(opening.start, body, end, speaker, opening.opens.time_start, opening.opens.time_end)


def _paragraphs(text: str) -> Iterator[ParsedTurn]:
    """Unlabelled text: a turn without a speaker for each paragraph."""
    separator = "\n\n" if _is_wrapped(text) else "\n"
    start = 0
    for paragraph in text.split(separator):
        if body := paragraph.strip():
            begins = start + _leading_space(paragraph)
            yield ParsedTurn(begins, begins, begins + len(body))
        start += len(paragraph) + len(separator)


def _is_wrapped(text: str) -> bool:
    """Whether lines were broken to fit a page, so that only an empty line ends a paragraph."""
    lengths = [len(line) for line in text.split("\n") if line.strip()]
    return "\n\n" in text.strip("\n") and bool(lengths) and max(lengths) <= WRAPPED_AT


def _leading_space(text: str) -> int:
    return len(text) - len(text.lstrip())
