"""Reads one mail from standard input and prints it as JSON; exit status 2 and `{"error": …}` when it cannot be read."""

import json
import sys

from mailtext.guard import LARGEST
from mailtext.model import Unreadable
from mailtext.reading import read_mail
from mailtext.serial import to_json


def main() -> int:
    """`python -m mailtext < raw`."""
    try:
        printed, status = to_json(read_mail(sys.stdin.buffer.read(LARGEST + 1))), 0
    except Unreadable as unreadable:
        printed, status = json.dumps({"error": {"code": unreadable.code, "details": unreadable.details}}), 2
    sys.stdout.write(printed + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
