"""A kind of work for tests: slow, counted in a file, and stoppable. Real workers import it by name."""

import time
from pathlib import Path

from workbench.jobs.registry import job
from workbench.jobs.runner import Run
from workbench.web.errors import WorkbenchError


@job("test.count")
def count(run: Run, *, file: str, steps: int, pause: float = 0.0) -> dict[str, object]:
    """Write a line when begun and one when ended; what lies between takes its time."""
    with Path(file).open("a", encoding="utf-8") as lines:
        lines.write(f"begun {run.job.attempt}\n")
    for step in range(steps):
        run.progress(step, steps, "Counting")
        time.sleep(pause)
    with Path(file).open("a", encoding="utf-8") as lines:
        lines.write(f"ended {run.job.attempt}\n")
    return {"message": f"Counted to {steps}."}


@job("test.refuse")
def refuse(run: Run) -> None:
    """Break a rule."""
    raise WorkbenchError("P07.docx is empty. Export it again from your recorder.")


@job("test.crash")
def crash(run: Run) -> None:
    """Fail in a way nobody foresaw."""
    raise ZeroDivisionError("division by zero")


@job("test.cancel_itself")
def cancel_itself(run: Run) -> None:
    """Be cancelled between two steps."""
    run.progress(1, 2)
    type(run.job).objects.filter(pk=run.job.pk).update(cancel_requested=True)
    run.progress(2, 2)
    raise AssertionError("a cancelled job went on")
