"""Plain text transcripts."""

from coding.sources.importers.text import decode
from coding.sources.importers.transcript import ParsedTranscript, recognise_turns


def parse_txt(name: str, data: bytes) -> ParsedTranscript:
    decoded = decode(data, name)
    return recognise_turns(decoded.text, decoded.assumed)
