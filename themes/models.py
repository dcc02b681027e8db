"""All models of the themes app, in one place for Django."""

from themes.advice.models import AdviceRun, Dismissal
from themes.catalogue.models import DisplacedQuotation, Quotation, Theme, ThemeCode
from themes.embeddings.models import Embedding, EmbeddingChunk
from themes.matrices.models import Matrix, Summary, SummaryVersion
from themes.suggestions.models import RunPassage, SuggestedPassage, Suggestion, SuggestionRun

__all__ = [
    "AdviceRun",
    "Dismissal",
    "DisplacedQuotation",
    "Embedding",
    "EmbeddingChunk",
    "Matrix",
    "Quotation",
    "RunPassage",
    "SuggestedPassage",
    "Suggestion",
    "SuggestionRun",
    "Summary",
    "SummaryVersion",
    "Theme",
    "ThemeCode",
]
