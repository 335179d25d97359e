#!/usr/bin/env bash
# What the platform needs from Debian 12, and what its tests need besides.
#
#   ops/system.sh          to run: Python 3.11 with venv
#   ops/system.sh --more   to run with everything: also LibreOffice (.doc, .odt, .rtf) and tesseract (scans)
#   ops/system.sh --dev    to test: all that and Chromium (PostgreSQL comes as a package where Debian's is not installed)
#
# As root it installs what is missing. As anybody else it says what to install: without Python it fails, without
# Chromium the journeys will, without the others their tests are skipped and say so.
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
if [ -n "${1:-}" ]; then
    command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui libreoffice-calc-nogui)
    recognized=" $(tesseract --list-langs 2>/dev/null | tr '\n' ' ') "
    [[ "$recognized" == *" eng "* ]] || missing+=(tesseract-ocr tesseract-ocr-eng)
    [[ "$recognized" == *" sqi "* ]] || missing+=(tesseract-ocr-sqi)
    [[ "$recognized" == *" srp "* ]] || missing+=(tesseract-ocr-srp)
    [[ "$recognized" == *" srp_latn "* ]] || missing+=(tesseract-ocr-srp-latn)
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
