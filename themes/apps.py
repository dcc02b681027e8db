"""From passages to a theme matrix."""

from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "themes"
    verbose_name = "Themes"

    def ready(self) -> None:
        from themes import deidentification, exchange, exports, history, jobs, methods, overview, palette  # noqa: F401  registers job kinds and exporters upward
        from themes.advice import undo as _undo_advice  # noqa: F401
        from themes.catalogue import acceptance_undo, bank, memos, placing, undo  # noqa: F401  what lies in a text follows it
        from themes.matrices import undo as _undo_matrices  # noqa: F401
        from themes.meaning import answers  # noqa: F401  orders answers by meaning
        from themes.suggestions import placing as _placing  # noqa: F401
        from themes.suggestions import undo as _undo_suggestions  # noqa: F401
