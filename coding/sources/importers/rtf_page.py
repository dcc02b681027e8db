"""A text being written out of an RTF file, whose paragraphs, cells and notes end by words of their own."""

from dataclasses import dataclass, field

from coding.sources.importers.lines import Lines

MOST_DUE = 500


@dataclass
class Page:
    """The document's text, or that of a footnote or text box; `depth` is that of its group.

    `due` are the ends of paragraphs and cells since the last text: whether they stay depends on what comes next.
    """

    lines: Lines
    kind: str = ""
    depth: int = 0
    due: str = ""
    in_row: bool = False
    after_row: bool = False
    notes: list[str] = field(default_factory=list)

    def write(self, text: str, bold: bool = False) -> None:
        """Write what is due, then the text."""
        self.lines.write(self.due)
        self.due = ""
        self.lines.write(text, bold)

    def owe(self, due: str, mark: str) -> None:
        """Put the end of a paragraph or cell off; ends without text do not pile up."""
        if len(due) > MOST_DUE:
            self.lines.write(due)
            due = ""
        self.due = due + mark

    def write_notes(self) -> None:
        """Write the footnotes and text boxes of the paragraph that was just written, each on a line."""
        for note in self.notes:
            self.write(f"\n{note}")
        self.notes.clear()

    def finish(self) -> None:
        """End the last paragraph."""
        if self.due or self.lines.within_line:
            self.lines.write(self.due if self.due.endswith("\n") else self.due + "\n")
            self.due = ""
