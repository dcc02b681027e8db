"""Exit 0 if the web server of this container answers; what the health check asks."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/",
        headers={"Host": os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310  our own address
            return 0 if response.status == 200 else 1
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
