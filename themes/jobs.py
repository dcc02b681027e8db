"""Long work of the themes app; imported in AppConfig.ready(), which registers it."""

from themes.suggestions import jobs as suggestions

__all__ = ["suggestions"]
