"""All models of the coding app, in one place for Django."""

from coding.agreement.models import Interpretation
from coding.bank.models import Attribution, BankedQuotation, ManuscriptCheck
from coding.codebook.models import Code, CodebookVersion
from coding.codings.models import Assignment, Coding, FavouriteCode, Layer, Memo, Origin, Uncoded
from coding.deidentification.models import Look, Mention, Replacement
from coding.exchange.models import Identity, KeptFile
from coding.reconciliation.models import CodebookNote, Decision, Disagreement, Discussion, ReopenRequest, Round
from coding.revisions.models import Displacement, Revision
from coding.sources.models import (
    Case,
    ImportedFile,
    Question,
    Source,
    Speaker,
    Turn,
    Upload,
    Variable,
    VariableValue,
)
from coding.surveys.models import SavedMapping

__all__ = [
    "Assignment",
    "Attribution",
    "BankedQuotation",
    "Case",
    "Code",
    "CodebookNote",
    "CodebookVersion",
    "Coding",
    "Decision",
    "Disagreement",
    "Discussion",
    "Displacement",
    "FavouriteCode",
    "Identity",
    "ImportedFile",
    "Interpretation",
    "KeptFile",
    "Layer",
    "Look",
    "ManuscriptCheck",
    "Memo",
    "Mention",
    "Origin",
    "Question",
    "ReopenRequest",
    "Replacement",
    "Revision",
    "Round",
    "SavedMapping",
    "Source",
    "Speaker",
    "Turn",
    "Uncoded",
    "Upload",
    "Variable",
    "VariableValue",
]
