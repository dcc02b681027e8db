"""From file to agreed codes."""

from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "coding"
    verbose_name = "Coding"

    def ready(self) -> None:
        from coding import exports, jobs  # noqa: F401  registers job kinds and exporters upward
