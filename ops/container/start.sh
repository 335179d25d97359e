#!/bin/sh
# What runs in a container: `web`, `worker`, `prepare` (once before both), or any command of `civikos`.
set -eu

case "${1:-web}" in
prepare)
    civikos migrate --noinput
    exec civikos load_jurisdiction
    ;;
web)
    # Into the volume and not into the image: file names carry a hash of the content, and old pages may still ask for old ones.
    civikos collectstatic --noinput --verbosity 0
    exec gunicorn config.wsgi --bind 0.0.0.0:8000 --worker-class gthread \
        --workers "${WEB_PROCESSES:-2}" --threads "${WEB_THREADS:-4}" --worker-tmp-dir /dev/shm \
        --max-requests 10000 --max-requests-jitter 1000 --no-control-socket --log-level warning
    ;;
worker)
    exec civikos work --quiet
    ;;
*)
    exec civikos "$@"
    ;;
esac
