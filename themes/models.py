"""All models of the themes app, in one place for Django."""

from themes.catalogue.models import DisplacedQuotation, Quotation, Theme
from themes.embeddings.models import Embedding
from themes.suggestions.models import SuggestedPassage, Suggestion, SuggestionRun

__all__ = [
    "DisplacedQuotation",
    "Embedding",
    "Quotation",
    "SuggestedPassage",
    "Suggestion",
    "SuggestionRun",
    "Theme",
]
