"""The guids of our rows: those that they came with, and for all others those that follow from their keys."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps

from coding.exchange.models import Identity
from coding.exchange.refi.guids import derived
from workbench.projects.models import Project

BATCH = 2000
# The rows that other programs can know by a guid that we made; people are those of the project.
MODELS = {"code": "Code", "source": "Source", "case": "Case", "variable": "Variable", "memo": "Memo"}


class Identities:
    """Guids of a project's rows, by kind: user, code, source, case, variable, memo, comment, coding, theme.

    A coding's key is a guid already; it has another one only where that was taken by a coding of another project.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        own, _made = Identity.objects.get_or_create(
            project=project, kind="project", key="", defaults={"guid": str(uuid.uuid4()).upper()}
        )
        self.namespace = uuid.UUID(own.guid)
        self._guids: dict[str, dict[str, str]] = defaultdict(dict)
        self._keys: dict[str, dict[str, str]] = defaultdict(dict)
        for kind, key, guid in Identity.objects.filter(project=project).values_list("kind", "key", "guid").iterator():
            self._note(kind, key, guid)
        self._new: list[Identity] = []
        self._derived: dict[str, dict[str, str]] = {}

    def _note(self, kind: str, key: str, guid: str) -> None:
        self._guids[kind][key] = guid
        self._keys[kind][guid] = key

    def guid(self, kind: str, key: object) -> str:
        """The guid of a row."""
        known = self._guids[kind].get(str(key))
        if known:
            return known
        return str(key).upper() if kind == "coding" else derived(self.namespace, f"{kind}:{key}")

    def key(self, kind: str, guid: str | None) -> str | None:
        """The key of the row of this guid as text; None where there is none."""
        if guid is None:
            return None
        if known := self._keys[kind].get(guid):
            return known
        if kind in MODELS or kind == "user":
            return self._of_ours(kind).get(guid)
        return guid.lower() if kind == "coding" else None

    def comment_of(self, memo: int) -> str | None:
        """The guid of the selection whose comment a memo is; None for a note of its own."""
        return self._guids["comment"].get(str(memo))

    def _of_ours(self, kind: str) -> dict[str, str]:
        """The keys of rows without a guid of their own, by the one that we give them."""
        if kind not in self._derived:
            self._derived[kind] = {self.guid(kind, key): str(key) for key in self._rows(kind)}
        return self._derived[kind]

    def _rows(self, kind: str) -> Iterable[int]:
        if kind == "user":
            return self.project.memberships.values_list("user_id", flat=True)
        return apps.get_model("coding", MODELS[kind]).objects.filter(project=self.project).values_list("pk", flat=True)

    def learn(self, kind: str, key: object, guid: str | None) -> bool:
        """Remember the guid that a row came with, unless row or guid have another already; says whether it was new."""
        key = str(key)
        if not guid or key in self._guids[kind] or guid in self._keys[kind]:
            return False
        self._note(kind, key, guid)
        self._new.append(Identity(project=self.project, kind=kind, key=key, guid=guid))
        return True

    def forget_gone(self, kind: str, there: Iterable[object]) -> None:
        """Free the guids of rows that are no longer there."""
        kept = {str(key) for key in there}
        gone = [key for key in self._guids[kind] if key not in kept]
        for start in range(0, len(gone), BATCH):
            Identity.objects.filter(project=self.project, kind=kind, key__in=gone[start : start + BATCH]).delete()
        for key in gone:
            del self._keys[kind][self._guids[kind].pop(key)]

    def save(self) -> None:
        """Write what was learnt."""
        Identity.objects.bulk_create(self._new, batch_size=BATCH)
        self._new = []
