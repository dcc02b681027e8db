"""From the bytes of a file to its text: the encoding is found, newlines unified, nothing else changes."""

import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from coding.sources.importers.problems import ImportProblem

LEGACY = {
    "cp1252": "Windows-1252",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "cp1253": "Windows-1253",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "cp874": "Windows-874",
}
MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
SIGNATURES = (
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
)
SAMPLE = 200_000
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
SAVE_AS_UTF8 = "Open it in the program it comes from, save it as UTF-8 text, and upload that."


@dataclass(frozen=True)
class DecodedText:
    text: str
    encoding: str
    assumed: list[str]


def decode(data: bytes, name: str) -> DecodedText:
    """The text of a file, and what had to be assumed to read it.

    Raises ImportProblem for a file that is empty, that is no text, or whose bytes fit no known encoding.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ImportProblem("this file is empty.", remedy="Upload one with text in it.", file=name)
    _refuse_known_binaries(data, name)
    text, encoding, assumed = _read_marked(data, name) or _read_utf8(data, name) or _read_legacy(data, name)
    text = normalise_newlines(text.replace("\x00", "").lstrip("\ufeff"))
    refuse_control_characters(text, name)
    return DecodedText(text, encoding, assumed)


def normalise_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_known_binaries(data: bytes, name: str) -> None:
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise ImportProblem(
                f"this is not plain text but {kind}.",
                remedy="Give it its right ending, or save it as text.",
                file=name,
            )


def refuse_control_characters(text: str, name: str) -> None:
    sample = text[:SAMPLE]
    if len(CONTROL.findall(sample)) > max(2, len(sample) // 200):
        raise ImportProblem(
            "this is not a text file.", remedy="Upload a transcript or a table saved as text.", file=name
        )


def _read_marked(data: bytes, name: str) -> tuple[str, str, list[str]] | None:
    """Read a file that says by its first bytes which Unicode encoding it has."""
    for mark, codec, label in MARKS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(codec)
            except UnicodeDecodeError as error:
                raise _broken(name, label, data[len(mark) :], error, codec) from error
            return text, label, [] if codec == "utf-8" else [f"read as {label}"]
    return None


def _read_utf8(data: bytes, name: str) -> tuple[str, str, list[str]] | None:
    utf16 = _unmarked_utf16(data)
    if utf16:
        try:
            return data.decode(utf16), "UTF-16", ["read as UTF-16 (the file does not say so)"]
        except UnicodeDecodeError as error:
            raise _broken(name, "UTF-16", data, error, utf16) from error
    if b"\x1b$" in data:
        try:
            return data.decode("iso2022_jp"), "ISO-2022-JP", ["read as ISO-2022-JP"]
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("utf-8"), "UTF-8", []
    except UnicodeDecodeError as error:
        if _mostly_utf8(data):
            raise _broken(name, "UTF-8", data, error, "utf-8") from error
        return None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows as NUL in every second byte of the Latin letters, spaces and newlines."""
    sample = data[:SAMPLE]
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if half and len(data) % 2 == 0 and max(even, odd) > half // 5 and min(even, odd) <= half // 100:
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Whether the file is UTF-8 with a few wrong bytes in it, not another encoding altogether."""
    sample = data[:SAMPLE]
    wrong = sample.decode("utf-8", "replace").count("\ufffd")
    right = sum(character > "\x7f" for character in sample.decode("utf-8", "ignore"))
    return right >= 8 and right > 4 * wrong


def _broken(name: str, label: str, data: bytes, error: UnicodeDecodeError, codec: str) -> ImportProblem:
    line = data[: error.start].decode(codec, "ignore").count("\n") + 1
    return ImportProblem(
        f"most of this file is {label}, but line {line} holds bytes that are not.",
        remedy=SAVE_AS_UTF8,
        file=name,
    )


def _read_legacy(data: bytes, name: str) -> tuple[str, str, list[str]]:
    for codec in _likely_codecs(data):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        return text, LEGACY[codec], [f"read as {LEGACY[codec]}"]
    raise ImportProblem("no encoding we know turns this file into text.", remedy=SAVE_AS_UTF8, file=name)


def _likely_codecs(data: bytes) -> list[str]:
    """Encodings to try, likeliest first; none where the bytes look like no text at all."""
    sample = data[:SAMPLE]
    if _looks_western(sample):
        return ["cp1252"]
    matches = from_bytes(sample, cp_isolation=list(LEGACY))
    if len(data) > SAMPLE and not matches:
        # The sample may have been cut within a character.
        matches = from_bytes(sample[: sample.rfind(b"\n") + 1], cp_isolation=list(LEGACY))
    return [match.encoding for match in matches if match.encoding in LEGACY]


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


def find_encodings(sample: bytes, name: str) -> list[Encoding]:
    """What a long file may be encoded in, likeliest first, by whole lines from it; its first line comes first.

    Raises ImportProblem as decode() does.
    """
    if not sample.strip(b"\x00 \t\r\n"):
        raise ImportProblem("this file is empty.", remedy="Upload one with text in it.", file=name)
    _refuse_known_binaries(sample, name)
    for mark, codec, label in MARKS:
        if sample.startswith(mark):
            return [Encoding(codec, label, len(mark), () if codec == "utf-8" else (f"read as {label}",))]
    if utf16 := _unmarked_utf16(sample[: len(sample) // 2 * 2]):
        return [Encoding(utf16, "UTF-16", 0, ("read as UTF-16 (the file does not say so)",))]
    unicode = [Encoding("utf-8", "UTF-8")]
    if b"\x1b$" in sample:
        return [Encoding("iso2022_jp", "ISO-2022-JP", 0, ("read as ISO-2022-JP",)), *unicode]
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError:
        legacy = _likely_codecs(sample)
        if _mostly_utf8(sample) or (legacy == ["cp1252"] and _some_lines_utf8(sample)):
            return unicode
        if not legacy:
            raise ImportProblem(
                "no encoding we know turns this file into text.", remedy=SAVE_AS_UTF8, file=name
            ) from None
        return [Encoding(codec, LEGACY[codec], 0, (f"read as {LEGACY[codec]}",)) for codec in legacy]
    return unicode


def _some_lines_utf8(sample: bytes) -> bool:
    """Western text of one byte a letter is never UTF-8 by chance: where lines are, two files were put together."""
    for line in sample.split(b"\n"):
        if not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            return True
    return False
