"""How the exports of survey programs look: each function says whether it knows the first records of a table.

Records are (row number, cells), cells without doubled blanks and all rows as wide as the widest. What a program keeps
about the respondent or the session is left out; a researcher can bring it back on the mapping page.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from coding.sources.importers.layouts import Layout, Records, layout_of
from coding.sources.importers.table import ColumnHint

LONGEST_HEADER = 480
_TICKS = frozenset(("y", "n", "yes", "no", "ja", "nein", "oui", "non", "checked", "unchecked"))
_TICKED = _TICKS - {"n", "no", "nein", "non", "unchecked"}
_MOMENT = re.compile(r"\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,4}.*\d{1,2}[:.]\d{2}")
Hints = list[ColumnHint | None]


def _id(program: str) -> ColumnHint:
    return ColumnHint(role="id", why=f"the number that {program} gives each respondent")


def _session(program: str) -> ColumnHint:
    return ColumnHint(role="leave_out", why=f"what {program} notes of the session, no answer")


def _box(question: str, choice: str) -> ColumnHint:
    choice = choice.replace(";", ",")
    return ColumnHint(role="closed", kind="multiple", group=question, choice=choice, why="one choice of several")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_HEADER else text[: LONGEST_HEADER - 1].rstrip() + "…"


def _by_text(names: Sequence[str], texts: Sequence[str], keep: re.Pattern[str]) -> list[str]:
    """The question's text where only one column has it, else its short name with the text; `keep` the short name."""
    times = Counter(texts)
    return [
        name
        if keep.fullmatch(name) or not text or text == name
        else _shortened(text if times[text] == 1 else f"{name}: {text}")
        for name, text in zip(names, texts, strict=True)
    ]


def _place(names: Sequence[str], *wanted: str) -> int | None:
    """Where the first column called one of these is, whatever its case."""
    return next((at for at, name in enumerate(names) if name.casefold() in wanted), None)


def _values(records: Records, at: int) -> set[str]:
    return {row[at].casefold() for _number, row in records if row[at]}


def _row(records: Records, at: int) -> list[str]:
    return records[at][1] if at < len(records) else [""] * len(records[0][1])


# Qualtrics: short names, the questions' texts, and a row of {"ImportId": ...}, which older exports do not have.
_QUALTRICS = re.compile(
    r"startdate|enddate|status|ipaddress|progress|duration.*|finished|recordeddate|recipient.*|externalreference|"
    r"externaldatareference|location(?:latitude|longitude|accuracy)|distributionchannel|userlanguage|responseset|"
    r"emailaddress|q_.*|v[1-9]|v10|response_?id",
    re.IGNORECASE,
)


def qualtrics(records: Records) -> Layout | None:
    names, texts, keys = (_row(records, at) for at in range(3))
    has_keys = any(cell.startswith('{"ImportId"') for cell in keys)
    old = names[0] == "V1" and texts[0].casefold() == "responseid"
    at = 0 if old else _place(names, "responseid")
    started = _place(names, "startdate")
    described = started is not None and bool(texts[started]) and not _MOMENT.search(texts[started])
    if not (has_keys or old or (at is not None and described)):
        return None
    hints: Hints = [_session("Qualtrics") if _QUALTRICS.fullmatch(name) else None for name in names]
    if has_keys:
        hints = [hint or _choice_of(key, text) for hint, key, text in zip(hints, keys, texts, strict=True)]
    if at is not None:
        hints[at] = _id("Qualtrics")
    header = _by_text(names, texts, _QUALTRICS)
    if old:
        header = [
            text if _QUALTRICS.fullmatch(name) and text else called
            for name, text, called in zip(names, texts, header, strict=True)
        ]
    return layout_of("Qualtrics", records, 3 if has_keys else 2, header, hints, names)


def _choice_of(key: str, text: str) -> ColumnHint | None:
    """A column that stands for one choice of a question says so beside its id."""
    try:
        said = json.loads(key)
    except ValueError:
        return None
    question, dash, choice = text.rpartition(" - ")
    if not isinstance(said, dict) or "choiceId" not in said or not dash or "_TEXT" in str(said.get("ImportId")):
        return None
    return _box(question.removesuffix(" - Selected Choice"), choice)


# SurveyMonkey: the questions, which stand over their first column alone, and below them their options.
_MONKEY = re.compile(
    r"respondent[ _]?id|collector[ _]?id|start date|end date|date[ _]created|date[ _]modified|ip[ _]address|"
    r"email[ _]address|first[ _]name|last[ _]name|custom(?: data)?[ _]\d+",
    re.IGNORECASE,
)
_FREE = re.compile(r"\bother\b|specify|comment", re.IGNORECASE)  # an option with a text of one's own
_OPEN_ENDED = frozenset(("", "response", "open-ended response"))


def survey_monkey(records: Records) -> Layout | None:
    names, options = _row(records, 0), _row(records, 1)
    if _place(names, "respondent id", "respondent_id") != 0 or _place(names, "collector id", "collector_id") is None:
        return None
    rows = 2 if not options[0] and any(options) else 1
    options = options if rows == 2 else [""] * len(names)
    questions, header = list(names), []
    for at, option in enumerate(options):
        if at and not questions[at] and option:
            questions[at] = questions[at - 1]
        plain = option.casefold() in _OPEN_ENDED
        header.append(_shortened(questions[at] if plain else f"{questions[at]} | {option}"))
    hints: Hints = [_session("SurveyMonkey") if _MONKEY.fullmatch(name) else None for name in names]
    for columns in _together(questions):
        boxes = [at for at in columns if not _FREE.search(options[at])]
        if len(boxes) > 1 and _each_its_own(records[rows:], boxes, options):
            for at in boxes:
                hints[at] = _box(questions[at], options[at])
    hints[0] = _id("SurveyMonkey")
    return layout_of("SurveyMonkey", records, rows, header, hints)


def _together(questions: Sequence[str]) -> Iterable[list[int]]:
    """The columns of each question."""
    columns: dict[str, list[int]] = defaultdict(list)
    for at, question in enumerate(questions):
        if question:
            columns[question].append(at)
    return columns.values()


def _each_its_own(records: Records, columns: list[int], options: Sequence[str]) -> bool:
    """Whether each column holds nothing but its own option: boxes to tick, not a grid or a free text."""
    seen = [_values(records, at) for at in columns]
    return any(seen) and all(values <= {options[at].casefold()} for at, values in zip(columns, seen, strict=True))


# LimeSurvey: codes, texts, or both: "id", "Response ID", "id. Response ID".
_LIME = {
    "id": ("id", "response id", "antwort id", "antwort-id"),
    "submitdate": ("submitdate", "date submitted", "datum abgeschickt", "abgabedatum"),
    "lastpage": ("lastpage", "last page", "letzte seite"),
    "startlanguage": ("startlanguage", "start language", "start-sprache", "startsprache"),
    "seed": ("seed", "zufallsstartwert"),
    "startdate": ("startdate", "date started", "datum gestartet"),
    "datestamp": ("datestamp", "date last action", "datum letzte aktivität"),
    "ipaddr": ("ipaddr", "ip address", "ip-adresse"),
    "refurl": ("refurl", "referrer url"),
    "token": ("token", "access code", "zugangscode", "zugangsschlüssel"),
    "interviewtime": ("interviewtime", "total time", "gesamtzeit"),
}
_LIME_WORDS = {word: meaning for meaning, words in _LIME.items() for word in words}
_LIME_CODE = re.compile(r"[A-Za-z]\w*(?:\[[^\]]*\])*\.\s+(?=\S)")
_LIME_PART = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]")


def lime_survey(records: Records) -> Layout | None:
    names = _row(records, 0)
    meanings = [_lime_meaning(name) for name in names]
    if "id" not in meanings[:3] or len({"submitdate", "lastpage", "startlanguage", "seed"} & set(meanings)) < 3:
        return None
    texts = [
        name if meaning else _LIME_CODE.sub("", name, count=1) for name, meaning in zip(names, meanings, strict=True)
    ]
    header = [text if texts.count(text) == 1 else name for name, text in zip(names, texts, strict=True)]
    hints: Hints = [_session("LimeSurvey") if meaning else None for meaning in meanings]
    parts = [_LIME_PART.fullmatch(text) for text in texts]
    for columns in _together(
        [part[1] if part and not meaning else "" for part, meaning in zip(parts, meanings, strict=True)]
    ):
        boxes = [at for at in columns if parts[at][2].casefold() not in {"other", "sonstiges", "comment"}]  # type: ignore[index]
        seen = [_values(records[1:], at) for at in boxes]
        if len(boxes) > 1 and all(values <= _TICKS for values in seen) and any(values & _TICKED for values in seen):
            for at in boxes:
                hints[at] = _box(parts[at][1], parts[at][2])  # type: ignore[index]
    hints[meanings.index("id")] = _id("LimeSurvey")
    codes = [found[0].strip(". ") if (found := _LIME_CODE.match(name)) else "" for name in names]
    return layout_of("LimeSurvey", records, 1, [_shortened(name) for name in header], hints, codes)


def _lime_meaning(name: str) -> str:
    words = [name.casefold(), *name.casefold().split(". ", 1)[:1]]
    return next((_LIME_WORDS[word] for word in words if word in _LIME_WORDS), "")


# REDCap: variables by their names, or by their labels.
_REDCAP = re.compile(
    r"redcap_(?:event_name|repeat_instrument|repeat_instance|survey_identifier|data_access_group)|.*_timestamp|.*_complete|"
    r"complete\?|event name|survey identifier|survey timestamp|repeat instrument|repeat instance|data access group",
    re.IGNORECASE,
)
_REDCAP_BOX = re.compile(r"(.+?)(?:___(.+)| \(choice=(.*)\))")


def redcap(records: Records) -> Layout | None:
    names = _row(records, 0)
    marked = any(name.startswith("redcap_") or "(choice=" in name for name in names)
    ends = any(name.endswith("_complete") or name == "Complete?" for name in names)
    record = names[0].casefold() in {"record_id", "record id"}
    if sum((marked, ends, record)) < 2:
        return None
    hints: Hints = [_session("REDCap") if _REDCAP.fullmatch(name) else None for name in names]
    for at, name in enumerate(names):
        if found := _REDCAP_BOX.fullmatch(name):
            hints[at] = _box(found[1], found[2] or found[3] or "")
    hints[0] = _id("REDCap")
    layout = layout_of("REDCap", records, 1, names, hints)
    ids = Counter(row[0] for _number, row in records[1:])
    if max(ids.values(), default=0) > 1:
        layout.said.append(
            "some records have several rows, of events or repeated forms: those that do not contradict each other are "
            "joined; if yours do, export one event or form at a time"
        )
    return layout


# SoSci Survey: names of variables, then often their labels.
_SOSCI = re.compile(
    r"case|serial|ref|questnnr|mode|language|started|lastdata|status|finished|q_viewer|lastpage|maxpage|missing|"
    r"missrel|time_rsi|time_sum|deg_time|deg_miss|deg_max|mailsent|time\d+",
    re.IGNORECASE,
)


def sosci(records: Records) -> Layout | None:
    names, labels = _row(records, 0), _row(records, 1)
    if not {"CASE", "QUESTNNR", "STARTED"} <= set(names):
        return None
    case = names.index("CASE")
    rows = 2 if labels[case] and not labels[case].isdecimal() else 1
    hints: Hints = [_session("SoSci Survey") if _SOSCI.fullmatch(name) else None for name in names]
    hints[case] = _id("SoSci Survey")
    header = _by_text(names, labels, _SOSCI) if rows == 2 else names
    return layout_of("SoSci Survey", records, rows, header, hints, names)


_GOOGLE = re.compile(
    "timestamp|zeitstempel|horodateur|marca temporal|carimbo de data/hora|informazioni cronologiche|tijdstempel|"
    "タイムスタンプ|타임스탬프|时间戳记|時間戳記",
    re.IGNORECASE,
)


def google_forms(records: Records) -> Layout | None:
    names = _row(records, 0)
    if not _GOOGLE.fullmatch(names[0]) or not any(_MOMENT.match(row[0]) for _number, row in records[1:]):
        return None
    hints: Hints = [_session("Google Forms"), *[None] * (len(names) - 1)]
    return layout_of("Google Forms", records, 1, names, hints)


_MICROSOFT = frozenset(("start time", "completion time", "email", "name", "last modified time", "language"))


def microsoft_forms(records: Records) -> Layout | None:
    names = _row(records, 0)
    said = {name.casefold() for name in names[:7]}
    if names[0].casefold() != "id" or not {"start time", "completion time"} <= said:
        return None
    hints: Hints = [
        _session("Microsoft Forms") if at < 7 and name.casefold() in _MICROSOFT else None
        for at, name in enumerate(names)
    ]
    hints[0] = _id("Microsoft Forms")
    return layout_of("Microsoft Forms", records, 1, names, hints)


PROGRAMS = (qualtrics, survey_monkey, lime_survey, redcap, sosci, microsoft_forms, google_forms)
