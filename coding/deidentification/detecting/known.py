"""Words that are known to say who somebody is, found again wherever they stand. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from coding.deidentification.detecting.kinds import ORGANISATION, PERSON, PLACE, Found, settled
from coding.deidentification.detecting.words import NAME_LINKS, NAMES_THAT_ARE_WORDS, NOBODY, TITLES

_ROLE = re.compile(
    r"\b(?:interviewer|interviewee|moderator|facilitator|participant|respondent|speaker|patient|doctor|nurse|client|"
    r"therapist|counsell?or|int|res|part|resp|group|focus|unknown|all|both|several|male|female|voice|question|answer)\b",
    re.IGNORECASE,
)
_NAME_PART = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


# So few letters in a name, or digits in a number, are something else too often.
SHORT = 3
SHORT_NUMBER = 4
NAMED = frozenset({PERSON, PLACE, ORGANISATION})


@dataclass(frozen=True, slots=True)
class Known:
    """A word or name of the key, of a case or of a speaker."""

    text: str
    kind: str = PERSON


def on_one_line(text: str) -> str:
    """Return the text with every run of white space as one space; names are compared in this form."""
    return " ".join(text.split())


def looks_personal(name: str) -> bool:
    """Say whether a label of a speaker or case is a person's name rather than a code or a role.

    >>> looks_personal("Anna Müller"), looks_personal("P07"), looks_personal("Interviewer 2")
    (True, False, False)
    """
    parts = name.split()
    if not 1 <= len(parts) <= 5 or _ROLE.search(name) or any(character.isdigit() for character in name):
        return False
    if not all(_NAME_PART.fullmatch(part) for part in parts) or name.casefold() in NOBODY:
        return False
    named = [part for part in parts if part.rstrip(".") not in TITLES and part.casefold() not in NAME_LINKS]
    # A single letter, or capitals like "GP", is somebody's way not to give the name.
    return (
        any(len(part) > 2 and not part.isupper() for part in named)
        or any(len(part) > 1 and not part.isascii() for part in named)
        or (len(named) > 1 and name.isupper() and all(len(part) > 2 for part in named))
    )


def can_be_looked_for(text: str) -> bool:
    """Say whether the words mean the same wherever they stand: a bare year or age does not."""
    return bool(text.strip()) and not (text.strip().isdigit() and len(text.strip()) <= SHORT_NUMBER)


def with_first_names(known: Iterable[Known]) -> list[Known]:
    """Return what is known and the parts of full names that can stand alone: to propose, not to assert."""
    whole = {on_one_line(one.text): one for one in known if on_one_line(one.text)}
    parts = {
        part: Known(part, PERSON)
        for one in whole.values()
        if one.kind == PERSON
        for part in _parts(one.text)
        if part not in whole
    }
    return [*whole.values(), *parts.values()]


def _parts(name: str) -> list[str]:
    parts = [part.strip(".,") for part in name.split()]
    if len(parts) < 2:
        return []
    return [
        part
        for part in parts
        if len(part) > 2 and part[0].isupper() and part not in TITLES and part.casefold() not in NAMES_THAT_ARE_WORDS
    ]


def _is_spaced(character: str) -> bool:
    """Say whether words in this script end where a letter does: not in Korean, Chinese, Japanese or Thai."""
    return character.isalnum() and not (
        "\u0e00" <= character <= "\u0eff" or "\u1100" <= character <= "\u11ff" or character >= "\u2e80"
    )


# Marks that sit on the letter before them: a name does not end between the two.
_MARKS = "\u0300-\u036f"
# Between the parts of a name stand blanks, in names of files and addresses also these.
_BETWEEN = r"(?:\s+|[_.-])"
_UNLIKE = re.compile(r"[\s_.-]+")


def _pattern_of(text: str, kind: str) -> str:
    text = unicodedata.normalize("NFC", text)
    before = r"(?<![^\W_])" if _is_spaced(text[0]) else ""
    after = rf"(?![^\W_]|[{_MARKS}])" if _is_spaced(text[-1]) else ""
    # "Annas Tochter": languages without an apostrophe before the s of the owner.
    if after and kind == PERSON and len(text) > 3 and text.casefold() not in NAMES_THAT_ARE_WORDS:
        after = rf"(?=s?(?![^\W_]|[{_MARKS}]))"
    body = _BETWEEN.join("".join(map(_letter, part)) for part in text.split())
    cased = " " not in text and (text.casefold() in NAMES_THAT_ARE_WORDS or len(text) <= SHORT)
    return f"{before}(?-i:{body}){after}" if cased else f"{before}{body}{after}"


def _letter(letter: str) -> str:
    """A letter however it is written: an accent may be a character of its own, ß is SS in capitals."""
    if letter in "'’":
        return "['’]"
    if letter == "ß":
        return "(?:ß|ẞ|ss)"
    apart = unicodedata.normalize("NFD", letter)
    return re.escape(letter) if apart == letter else f"(?:{re.escape(letter)}|{re.escape(apart)})"


def _fold(text: str) -> str:
    """The same for all that the patterns take for the same: capitals, apostrophes, the Turkish i, accents."""
    low = unicodedata.normalize("NFC", text).casefold()
    return low.replace("i\u0307", "i").replace("ı", "i").replace("’", "'")


def same_form(text: str) -> str:
    """Return what two spellings of one name have in common, also as parts of a file's name."""
    return _UNLIKE.sub(" ", _fold(text)).strip()


def patterns_of(known: Iterable[Known]) -> Callable[[str], re.Pattern[str] | None]:
    """Return a function that gives, for a text, a pattern which finds any of them in it; None where none can be there.

    The longest is found first. Capitals and small letters are the same, except for names that are words too; white
    space may be a new line. Only words whose beginning stands in the text are tried: a key may be long, and texts many.
    """
    distinct = {(on_one_line(one.text), one.kind) for one in known if one.text.strip()}
    ranked = sorted(distinct, key=lambda one: (-len(one[0]), one))
    beginnings = [_fold(text.split()[0]) for text, _kind in ranked]

    @lru_cache(maxsize=64)
    def compiled(present: tuple[int, ...]) -> re.Pattern[str]:
        return re.compile("|".join(_pattern_of(*ranked[place]) for place in present), re.IGNORECASE)

    def pattern(text: str) -> re.Pattern[str] | None:
        low = _fold(text)
        present = tuple(place for place, beginning in enumerate(beginnings) if beginning in low)
        return compiled(present) if present else None

    return pattern


def finder_of(known: Iterable[Known]) -> Callable[[str], Iterator[Found]]:
    """Return a function that finds the known words in a text, with their kind."""
    known = list(known)
    pattern_in = patterns_of(known)
    kinds = {same_form(one.text): one.kind for one in reversed(known)}

    def find(text: str) -> Iterator[Found]:
        if pattern := pattern_in(text):
            for match in pattern.finditer(text):
                kind = kinds.get(same_form(match.group()), PERSON)
                yield Found(match.start(), match.end(), match.group(), kind)

    return find


def holds_any_of(known: Iterable[Known]) -> Callable[[str], bool]:
    """Return a function that says whether a known word stands in a text; what it costs grows little with the words."""
    forms = [(same_form(one.text), one) for one in known]

    def holds(text: str) -> bool:
        plain = same_form(text)
        return any(form in plain and any(finder_of([one])(text)) for form, one in forms)

    return holds


def same_name_again(found: Iterable[Found]) -> Callable[[str, list[Found]], list[Found]]:
    """Return a function that adds to what was found in a piece of a text the other places of the text's names.

    A name that is called different things in one text is a person where it was called one once, else what it was
    called most.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        if one.kind in NAMED and len(one.text) > SHORT and one.text.casefold() not in NAMES_THAT_ARE_WORDS:
            votes[on_one_line(one.text)][one.kind] += 1
    kinds = {text: PERSON if seen[PERSON] else seen.most_common(1)[0][0] for text, seen in votes.items()}
    find = finder_of(Known(text, kind) for text, kind in kinds.items())

    def again(piece: str, some: list[Found]) -> list[Found]:
        # In small letters it may be another word.
        others = [one for one in find(piece) if one.text[0].isupper()]
        named = [replace(one, kind=kinds.get(on_one_line(one.text), one.kind)) for one in some]
        return settled(named, others) if others else named

    return again


def replacer_of(stands_for: Mapping[str, tuple[str, str]]) -> Callable[[str], str]:
    """Return a function that puts into a text what stands for each original; the values are (replacement, kind).

    What stands for something is left as it is, even where it holds a word that is replaced elsewhere.
    """
    pattern_in = patterns_of(Known(original, kind) for original, (_label, kind) in stands_for.items())
    exact = {on_one_line(original): label for original, (label, _kind) in stands_for.items()}
    folded = {same_form(original): label for original, label in exact.items()}
    labels = re.compile("(" + "|".join(sorted(map(re.escape, {*exact.values()}), key=len, reverse=True)) + ")")

    def put(match: re.Match[str]) -> str:
        said = on_one_line(match.group())
        return exact.get(said) or folded[same_form(said)]

    def clean(text: str) -> str:
        pattern = pattern_in(text)
        if pattern is None:
            return text
        # Every second part is what stands for something already.
        parts = labels.split(text)
        return "".join(part if place % 2 else pattern.sub(put, part) for place, part in enumerate(parts))

    return clean
