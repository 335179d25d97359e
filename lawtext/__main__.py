"""`python -m lawtext`."""

import sys

from lawtext.cli import main

sys.exit(main())
