"""The project's settings on a data folder and a queue of this test process's own."""

import atexit
import getpass
import os
import shutil
import tempfile
from pathlib import Path

_name = os.environ.get("PYTEST_XDIST_WORKER", "main")
_folder = tempfile.mkdtemp(prefix=f"marginalia-test-{_name}-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder
os.environ["QUEUE"] = f"test-{_name}-{os.getpid()}"
os.environ.setdefault("JOB_LOST_AFTER", "6")
# One file for all test processes of this person: making it takes seconds, and who finds it half made makes it anew.
os.environ.setdefault("MODELS_DIR", str(Path(tempfile.gettempdir()) / f"marginalia-test-models-{getpass.getuser()}"))

from workbench.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
