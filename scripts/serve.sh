#!/bin/sh
# What the web container runs: migrate, collect static files, serve.
set -eu
python manage.py migrate --noinput
python manage.py collectstatic --noinput --verbosity 0
exec python -m granian --interface wsgi --host "${HOST:-0.0.0.0}" --port "${PORT:-8000}" \
    --workers "${WEB_PROCESSES:-2}" --blocking-threads 4 --backpressure 64 \
    --no-access-log --log-level warning workbench.wsgi:application
