#!/bin/sh
# What a worker container runs; start as many as wanted.
set -eu
exec python -m celery --quiet --app workbench worker --loglevel warning --concurrency "${WORKER_PROCESSES:-2}" \
    --without-gossip --without-mingle
