"""Long work of the themes app; imported in AppConfig.ready(), which registers it."""

from themes.advice import jobs as advice
from themes.meaning import jobs as meaning
from themes.suggestions import jobs as suggestions

__all__ = ["advice", "meaning", "suggestions"]
