"""What single cells of a survey look like: no answer, numbers, dates, scales."""

import re
import unicodedata
from collections.abc import Collection, Sequence

_NO_ANSWERS = (
    "n/a|na|n.a|n/a.|#n/a|nan|null|none|nil|-|--|---|–|—|.|..|...|?|/|not applicable|no answer|"
    "no response|no comment|no comments|nothing|nothing at all|nothing to add|skip|skipped|"
    "없음|없다|없습니다|없어요|무응답|해당없음|해당 없음|"
    "なし|無し|特になし|ありません|特にありません|无|無|没有|沒有|不适用|不適用|"
    "keine|keine angabe|k.a|k. a|entfällt|nichts|aucun|aucune|rien|sans réponse|ninguno|ninguna|nada|"
    "لا يوجد|اין|אין|کوئی نہیں|nessuno|niente|geen|niets|nenhum"
)
NO_ANSWERS = frozenset(_NO_ANSWERS.split("|"))
LONGEST_NO_ANSWER = 40
_NUMBER = re.compile(
    r"[-+−]?(?:\d+(?:[.,]\d+)?(?:[eE][-+]\d+)?|[1-9]\d{0,2}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?|"
    r"(?:[ \xa0\u2009\u202f'’]\d{3})+(?:[.,]\d+)?))\s*%?"
)
_EITHER_WAY = re.compile(r"[-+−]?[1-9]\d{0,2}[.,]\d{3}")  # "12,500" is twelve thousand, or twelve and a half
_SIGNS = re.compile(r"[.,]")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?[- ]{_MONTH}[- ](?:\d{{4}}|\d{{2}})|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_BAND = re.compile(
    r"(?:under|over|below|above|less than|more than|at least|up to|younger than|older than|fewer than)?\s*"
    r"[<>≤≥]?\s*(?:\d+|one|two|three|five|ten)\s*(?:\+|(?:[-–—]|to)\s*\d+)?\s*"
    r"(?:(?:years?|yrs?|months?|weeks?|days?|hours?)(?:\s*(?:old|of age))?)?\s*"
    r"(?:\+|or (?:more|less|older|over|younger|fewer))?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*\(?(\d{1,2})\)?\s*[-–—=.:)]\s*[^\d\s]")  # "1 = never", "5. always"
_BELOW = re.compile(r"^\s*(?:under|below|less|up to|younger|fewer|[<≤])|or (?:less|younger|fewer)")
_ABOVE = re.compile(r"\+|or (?:more|older|over)|^\s*(?:over|above|more|older|at least|[>≥])")
# Each list goes from one end of a scale to the other; "neutral" words may stand in several.
_SCALES = (
    "strongly disagree|completely disagree|disagree|somewhat disagree|slightly disagree|"
    "neither agree nor disagree|neutral|undecided|slightly agree|somewhat agree|agree|"
    "completely agree|strongly agree",
    "very dissatisfied|dissatisfied|somewhat dissatisfied|neither satisfied nor dissatisfied|neutral|"
    "somewhat satisfied|satisfied|very satisfied",
    "very uncomfortable|uncomfortable|somewhat uncomfortable|neither comfortable nor uncomfortable|"
    "neutral|somewhat comfortable|comfortable|very comfortable",
    "never|almost never|rarely|seldom|occasionally|sometimes|often|frequently|usually|very often|almost always|always",
    "never|less often than montly|less often than monthly|less than monthly|yearly|monthly|"
    "several times a month|weekly|several times a week|daily|several times a day",
    "not at all|a little|a little bit|slightly|somewhat|moderately|quite a bit|a lot|very|very much|"
    "extremely|completely",
    "none|very little|a little|little|some|a fair amount|quite a lot|a lot|a great deal",
    "very poor|poor|fair|average|good|very good|excellent",
    "very low|low|medium|moderate|high|very high",
    "very unlikely|unlikely|somewhat unlikely|neutral|somewhat likely|likely|very likely",
    "not important|slightly important|moderately important|important|very important|extremely important",
    "very distant|somewhat distant|neither close nor distant|somewhat close|very close",
    "no experience|beginner|novice|intermediate|advanced|expert",
    "under ten|tens|hundreds|thousands|tens of thousands|hundreds of thousands or more",
    "small|medium|large|very large",
    "stimme überhaupt nicht zu|stimme gar nicht zu|stimme nicht zu|stimme eher nicht zu|teils/teils|teils, teils|"
    "weder noch|stimme eher zu|stimme zu|stimme voll zu|stimme voll und ganz zu",
    "nie|fast nie|selten|gelegentlich|manchmal|oft|häufig|meistens|sehr oft|fast immer|immer",
    "sehr unzufrieden|unzufrieden|eher unzufrieden|teils/teils|eher zufrieden|zufrieden|sehr zufrieden",
    "pas du tout d’accord|pas du tout d'accord|pas d’accord|pas d'accord|plutôt pas d’accord|plutôt pas d'accord|"
    "ni d’accord ni pas d’accord|neutre|plutôt d’accord|plutôt d'accord|d’accord|d'accord|"
    "tout à fait d’accord|tout à fait d'accord",
    "jamais|rarement|parfois|souvent|très souvent|toujours",
    "muy en desacuerdo|totalmente en desacuerdo|en desacuerdo|ni de acuerdo ni en desacuerdo|neutral|de acuerdo|"
    "muy de acuerdo|totalmente de acuerdo",
    "nunca|casi nunca|rara vez|a veces|a menudo|frecuentemente|casi siempre|siempre",
    "전혀 그렇지 않다|매우 그렇지 않다|그렇지 않다|별로 그렇지 않다|보통|보통이다|그런 편이다|그렇다|매우 그렇다",
)
SCALES = tuple({word: at for at, word in enumerate(scale.split("|"))} for scale in _SCALES)
_UNKNOWN = {
    "don't know",
    "do not know",
    "not sure",
    "unsure",
    "prefer not to say",
    "prefer not to answer",
    "other",
}


def is_no_answer(text: str) -> bool:
    """Whether someone wrote that they have no answer: "N/A", "none", "-". Empty text is another matter."""
    if len(text) > LONGEST_NO_ANSWER:
        return False
    said = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    bare = said.strip("()[]<>\"'“”‘’")
    return said in NO_ANSWERS or bare.rstrip(".!") in NO_ANSWERS


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None


def decimal_sign(text: str) -> str:
    """The sign before the decimals of a number, "." or ","; "" where it has none, or where "12,500" leaves it open."""
    bare = text.strip().rstrip("% ")
    signs = _SIGNS.findall(bare)
    if not signs or _EITHER_WAY.fullmatch(bare):
        return ""
    last = signs[-1]
    return {",": ".", ".": ","}[last] if len(signs) > 1 and len(set(signs)) == 1 else last


def as_number(text: str, decimal: str = ".") -> float:
    """The number that `is_number` says it is; `decimal` is the sign before decimals where the text leaves it open."""
    sign = decimal_sign(text) or decimal
    digits = re.sub(r"[\s'’]", "", text.strip().rstrip("% ")).replace("−", "-")
    return float(digits.replace("," if sign == "." else ".", "").replace(sign, "."))


class NumberStyle:
    """How the numbers of one column are written, gathered value by value."""

    def __init__(self) -> None:
        self.signs: set[str] = set()
        self.open = ""  # a number that can be read in two ways

    def see(self, text: str) -> None:
        if sign := decimal_sign(text):
            self.signs.add(sign)
        elif "," not in self.open and is_open_number(text) and ("," in text or not self.open):
            self.open = text.strip()

    @property
    def decimal(self) -> str:
        """The sign before decimals: a point, unless the column shows only commas there."""
        return "," if self.signs == {","} else "."

    @property
    def reading(self) -> str:
        """How the first number that can be read in two ways is read, in words; "" where nobody would wonder."""
        if not self.open or (self.decimal == "." and "," not in self.open):
            return ""
        return f"“{self.open}” is read as {as_number(self.open, self.decimal):.10g}"


def is_open_number(text: str) -> bool:
    """Whether a number can be read in two ways, which the other numbers of its column decide."""
    return _EITHER_WAY.fullmatch(text.strip().rstrip("% ")) is not None


def is_date(text: str) -> bool:
    return _DATE.fullmatch(text.strip()) is not None


def scale_order(values: set[str]) -> list[str] | None:
    """The values of an ordinal item from low to high; None where they are on no scale we know.

    Values such as "not sure" and "other" come last and do not make a scale by themselves.
    """
    ranked = {value for value in values if value.casefold().strip() not in _UNKNOWN}
    rest = sorted(values - ranked)
    if len(ranked) < 2:
        return None
    for scale in SCALES:
        if all(value.casefold().strip() in scale for value in ranked):
            return [*sorted(ranked, key=lambda value: scale[value.casefold().strip()]), *rest]
    if all(_BAND.fullmatch(value.strip()) for value in ranked) and not all(map(is_number, ranked)):
        return [*sorted(ranked, key=_band_order), *rest]
    numbered = {value: found for value in ranked if (found := _NUMBERED.match(value))}
    if len(numbered) == len(ranked) == len({found[1] for found in numbered.values()}):
        return [*sorted(ranked, key=lambda value: int(numbered[value][1])), *rest]
    return None


def joined_levels(known: Sequence[str], more: Collection[str]) -> list[str]:
    """The levels of an ordinal item with others that turned up later: in their places where these are clear, else last.

    >>> joined_levels(["1", "2", "5"], ["4"]), joined_levels(["Never", "Always"], ["Often", "On call"])
    (['1', '2', '4', '5'], ['Never', 'Always', 'Often', 'On call'])
    """
    together = list(dict.fromkeys([*known, *more]))
    if all(map(is_number, together)):
        ordered: list[str] | None = sorted(together, key=as_number)
    else:
        ordered = scale_order(set(together))
    kept = ordered is not None and [level for level in ordered if level in set(known)] == list(known)
    return ordered if ordered is not None and kept else together


def _band_order(value: str) -> tuple[float, int]:
    """Where a band like "18-29" or "Less than one year" lies: by its first number, open ends outermost."""
    words = {"one": "1", "two": "2", "three": "3", "five": "5", "ten": "10"}
    text = re.sub(r"\b(?:one|two|three|five|ten)\b", lambda found: words[found[0]], value.casefold())
    number = float(re.search(r"\d+", text)[0])  # type: ignore[index]
    below, above = _BELOW.search(text), _ABOVE.search(text)
    return number, -1 if below else int(above is not None)
