"""Long work of the themes app; imported in AppConfig.ready(), which registers it."""

from themes.meaning import jobs as meaning
from themes.suggestions import jobs as suggestions

__all__ = ["meaning", "suggestions"]
