"""RTF transcripts: paragraphs and tables in reading order, footnotes after their paragraph."""

from coding.sources.importers.guards import damaged, refuse_big, refuse_empty
from coding.sources.importers.lines import MARGINS_LEFT_OUT, sentences, to_transcript
from coding.sources.importers.rtf_text import RichText
from coding.sources.importers.transcript import ParsedTranscript


def parse_rtf(name: str, data: bytes) -> ParsedTranscript:
    """Read an RTF document; what is left out is said under `assumed`, never dropped in silence."""
    refuse_big(len(data), name)
    refuse_empty(data, name)
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not data.startswith(b"{\\rtf"):
        raise damaged(name, "RTF", data)
    reading = RichText(name, data)
    reading.read()
    margins = [MARGINS_LEFT_OUT] if reading.margins else []
    return to_transcript(reading.lines, [*sentences(reading.seen), *margins])
