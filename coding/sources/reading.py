"""Reading uploads in a process of their own, so that no file can slow or kill a worker or the site."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from coding.sources.importers.limits import Limits

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
CHILD = "coding.sources.importers.child"
WRITTEN_PER_UNPACKED = 4  # a row of a table takes more room as JSON than in its file
# One thread each: the libraries of numbers reserve memory by the thread.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


class NotRead(Exception):
    """A file could not be read; `str()` is the sentence that says why. `late`: it took longer than it may."""

    def __init__(self, message: str, *, late: bool = False) -> None:
        super().__init__(message)
        self.late = late


def import_limits() -> Limits:
    """The limits that the settings say."""
    return Limits(
        file_bytes=settings.UPLOAD_MAX_BYTES,
        unpacked_bytes=settings.IMPORT_MAX_UNPACKED_BYTES,
        files=settings.IMPORT_MAX_FILES,
        characters=settings.IMPORT_MAX_CHARACTERS,
        rows=settings.IMPORT_MAX_ROWS,
        columns=settings.IMPORT_MAX_COLUMNS,
        pages=settings.IMPORT_MAX_PAGES,
    )


class Reader:
    """Reads files in a child process, which is started when first needed and again after a file that ended it."""

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = settings.IMPORT_MAX_SECONDS if seconds is None else seconds
        self._child: subprocess.Popen[str] | None = None
        self._ready = False

    def ask(self, do: str, *, name: str, on_rows: Callable[[int], None] | None = None, **task: Any) -> dict[str, Any]:
        """What the child answers to a task (importers.child); raises NotRead with a sentence about the file `name`."""
        child = self._child = self._child or self._start()
        if not self._ready:
            self._ready = bool(child.stdout.readline())
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self.seconds, stop)
        timer.start()
        try:
            said = self._converse(child, {"do": do, "name": name, "limits": asdict(import_limits()), **task}, on_rows)
        finally:
            timer.cancel()
            if late.is_set():
                self.close()
        if "facts" in said:
            return said["facts"]
        raise NotRead(self._sentence(name, said, late=late.is_set()), late=late.is_set())

    def close(self) -> None:
        """End the child."""
        if self._child:
            self._child.kill()
            self._child.communicate()
        self._child, self._ready = None, False

    def _start(self) -> subprocess.Popen[str]:
        limits = import_limits()
        # The child needs none of our secrets: not the database, not the key.
        kept = {"PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH"}
        environment = {key: value for key, value in os.environ.items() if key in kept}
        memory = str(settings.IMPORT_MAX_MEMORY_BYTES)
        written = str(limits.unpacked_bytes * WRITTEN_PER_UNPACKED)
        return subprocess.Popen(
            [sys.executable, "-m", CHILD, memory, written, str(self.seconds)],
            cwd=ROOT,
            env=environment | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def _converse(
        self, child: subprocess.Popen[str], task: dict[str, Any], on_rows: Callable[[int], None] | None
    ) -> dict[str, Any]:
        """The last line that the child says of a task; empty if it died."""
        try:
            child.stdin.write(json.dumps(task) + "\n")
            child.stdin.flush()
            for line in child.stdout:
                said = json.loads(line)
                if "progress" not in said:
                    return said
                if on_rows:
                    on_rows(said["progress"])
        except (OSError, ValueError):
            logger.info("The reading process broke off.")
        except BaseException:
            # Whoever listened to the progress wants no more: what the child says later belongs to no task.
            self.close()
            raise
        self.close()
        return {}

    def _sentence(self, name: str, said: dict[str, Any], *, late: bool) -> str:
        if "problem" in said:
            return said["problem"]
        if "crash" in said:
            logger.warning("Reading an upload failed: %s", said["crash"])
            return _(
                "%(name)s: this file is not as files of its kind are. Save it again from its program, and send that."
            ) % {"name": name}
        if late:
            return _(
                "%(name)s: reading this file took longer than %(seconds)s seconds, so it was stopped. "
                "Split it, or save it as plain text."
            ) % {"name": name, "seconds": f"{self.seconds:g}"}
        most = f"{settings.IMPORT_MAX_MEMORY_BYTES // 1024**2:,}"
        if "memory" in said:
            self.close()
            return _(
                "%(name)s: reading this file needed more memory than the %(most)s MB that one file may take. "
                "Split it, or save it as plain text."
            ) % {"name": name, "most": most}
        return _(
            "%(name)s: reading this file broke off: it is damaged, or needs more memory than the %(most)s MB that one "
            "file may take. Save it again from its program, or as plain text."
        ) % {"name": name, "most": most}


@contextmanager
def reader(seconds: float | None = None) -> Iterator[Reader]:
    """A Reader whose child is gone afterwards."""
    reading = Reader(seconds)
    try:
        yield reading
    finally:
        reading.close()
