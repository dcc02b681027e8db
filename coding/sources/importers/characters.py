"""Characters no text can be kept with, and characters that deceive the eye: mended or said, in one place."""

import re

from coding.sources.importers.limits import limits
from coding.sources.importers.problems import ImportProblem

# Form feed, vertical tab and NEL break a line in the programs that write them.
_BREAK = re.compile("[\x0b\x0c\x85]")
# No database keeps NUL, no XML the others, and nobody sees any of them.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SEPARATOR = re.compile("[\u2028\u2029]")
_OVERRIDE = re.compile("[\u202d\u202e]")
LOST = "\ufffd"


def clean(text: str, name: str) -> tuple[str, list[str]]:
    """The text as it can be kept, with "\\n" for every newline, and sentences on what was changed or may mislead.

    Raises ImportProblem for a text longer than the limits allow.
    """
    refuse_long(len(text), name)
    text, breaks = _BREAK.subn("\n", normalise_newlines(text))
    text, controls = _CONTROL.subn("", text)
    text = mend_surrogates(text)
    separators, overrides = len(_SEPARATOR.findall(text)), len(_OVERRIDE.findall(text))
    said = [
        counted(breaks, "page break became a line end", "page breaks became line ends"),
        counted(controls, "invisible control character was removed", "invisible control characters were removed"),
        counted(
            text.count(LOST), f"character is lost; {LOST} stands there", f"characters are lost; {LOST} stands there"
        ),
        counted(separators, "line separator (U+2028) was kept", "line separators (U+2028) were kept"),
        counted(
            overrides,
            "mark (U+202E) reverses the order in which letters are shown; it was kept",
            "marks (U+202E) reverse the order in which letters are shown; they were kept",
        ),
    ]
    return text, [sentence for sentence in said if sentence]


def normalise_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def mend_surrogates(text: str) -> str:
    """The text with the halves of a character joined, and a half that stands alone replaced."""
    return _SURROGATE.sub(LOST, _PAIR.sub(_join, text))


def counted(number: int, one: str, many: str) -> str:
    """`1 table was read`, `3,000 tables were read`; nothing where there is nothing to say."""
    return f"{number:,} {one if number == 1 else many}" if number else ""


def refuse_long(length: int, name: str) -> None:
    """Raise ImportProblem where a text has more characters than the limits allow."""
    most = limits().characters
    if length > most:
        raise ImportProblem(
            f"this file holds more than {most:,} characters of text, the most that one source may have.",
            remedy="Split it into several files.",
            file=name,
        )


def _join(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")
