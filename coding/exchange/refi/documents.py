"""The text of a source that a project file has only as a Word document or a PDF. Pure."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from coding.exchange.refi.container import Container
from coding.exchange.refi.guids import derived
from coding.exchange.refi.model import Pdf, Project, Text
from coding.sources.importers.characters import counted
from coding.sources.importers.problems import ImportProblem, shorten
from coding.sources.importers.registry import parse_transcript

PATIENCE = 40.0  # seconds for all documents of a file; the rest of them is kept without a text
_READ = {".docx", ".odt", ".rtf", ".pdf"}


@dataclass
class Documents:
    """Reads what has no text of its own, as far as it can be read; says how many were, and which were not."""

    container: Container
    read: int = 0
    unread: list[str] = field(default_factory=list)
    _spent: float = 0.0

    def give_texts(self, project: Project) -> None:
        """Give texts to sources and notes that are only Word documents, and to PDFs that come without theirs."""
        for text in [*(one for one in project.sources if isinstance(one, Text)), *project.notes]:
            if text.rich_text_path and not self._has_text(text):
                text.content = self._text(text.rich_text_path, text.name)
        for pdf in (one for one in project.sources if isinstance(one, Pdf)):
            said = pdf.representation
            if not (said and self._has_text(said)) and (words := self._text(pdf.path, pdf.name)):
                pdf.representation = said or Text(derived(uuid.UUID(pdf.guid), "text"))
                pdf.representation.content = words

    def _has_text(self, text: Text) -> bool:
        return text.content is not None or self.container.info(text.plain_text_path) is not None

    def sentences(self) -> list[str]:
        """What the report says of them."""
        said = []
        if self.read:
            n = counted(self.read, "source or note is", "sources or notes are")
            said.append(f"{n} in the file only as a Word document or PDF; the text was read from that.")
        if self.unread:
            names = ", ".join(f"“{shorten(name, 40)}”" for name in self.unread[:5])
            more = f" and {len(self.unread) - 5:,} more" if len(self.unread) > 5 else ""
            n = counted(len(self.unread), "source or note has", "sources or notes have")
            said.append(f"{n} no text in the file that could be read: {names}{more}. Kept, but not shown.")
        return said

    def _text(self, address: str | None, name: str | None) -> str | None:
        """The words of a document in the file; None where there are none, or time is up."""
        info = self.container.info(address)
        if info is None:
            return None  # listed with all that is missing
        words, began = "", time.monotonic()
        if PurePosixPath(info.filename).suffix.lower() in _READ and self._spent < PATIENCE:
            try:
                words = parse_transcript(PurePosixPath(info.filename).name, self.container.read(info)).text
            except ImportProblem:
                words = ""
            self._spent += time.monotonic() - began
        if not words:
            self.unread.append(name or "?")
            return None
        self.read += 1
        return words
