"""Codings as W3C Web Annotations, which annotation tools and archives read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.codebook.queries import code_paths
from coding.codings.models import Layer
from coding.exchange.codebook_tables import LAYER_CHOICE, facts_about
from coding.exchange.projects.identities import Identities
from coding.exchange.refi.guids import derived
from coding.exchange.web_annotations import annotation, iri, write_collection
from coding.quotations.layers import ALL, layer_codings
from coding.sources.models import Source
from workbench.exporting.documents import Document
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

PSEUDONYMS, NAMES = "pseudonyms", "names"
Creator = Callable[[dict[str, Any]], dict[str, str]]


def name_choices(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    """Return (value, label) of how coders are called."""
    return [(PSEUDONYMS, _("Coder 1, Coder 2 …")), (NAMES, _("By their names"))]


def write_annotations(
    project: Project, viewer: Membership | None, path: Path, *, layer: str = ALL, coders: str = PSEUDONYMS
) -> None:
    """Write the codings of a layer as one collection, in the order of sources and texts, as the viewer may see them."""
    ids = Identities(project)
    codings = layer_codings(project, viewer, layer).order_by("source_id", "start", "end", "code_id", "coder_id")
    people = dict(codings.order_by().values_list("coder_id", "coder__name"))
    creator = partial(_creator, ids, people if coders == NAMES else _pseudonyms(project, people), coders)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        write_collection(
            out, guid=derived(ids.namespace, f"annotations {layer}"), label=project.name, total=codings.count(),
            items=_items(project, ids, codings, creator),
        )  # fmt: skip


def _items(project: Project, ids: Identities, codings: Any, creator: Creator) -> Iterator[dict[str, Any]]:
    """Every annotation; sources and codings are read side by side, so that one text is held at a time."""
    paths = code_paths(project)
    fields = ("pk", "source_id", "code_id", "coder_id", "layer", "start", "end", "created_at")
    by_source = groupby(codings.values(*fields).iterator(chunk_size=2000), key=lambda row: row["source_id"])
    texts = Source.objects.filter(project=project).order_by("pk").values_list("pk", "name", "text")
    sources = texts.iterator(chunk_size=20)
    for wanted, rows in by_source:
        name, text = next((name, text) for key, name, text in sources if key == wanted)
        for row in rows:
            yield annotation(
                guid=ids.guid("coding", row["pk"]), code=ids.guid("code", row["code_id"]), path=paths[row["code_id"]],
                source=ids.guid("source", wanted), name=name, text=text, start=row["start"], end=row["end"],
                creator=creator(row), created=row["created_at"],
            )  # fmt: skip


def _pseudonyms(project: Project, people: dict[int, str]) -> dict[int, str]:
    """Numbers instead of names, in an order that tells nothing and is the same each time."""
    order = sorted(people, key=lambda pk: salted_hmac("coding.exchange", f"{project.pk}.{pk}").hexdigest())
    return {pk: f"Coder {number}" for number, pk in enumerate(order, start=1)}


def _creator(ids: Identities, called: dict[int, str], coders: str, row: dict[str, Any]) -> dict[str, str]:
    if row["layer"] == Layer.CONSENSUS:
        return {"id": iri(derived(ids.namespace, "consensus")), "type": "Organization", "name": "Consensus"}
    if coders == NAMES:
        return {"id": iri(ids.guid("user", row["coder_id"])), "type": "Person", "name": called[row["coder_id"]]}
    # The guid of a member stands beside the name in other files, so a pseudonym has one of its own.
    guid = derived(ids.namespace, f"pseudonym {called[row['coder_id']]}")
    return {"id": iri(guid), "type": "Person", "nickname": called[row["coder_id"]]}


def build_annotations(
    project: Project, viewer: Membership | None, layer: str = ALL, coders: str = PSEUDONYMS
) -> Document:
    """Return what writes the codings as annotations, as the viewer may see them."""
    written = partial(write_annotations, project, viewer, layer=layer, coders=coders)
    title = _("Annotations of “%(project)s”") % {"project": project.name}
    return Document(title=title, tables=[], facts=facts_about(project, layer), files={"jsonld": written})


ANNOTATIONS = Exporter(
    what="annotations",
    kind="data",
    label=gettext_lazy("Web annotations"),
    description=gettext_lazy(
        "Every coding as a W3C Web Annotation (JSON-LD): its place, its words and what stands around them, its code as "
        "a tag. The texts themselves are not in it."
    ),
    formats=("jsonld",),
    build=build_annotations,
    choices=(LAYER_CHOICE, Choice("coders", gettext_lazy("Coders"), name_choices)),
    position=40,
)
