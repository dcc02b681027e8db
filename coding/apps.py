"""From file to agreed codes."""

from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "coding"
    verbose_name = "Coding"

    def ready(self) -> None:
        from coding import exports, history, jobs, overview, palette, progress  # noqa: F401  registers what the site shows and runs
        from coding.agreement import undo as agreement_undo  # noqa: F401
        from coding.bank import merging as bank_merging  # noqa: F401
        from coding.bank import placing as bank_placing  # noqa: F401
        from coding.bank import undo as bank_undo  # noqa: F401
        from coding.codings import favourite_undo, mark_undo, undo  # noqa: F401  registers what can be taken back
        from coding.finding import undo as finding_undo  # noqa: F401
        from coding.memos import kinds  # noqa: F401  what memos are about
        from coding.memos import undo as memos_undo  # noqa: F401
        from coding.quotations import undo as codebook_undo  # noqa: F401
        from coding.reconciliation import memos, round_undo  # noqa: F401
        from coding.reconciliation import undo as reconciliation_undo  # noqa: F401
        from coding.reporting import material, process, software  # noqa: F401  parts of the methods section
        from coding.revisions import undo as revisions_undo  # noqa: F401

        self._scrub_what_is_kept()

    def _scrub_what_is_kept(self) -> None:
        """Neither subject knows of the other: de-identification reaches the kept project files from here."""
        from coding.deidentification.scrubbing import scrubs
        from coding.exchange.projects.scrubbing import scrub_kept

        scrubs(scrub_kept)
