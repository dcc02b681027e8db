"""Guids as products write them: either case, with braces or without, sometimes none at all. Pure."""

from __future__ import annotations

import re
import uuid

_FORM = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}")
_OTHERS = uuid.UUID("6f1f2c6e-6a0e-4c52-9d7e-0c2a8d3f7b51")  # under which a name that is no guid gets one


def is_guid(text: str) -> bool:
    """Whether the text is a guid as the standard has it.

    >>> is_guid("{c32a2bd5-537f-4838-8b17-df9efbafdf4b}"), is_guid("code-1")
    (True, False)
    """
    return bool(_FORM.fullmatch(text) or _FORM.fullmatch(_bare(text)))


def canonical(text: str) -> str:
    """The guid in upper case without braces; for anything else a guid that is the same for the same text.

    >>> canonical("{c32a2bd5-537f-4838-8b17-df9efbafdf4b}")
    'C32A2BD5-537F-4838-8B17-DF9EFBAFDF4B'
    """
    if _FORM.fullmatch(text):
        return text
    bare = _bare(text)
    return bare if _FORM.fullmatch(bare) else derived(_OTHERS, text)


def derived(namespace: uuid.UUID, name: str) -> str:
    """A guid that follows from a name within a namespace, always the same."""
    return str(uuid.uuid5(namespace, name)).upper()


def _bare(text: str) -> str:
    bare = text.strip().upper()
    return bare[1:-1] if bare.startswith("{") and bare.endswith("}") else bare
