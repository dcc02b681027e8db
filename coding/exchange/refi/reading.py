"""What the reading process does with a REFI-QDA file (coding.sources.importers.child calls it by name). Pure.

Into the folder "out" go `project.qde` (settled), `kept.zip` (that and the media files) and, for each source with a
text, `N.reading`: the transcript with its turns.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

from coding.exchange.refi.container import Container, opened
from coding.exchange.refi.markup import Faults, parse, read_codebook, read_project, write_codebook, write_project
from coding.exchange.refi.mending import mend
from coding.exchange.refi.model import text_of
from coding.exchange.refi.settling import Settled, settle
from coding.sources.importers.readings import write_reading
from coding.sources.importers.transcript import recognise_turns

PROJECT_FILE, KEPT, CODEBOOK_FILE = "project.qde", "kept.zip", "codebook.qdc"


def read_qdpx(task: dict[str, Any], tell: Any) -> dict[str, Any]:
    """Read a project; the facts are {"name", "origin", "said", "unplaced", "missing", "media", "texts"}.

    `texts` maps the guid of a source to the number of its reading.
    """
    name, out, faults = task["name"], Path(task["out"]), Faults()
    with opened(Path(task["path"]), name) as container:
        settled = settle(read_project(parse(container.xml, name), name, faults), container, faults)
        return write_out(settled, container, out, tell)


def write_out(settled: Settled, container: Container, out: Path, tell: Any) -> dict[str, Any]:
    """Write what was settled into the folder; returns the facts."""
    texts = _write_texts(settled, out, tell)
    (out / PROJECT_FILE).write_bytes(write_project(settled.project))
    _keep(settled, container, out)
    return {
        "name": settled.project.name or "", "origin": settled.project.origin or "", "said": settled.said,
        "unplaced": sorted(settled.unplaced), "missing": list(settled.missing), "media": sorted(settled.media.values()),
        "texts": texts,
    }  # fmt: skip


def _write_texts(settled: Settled, out: Path, tell: Any) -> dict[str, int]:
    """Write the texts of sources, which the description then need not hold; their numbers by guid."""
    texts: dict[str, int] = {}
    for number, source in enumerate(settled.project.sources):
        text = text_of(source)
        if text is None or not (text.content or "").strip() or not source.guid or source.guid in texts:
            continue
        write_reading(out / f"{number}.reading", recognise_turns(text.content))
        text.content = None
        texts[source.guid] = number
        tell({"progress": len(texts)})
    return texts


def _keep(settled: Settled, container: Container, out: Path) -> None:
    with zipfile.ZipFile(out / KEPT, "w", zipfile.ZIP_DEFLATED) as kept:
        kept.write(out / PROJECT_FILE, PROJECT_FILE)
        for inside in sorted(set(settled.media.values())):
            with (
                container.open(container.archive.getinfo(inside)) as stream,
                kept.open(f"sources/{Path(inside).name}", "w") as to,
            ):
                shutil.copyfileobj(stream, to, 1 << 20)


def read_qdc(task: dict[str, Any], _tell: Any) -> dict[str, Any]:
    """Read a codebook, from a .qdc or a whole project; it goes to `codebook.qdc` in "out"."""
    name, faults = task["name"], Faults()
    with opened(Path(task["path"]), name) as container:
        codebook = read_codebook(parse(container.xml, name), name, faults)
    mend(codebook, faults)
    (Path(task["out"]) / CODEBOOK_FILE).write_bytes(write_codebook(codebook))
    return {"origin": codebook.origin or "", "said": faults.sentences()}
