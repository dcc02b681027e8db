"""From the bytes of a file to its text: the encoding is found, newlines unified, nothing else changes."""

import re
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes

from coding.sources.importers import plausible
from coding.sources.importers.characters import clean
from coding.sources.importers.guards import kind_of, refuse_empty
from coding.sources.importers.problems import ImportProblem

LEGACY = {
    "cp1252": "Windows-1252",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp1250": "Windows-1250",
    "cp1254": "Windows-1254",
    "mac_roman": "Mac Roman",
    "cp1251": "Windows-1251",
    "cp866": "DOS 866",
    "iso8859_2": "ISO-8859-2",
    "iso8859_5": "ISO-8859-5",
    "koi8_r": "KOI8-R",
    "cp1253": "Windows-1253",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp874": "Windows-874",
}
EAST_ASIAN = frozenset(("cp932", "euc_jp", "cp949", "gb18030", "big5"))
LATIN = frozenset(("cp1252", "cp1250", "cp1254", "iso8859_2", "mac_roman"))
MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
SAMPLE = 200_000
FEW_CONTROLS = 8
NULS_OF_UTF16 = 0.25
TOO_ODD = 0.2  # of the letters beyond ASCII: then the bytes are no text in that encoding
ABOUT_AS_ODD = 0.015
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_EXPECTED = set("\t\r\n\u200b\u200c\u200d\u200e\u200f\ufeff")
SAVE_AS_UTF8 = "Open it in the program it comes from, save it as UTF-8 text, and upload that."


@dataclass(frozen=True)
class DecodedText:
    text: str
    encoding: str
    assumed: list[str]


def decode(data: bytes, name: str) -> DecodedText:
    """The text of a file as it is kept, and what had to be assumed or mended to read it.

    Raises ImportProblem for a file that is empty, that is no text, or whose bytes fit no known encoding.
    """
    decoded = decode_bytes(data, name)
    text, changed = clean(decoded.text, name)
    return DecodedText(text, decoded.encoding, [*decoded.assumed, *changed])


def decode_bytes(data: bytes, name: str) -> DecodedText:
    """The text of a file with every character it has; raises as decode() does."""
    encodings = find_encodings(data, name)
    for encoding in encodings:
        try:
            text = data[encoding.mark :].decode(encoding.codec, encoding.errors)
        except UnicodeDecodeError:
            continue
        text = text.lstrip("\ufeff")
        refuse_control_characters(text, name)
        return DecodedText(text, encoding.label, list(encoding.assumed))
    raise _broken(data, encodings[-1], name)


def _refuse_known_binaries(data: bytes, name: str) -> None:
    kind = kind_of(data)
    if kind:
        raise ImportProblem(
            f"this is not plain text but {kind}.",
            remedy="Give it its right ending, or save it as text.",
            file=name,
        )


def refuse_control_characters(text: str, name: str) -> None:
    """Raise ImportProblem for what no person wrote; some control characters come with any text and are taken out."""
    sample = text[:SAMPLE]
    if len(CONTROL.findall(sample)) > max(FEW_CONTROLS, len(sample) // 20):
        raise ImportProblem(
            "this is not a text file.", remedy="Upload a transcript or a table saved as text.", file=name
        )


def _unmarked_unicode(data: bytes) -> tuple[str, str] | None:
    """UTF-16 or UTF-32 without a mark shows in its NUL bytes: those of Latin letters, spaces and newlines."""
    sample = data[: SAMPLE // 4 * 4]
    if b"\x00" not in sample or _is_utf8_with_some_nuls(sample):
        return None
    for codec, empty, plane in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        if len(sample) >= 4 and not any(sample[empty::4]) and max(sample[plane::4]) <= 0x10:
            return codec, "UTF-32"
    texts = {codec: sample.decode(codec, "ignore") for codec in ("utf-16-le", "utf-16-be")}
    plain = {codec: sum("\t" <= character < "\x7f" for character in text) for codec, text in texts.items()}
    codec = max(plain, key=lambda codec: plain[codec])
    if plain[codec] > 2 * min(plain.values()) and _is_text(texts[codec], sample):
        return codec, "UTF-16"
    return None


def _is_utf8_with_some_nuls(sample: bytes) -> bool:
    """Whether a text of one byte a letter holds a few NUL bytes.

    Two bytes a letter that are UTF-8 too are Latin, and every second one NUL; or of a script whose number, such as 6
    or 9, is every second one.
    """
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 3:
            return False
    nuls = sample.count(0)
    strange = sum(byte < 32 and byte not in b"\x00\n\r" for byte in sample)
    return nuls < len(sample) * NULS_OF_UTF16 and strange < (len(sample) - nuls) * NULS_OF_UTF16


def _is_text(text: str, sample: bytes) -> bool:
    """Whether two bytes a character make text, and one byte a character would not, but for the NUL bytes."""
    single = sum(byte >= 32 and byte < 127 for byte in sample)
    odd = sum(unicodedata.category(character)[0] == "C" for character in text if character not in _EXPECTED)
    return single <= len(sample) * 0.8 and odd <= len(text) // 50


def _mostly_utf8(data: bytes) -> bool:
    """Whether the file is UTF-8 with a few wrong bytes in it, not another encoding altogether."""
    sample = data[:SAMPLE]
    wrong = sample.decode("utf-8", "replace").count("\ufffd")
    right = sum(character > "\x7f" for character in sample.decode("utf-8", "ignore"))
    return right >= 8 and right > 4 * wrong


def _broken(data: bytes, encoding: "Encoding", name: str) -> ImportProblem:
    """Names the first line that is not in the encoding the rest is in."""
    try:
        data[encoding.mark :].decode(encoding.codec, encoding.errors)
    except UnicodeDecodeError as error:
        line = data[encoding.mark :][: error.start].decode(encoding.codec, "ignore").count("\n") + 1
        return ImportProblem(
            f"most of this file is {encoding.label}, but line {line:,} holds bytes that are not.",
            remedy=SAVE_AS_UTF8,
            file=name,
        )
    return ImportProblem("no encoding we know turns this file into text.", remedy=SAVE_AS_UTF8, file=name)


def _likely_codecs(data: bytes) -> list[str]:
    """Encodings to try, likeliest first; none where the bytes look like no text at all."""
    sample = data[: plausible.SAMPLE]
    if _looks_western(sample):
        return plausible.in_latin_script(sample)
    odd = {codec: odd for codec in LEGACY if (odd := plausible.oddness(sample, codec)) is not None}
    if not odd or min(odd.values()) > TOO_ODD:
        return []
    likely = [codec for codec in odd if odd[codec] <= min(odd.values()) + ABOUT_AS_ODD]
    if len(likely) > 1:
        order = [match.encoding for match in from_bytes(sample, cp_isolation=likely)]
        likely.sort(key=lambda codec: order.index(codec) if codec in order else len(order))
    if likely[0] in LATIN:  # "Größe" has letters beyond ASCII side by side, and is western all the same
        latin = [codec for codec in plausible.in_latin_script(sample) if codec in likely]
        likely = [*latin, *(codec for codec in likely if codec not in latin)]
    return likely


def _looks_western(sample: bytes) -> bool:
    """Few high bytes, mostly alone among ASCII: accents and curly quotes, not a script of its own."""
    high = re.findall(rb"[\x80-\xff]+", sample)
    total = sum(map(len, high))
    alone = sum(len(run) == 1 for run in high)
    return total < len(sample) * 0.2 and alone >= total * 0.6


@dataclass(frozen=True)
class Encoding:
    """`mark` is the number of bytes before the text that only say which encoding it is."""

    codec: str
    label: str
    mark: int = 0
    assumed: tuple[str, ...] = ()

    @property
    def errors(self) -> str:
        """How to decode: half a character in Unicode is one damaged character, not a sign of another encoding."""
        return "surrogatepass" if self.codec.startswith("utf") else "strict"


def find_encodings(sample: bytes, name: str) -> list[Encoding]:
    """What a long file may be encoded in, likeliest first, by whole lines from it; its first line comes first.

    Raises ImportProblem as decode() does.
    """
    refuse_empty(sample, name)
    _refuse_known_binaries(sample, name)
    for mark, codec, label in MARKS:
        if sample.startswith(mark):
            return [Encoding(codec, label, len(mark), () if codec == "utf-8" else (f"read as {label}",))]
    if unmarked := _unmarked_unicode(sample):
        codec, label = unmarked
        return [Encoding(codec, label, 0, (f"read as {label} (the file does not say so)",))]
    unicode = [Encoding("utf-8", "UTF-8")]
    if b"\x1b$" in sample and sample.isascii():
        return [Encoding("iso2022_jp", "ISO-2022-JP", 0, ("read as ISO-2022-JP",)), *unicode]
    try:
        sample.decode("utf-8", unicode[0].errors)
    except UnicodeDecodeError:
        refuse_control_characters(sample.decode("latin-1"), name)
        legacy = _likely_codecs(sample)
        if _mostly_utf8(sample) or _some_lines_utf8(sample, legacy[0] if legacy else ""):
            return unicode
        if not legacy:
            raise ImportProblem(
                "no encoding we know turns this file into text.", remedy=SAVE_AS_UTF8, file=name
            ) from None
        return [Encoding(codec, LEGACY[codec], 0, (f"read as {LEGACY[codec]}",)) for codec in legacy]
    return unicode


def _some_lines_utf8(sample: bytes, legacy: str) -> bool:
    """Whether whole lines are UTF-8 that would hardly be so by chance, were they in that encoding or in none.

    Then two files were put together. A few Chinese or Korean characters may be two bytes of UTF-8 each.
    """
    first = "\u0800" if legacy in EAST_ASIAN else "\x80"
    fewest = 1 if not legacy or legacy in LATIN else 4
    for line in sample.split(b"\n"):
        if not line.isascii():
            try:
                text = line.decode("utf-8", "surrogatepass")
            except UnicodeDecodeError:
                continue
            if sum(character >= first for character in text) >= fewest:
                return True
    return False
