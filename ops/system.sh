#!/usr/bin/env bash
# What the platform needs from Debian 12, and what its tests need besides.
#
#   ops/system.sh          to run: Python 3.11 with venv
#   ops/system.sh --dev    to test: also Chromium (PostgreSQL comes as a package where Debian's is not installed)
#
# As root it installs what is missing. As anybody else it says what to install: without Python it fails, without
# Chromium the journeys will.
set -euo pipefail

python="${PYTHON:-python3.11}"
missing=()
if ! command -v "$python" >/dev/null; then
    missing+=(python3.11 python3.11-venv)
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    missing+=(python3.11-venv)
fi
needed=${#missing[@]}
if [ "${1:-}" = "--dev" ] && [ -z "${CIVIKOS_TEST_CHROMIUM:-}" ]; then
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing on this machine. Install as root, then call again:  apt-get install ${missing[*]}" >&2
    [ "$needed" -eq 0 ]
    exit
fi
echo "system: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
