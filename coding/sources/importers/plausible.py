"""How likely it is that bytes read in an older encoding are the text that was meant: by letters, not by languages."""

import re
import unicodedata
from itertools import pairwise

SAMPLE = 20_000
MOST_ODD = 0.4
# Punctuation that stands beside letters in ordinary text of some language.
_USUAL = set("’‘“”„«»‚‹›…–—·¿¡°§€\xa0\xad،؛؟ـ״׳־\u200c\u200d\u200e\u200f")
_USUAL |= set("、。，．？！：；（）「」『』【】《》〈〉・ー～％")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "THAI", "HANGUL", "HIRAGANA", "KATAKANA", "CJK")
_EAST_ASIAN = {"HANGUL", "HIRAGANA", "KATAKANA", "CJK"}
# The lead bytes of each encoding's commoner Chinese characters; the others are rare in any text.
_COMMON = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "cp932": (0x88, 0x98), "euc_jp": (0xB0, 0xCF)}
_JAPANESE = {"cp932", "euc_jp"}
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W\d_]+")
# Encodings in which Latin letters are the same bytes but for some, and the letters of languages written in each.
_ALPHABETS = {
    "cp1252": (
        "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "ãáàâçéêíõóôú", "àèéìíîòóùú", "åäöæøé", "áæéíðóöúýþ", "áéëïóöü",
        "äõöüšž",
    ),
    "cp1250": ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ąćęłńóśźż", "čćđšž", "ăâîşţ"),
    "iso8859_2": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "čćđšž"),
    "cp1254": ("âçğıîöşüû",),
    "mac_roman": ("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "ãáàâçéêíõóôú", "àèéìíîòóùú", "åäöæøé"),
}  # fmt: skip


def oddness(data: bytes, codec: str) -> float | None:
    """The share of letters beyond ASCII that look wrong where `data` is read so; None where it cannot be."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        if error.start < len(data) - 4 or error.start < 1:
            return None
        text = data[: error.start].decode(codec)
    beyond = [character for character in text if character > "\x7f"]
    if not beyond:
        return 0.0
    odd = sum(_is_odd_sign(text, at) for at, character in enumerate(text) if character > "\x7f")
    odd += sum(_odd_in_word(word) for word in _WORD.findall(text) if not word.isascii())
    odd += _rare(text, codec)
    return odd / len(beyond)


def in_latin_script(data: bytes) -> list[str]:
    """Encodings for Latin letters that read `data` without oddness, the one whose languages fit best first."""
    fitting = []
    for codec in _ALPHABETS:
        odd = oddness(data, codec)
        if odd is not None:
            fitting.append((round(odd, 1), -_language_fit(data.decode(codec, "ignore"), codec), codec))
    # Sorting keeps the order of the table where two fit alike.
    likely = [codec for odd, _, codec in sorted(fitting, key=lambda one: one[:2]) if odd <= MOST_ODD]
    return likely or ["cp1252"]


def _language_fit(text: str, codec: str) -> float:
    """The share of letters beyond ASCII that one language of the encoding explains, at best."""
    letters = [letter for letter in text.lower() if letter > "\x7f" and letter.isalpha()]
    if not letters:
        return 1.0
    return max(sum(letter in alphabet for letter in letters) for alphabet in _ALPHABETS[codec]) / len(letters)


def _is_odd_sign(text: str, at: int) -> bool:
    """Whether a sign stands within a word, where a letter was meant; "2½" and "m²" are as they should be."""
    kind = unicodedata.category(text[at])[0]
    if text[at] in _USUAL or kind in "LM":
        return False
    before, after = text[at - 1 : at].isalpha(), text[at + 1 : at + 2].isalpha()
    return kind == "C" or after or (before and text[at] not in "²³¹™®©ªº")


def _odd_in_word(word: str) -> int:
    """Letters of a second script in a word, and capitals after small letters."""
    scripts = [_script(character) for character in word]
    main = max(set(scripts), key=scripts.count)
    mixed = sum(script != main and not {script, main} <= _EAST_ASIAN for script in scripts)
    if main == "HANGUL":
        mixed += sum(script != main for script in scripts)
    capitals = sum(a.islower() and b.isupper() and not (a.isascii() and b.isascii()) for a, b in pairwise(word))
    halves = sum("\uff61" <= character <= "\uff9f" for character in word)
    return mixed + capitals + halves


def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    return next((script for script in _SCRIPTS if script in name), name.split(" ")[0])


def _rare(text: str, codec: str) -> int:
    """Chinese characters that are rare in the encoding; in EUC-KR, any."""
    chinese = _CHINESE.findall(text)
    if codec == "cp949":
        return len(chinese)
    if codec not in _COMMON:
        return 0
    if codec in _JAPANESE and len(chinese) > 20 * sum("\u3040" <= character <= "\u30ff" for character in text):
        return len(chinese)
    first, last = _COMMON[codec]
    return sum(not first <= character.encode(codec)[0] <= last for character in chinese)
