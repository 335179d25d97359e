"""
Give Django, and everything else in this process, an SQLite that is recent enough for write-ahead logging.

SQLite up to 3.51.2 can corrupt a database in WAL mode when two connections checkpoint at once (fixed in 3.51.3).
Debian 12 ships 3.40. The package `pysqlite3` carries a current SQLite inside; it takes the place of the standard
module before anybody imports that one.
"""

import sys

SAFE_FOR_WAL = (3, 51, 3)


def use_bundled_sqlite() -> bool:
    """Put `pysqlite3` in the place of `sqlite3`; False where the package is missing or older than what Python brings."""
    try:
        import pysqlite3
    except ImportError:
        return False
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    return True


def is_safe_for_wal() -> bool:
    """Whether the SQLite in use has the fix of 3.51.3 for the write-ahead log."""
    import sqlite3

    return tuple(int(part) for part in sqlite3.sqlite_version.split(".")) >= SAFE_FOR_WAL
