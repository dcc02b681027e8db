"""The one encoder of this process, as the settings choose it."""

from functools import cache
from pathlib import Path

from django.conf import settings

from themes.embeddings.encoder import Encoder


@cache
def shared_encoder() -> Encoder:
    """Return the encoder of this process: opening it takes a second, and hashing its weights part of one."""
    chosen = Path(settings.EMBEDDING_MODEL).expanduser() if settings.EMBEDDING_MODEL else None
    return Encoder(chosen, exports=Path(settings.MODELS_DIR))
