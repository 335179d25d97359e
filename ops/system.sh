#!/usr/bin/env bash
# What the platform needs from Debian 12, and what its tests need besides.
#
#   ops/system.sh          to run: Python 3.11 with venv
#   ops/system.sh --dev    to test: also PostgreSQL and Chromium
#
# As root it installs what is missing; as anybody else it says what to install and fails.
set -euo pipefail

python="${PYTHON:-python3.11}"
missing=()
if ! command -v "$python" >/dev/null; then
    missing+=(python3.11 python3.11-venv)
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    missing+=(python3.11-venv)
fi
if [ "${1:-}" = "--dev" ]; then
    compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null || missing+=(postgresql-15)
    command -v chromium >/dev/null || missing+=(chromium)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "These packages are missing. Install them as root and call again:  apt-get install ${missing[*]}" >&2
    exit 1
fi
echo "system: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# A database server for the tests only: no cluster of the machine's own is made or started.
if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
