"""Reading the passages of a study as long work."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from themes.embeddings.actions import embed_texts
from themes.embeddings.current import shared_encoder
from themes.embeddings.encoder import EncoderUnavailable
from themes.embeddings.sharing import help_embedding
from themes.meaning.actions import JOB, read_passages
from workbench.jobs.registry import helps, job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError

helps(JOB)(help_embedding)


@job(JOB)
def read(run: Run, text: str, address: str) -> dict[str, Any]:
    """Read what was asked first, then the passages; every window is kept, so that a second run goes on from there."""
    try:
        if text:
            run.progress(0, 0, _("Reading what you asked"))
            embed_texts(texts=[text], encoder=shared_encoder())
        read_passages(
            project=run.project, encoder=shared_encoder(),
            on_progress=lambda done, _total: run.progress(done, 0, _("Passages read: %(n)s") % {"n": f"{done:,}"}),
            run=run,
        )  # fmt: skip
    except EncoderUnavailable as error:
        raise WorkbenchError(str(error)) from error
    return {"url": address, "link": _("Show what is near"), "go_on": bool(text)}
