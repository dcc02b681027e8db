"""All models of the coding app, in one place for Django."""

from coding.codebook.models import Code, CodebookVersion
from coding.codings.models import Assignment, Coding, Layer, Memo
from coding.reconciliation.models import Decision, Disagreement, Round
from coding.sources.models import Case, Question, Source, Speaker, Turn, Upload, Variable, VariableValue

__all__ = [
    "Assignment",
    "Case",
    "Code",
    "CodebookVersion",
    "Coding",
    "Decision",
    "Disagreement",
    "Layer",
    "Memo",
    "Question",
    "Round",
    "Source",
    "Speaker",
    "Turn",
    "Upload",
    "Variable",
    "VariableValue",
]
