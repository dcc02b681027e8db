#!/bin/sh
# Makes sure that browser tests have a Chromium: one on the PATH, else Debian's package, else Playwright's own.
set -eu
for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's Chromium for the browser tests…"
    apt-get update -qq
    # Some releases have the one without a window, which is quicker; all have the other.
    for package in chromium-headless-shell chromium; do
        if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1; then
            exit 0
        fi
    done
    echo "Neither chromium-headless-shell nor chromium can be installed."
    exit 1
fi
.venv/bin/python -m playwright install chromium
