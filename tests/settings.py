"""The project's settings on a data folder and a queue of this test process's own."""

import atexit
import os
import shutil
import tempfile

_name = os.environ.get("PYTEST_XDIST_WORKER", "main")
_folder = tempfile.mkdtemp(prefix=f"marginalia-test-{_name}-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder
os.environ["QUEUE"] = f"test-{_name}-{os.getpid()}"
os.environ.setdefault("JOB_LOST_AFTER", "6")

from workbench.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
