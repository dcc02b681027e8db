"""What has a form of its own in any language: addresses of the net, telephone numbers, numbers of records. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding.deidentification.detecting.dates import dates_in
from coding.deidentification.detecting.kinds import EMAIL, OTHER, PERSON, PLACE, RECORD, TELEPHONE, Found
from coding.deidentification.detecting.words import GIVEN_NAMES, KNOWN_TO_ALL, NAME_LINKS, NOBODY, TITLES

# Bounded on every side, so that a long run of letters costs no more than its length.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[^\W_](?:[\w-]{0,62}\.){1,5}[^\W\d_]{2,24}")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”()]{3,500}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z][\w.]{2,30}\b")

_DIGITS = re.compile(r"\+?\(?\d[\d \t().\-/\u2010-\u2013]{5,22}\d")
_PHONE_FORMS = re.compile(
    r"(?:\+\d{1,3}[\s().-]*(?:\d[\s().-]*){6,12}\d"
    r"|\(0?\d{2,5}\)\s?\d{2,4}[\s.-]?\d{3,5}"
    r"|\d{3}[-.\s]\d{3,4}[-.\s]\d{4}"
    r"|\b0\d{1,4}[\s/-]\d{3,4}[\s-]?\d{3,5}"
    r"|\b0\d{9,10}\b"
    r"|\d{3}-\d{4}\b)"
)
_PHONE_WORDS = re.compile(
    r"(?:\b(?:tele)?phone|\bmobile|\bcell|\btel\b|\bcall(?:ed)?\b|\bring\b|\btext\b|\bfax|\bwhatsapp|telefon|handy|"
    r"teléfono|téléphone|\bnumber\b|전화|연락처|電話|电话)[^\n\d]{0,30}$",
    re.IGNORECASE,
)
REGIONS = ("GB", "US", "DE", "KR", "FR", "IE", "AU", "IN", "ES", "NL")

_RECORD_WORDS = re.compile(
    r"(?:\b(?:hospital|patient|medical|record|case|file|chart|policy|insurance|passport|licen[cs]e|account|member(?:ship)?|"
    r"student|employee|staff|national|social security|study|referral|booking|ticket|invoice|reference|ref|registration|"
    r"nhs|mrn|hcn|ssn|medicare|health card|id|identity)\b[\s.]*(?:record\s*)?"
    r"(?:(?:number|num|no|nr|id|card|code)\b\.?|#)?"
    r"|\bmrn\b|\bssn\b|Aktenzeichen|Patientennummer|Versicherten(?:nummer|nr\.?)|Fallnummer|Ausweisnummer|"
    r"환자\s?번호|등록\s?번호|주민등록번호|病历号|患者番号|"
    r"numéro de (?:dossier|sécurité sociale)|número de (?:historia|paciente))"
    r"\s*(?:is|was|:|=|-|#|of|ist|lautet)?\s*"
    r"((?=[A-Za-z\d/-]*\d)[A-Za-z]{0,4}[-/ ]?\d[\dA-Za-z]*(?:[-/ ]?\d[\dA-Za-z]*){0,5})",
    re.IGNORECASE,
)
_NUMBERS = [
    re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),  # United States, social security
    re.compile(r"(?<![\d-])\d{6}-[1-8]\d{6}(?![\d-])"),  # Korea, resident registration
    re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),  # United Kingdom, insurance
    re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?\b"),  # bank account (IBAN)
    re.compile(r"\b(?=[A-Z]*\d*[A-Z-])[A-Z]{1,4}-?\d{5,10}\b"),  # letters and digits of an identifier
    re.compile(r"(?<![\d.,+-])\d{7,19}(?![\d.,]?\d)"),  # a long number without marks
]
_NHS = re.compile(r"(?<![\d-])(\d{3})[ -](\d{3})[ -](\d{4})(?![\d-])")

_POSTCODES = [
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),  # United Kingdom
    re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d\b"),  # Canada
    re.compile(r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b"),  # United States, after the state
    re.compile(r"\bD-\d{5}\b|\b\d{5}(?= [A-ZÄÖÜ][a-zäöüß]+\b(?=[,.\n]))"),  # Germany, France, Spain: before the town
]
_STREETS = [
    re.compile(
        r"\b\d{1,5}[a-z]?,? (?:[A-Z][\w'’]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Crescent|"
        r"Court|Boulevard|Blvd|Way|Terrace|Square|Place|Gardens|Grove)\b"
    ),
    re.compile(r"\b[A-ZÄÖÜ][\wäöüß-]{2,30}(?:straße|strasse|str\.|weg|platz|allee|gasse) \d{1,4}[a-z]?\b"),
    re.compile(r"\b\d{1,4},? (?:rue|avenue|boulevard|place|calle|via|viale|rua) (?:[\w'’-]+ ){0,3}[A-ZÀ-Ý][\w'’-]+"),
]
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯΑ-Ω][^\W\d_]*(?:['’-][^\W\d_]+)*"
_LINKS = "|".join(NAME_LINKS)
_TITLED = re.compile(
    rf"\b(?:{'|'.join(TITLES)})\b\.?[ \t]+(?:(?:{'|'.join(TITLES)})\b\.?[ \t]+){{0,2}}"
    rf"((?:(?:{_LINKS})[ ]){{0,3}}{_NAME}(?:[ ](?:(?:{_LINKS})[ ]){{0,3}}{_NAME}){{0,2}})"
)
# In Korean and Japanese the title follows the name.
_TITLED_AFTER = re.compile(
    r"([가-힣]{2,4})(?=\s?(?:씨|님|선생님|교수님|간호사님?|의사)(?:[^가-힣]|[은는이가을를의과와도에]))"
    r"|([\u4e00-\u9fff]{1,4})(?=(?:さん|先生|様|女士|先生|教授))"
)
_NOT_NAMES = frozenset(
    [
        "선생",
        "교수",
        "간호사",
        "간호",
        "환자",
        "고객",
        "부모",
        "의사",
        "원장",
        "과장",
        "팀장",
        "사장",
        "수녀",
        "목사",
        "스승",
        "손",
        "여러분",
        "어머",
        "아버",
        "할머",
        "형",
        "누",
    ]
)
_INTRODUCED = re.compile(
    rf"(?:\b[Mm]y name(?:'s| is)|\b[Ii](?: am|'m) called|\b[Ii]ch hei(?:ß|ss)e|\b[Mm]ein Name ist|\b[Jj]e m['’]appelle|"
    rf"\b[Mm]e llamo|\b[Mm]i nombre es|\b[Mm]i chiamo|\b[Cc]hamo-me|\b[Ii]k heet)[ ]({_NAME}(?:[ ]{_NAME}){{0,2}})"
    r"|(?:제 이름은|저는) ([가-힣]{2,4})(?=(?:입니다|이라고|라고|이에요|예요))"
    r"|(?:我叫|我的名字是|私の名前は)([\u4e00-\u9fff]{2,4})"
)
_CAPITALISED = re.compile(r"(?<![\w@.-])[^\W\d_a-z][^\W\d_A-Z]{1,15}(?![\w@-]|\.\w)")
_OWNER = re.compile(r"['’]s$")


def patterns_in(text: str) -> Iterator[Found]:
    """Return everything that has a form of its own; what is found may overlap."""
    yield from _plain(text, _EMAIL, EMAIL)
    yield from _plain(text, _HANDLE, OTHER)
    for match in _URL.finditer(text):
        kept = match.group().rstrip(".,;:!?")
        yield Found(match.start(), match.start() + len(kept), kept, OTHER)
    if any(character.isdigit() for character in text):
        yield from dates_in(text)
        # What is a record by its form is one, though its digits could be dialled.
        yield from _records(text)
        yield from _telephones(text)
        for pattern in _POSTCODES + _STREETS:
            yield from _plain(text, pattern, PLACE)
    yield from titled_names(text)
    yield from given_names(text)


def given_names(text: str) -> Iterator[Found]:
    """Return given names that stand alone; a longer name that holds one is found otherwise, and wins."""
    for match in _CAPITALISED.finditer(text):
        if match.group().casefold() in GIVEN_NAMES:
            yield Found(match.start(), match.end(), match.group(), PERSON)


def titled_names(text: str) -> Iterator[Found]:
    """Return names after a title, without it, since the title says what somebody is and not who."""
    for match in _TITLED.finditer(text):
        name = _OWNER.sub("", match.group(1))
        first = name.split()[0]
        if len(name) > 1 and first.casefold() not in NOBODY | KNOWN_TO_ALL and first not in TITLES:
            yield Found(match.start(1), match.start(1) + len(name), name, PERSON)
    for pattern in (_TITLED_AFTER, _INTRODUCED):
        for match in pattern.finditer(text):
            if match.group(match.lastindex or 1) not in _NOT_NAMES:
                yield _group(match, match.lastindex or 1, PERSON)


def _plain(text: str, pattern: re.Pattern[str], kind: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        yield Found(match.start(), match.end(), match.group(), kind)


def _group(match: re.Match[str], number: int, kind: str) -> Found:
    return Found(match.start(number), match.end(number), match.group(number), kind)


def _telephones(text: str) -> Iterator[Found]:
    for match in _DIGITS.finditer(text):
        candidate = match.group().rstrip(" \t().-/")
        if not 7 <= sum(map(str.isdigit, candidate)) <= 15 or any(dates_in(candidate)):
            continue
        announced = _PHONE_WORDS.search(text, max(0, match.start() - 45), match.start())
        if announced or _PHONE_FORMS.fullmatch(candidate) or _is_valid(candidate):
            yield Found(match.start(), match.start() + len(candidate), candidate, TELEPHONE)


def _is_valid(candidate: str) -> bool:
    """Say whether some country has such a number; digits without marks say nothing."""
    import phonenumbers

    if candidate.isdigit():
        return False
    for region in (None,) if candidate.startswith("+") else REGIONS:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(candidate, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def _records(text: str) -> Iterator[Found]:
    for match in _RECORD_WORDS.finditer(text):
        if sum(map(str.isdigit, match.group(1))) >= 3:
            yield _group(match, 1, RECORD)
    for pattern in _NUMBERS:
        for match in pattern.finditer(text):
            digits = match.group()
            if not (digits.isdigit() and digits.rstrip("0") and len(digits.rstrip("0")) <= 2):
                yield _group(match, 0, RECORD)
    for match in _NHS.finditer(text):
        if _checks("".join(match.groups())):
            yield _group(match, 0, RECORD)


def _checks(digits: str) -> bool:
    """Say whether ten digits are an NHS number: the last one is a check (modulus 11)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest % 11 == int(digits[9])
