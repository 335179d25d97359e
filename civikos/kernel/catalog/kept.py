"""
What a process keeps for a while: finished parts of pages, rows by their revision.

Values are kept as they are, not as copies: whoever gets one must not change it. Keys name everything a value depends on,
so nothing has to be thrown away when something changes; it is just not asked for again.
"""

import time
from collections import OrderedDict
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_stores: dict[str, "OrderedDict[str, tuple[float | None, Any]]"] = {}
_lock = Lock()


class KeptObjects(BaseCache):
    """Django's cache in the memory of one process, without pickling: getting a part of a page costs next to nothing."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._most = params.get("OPTIONS", {}).get("MAX_ENTRIES", 1000)
        self._store = _stores.setdefault(name, OrderedDict())

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value itself."""
        name = self.make_key(key, version=version)
        with _lock:
            found = self._store.get(name)
            if found is None:
                return default
            until, value = found
            if until is not None and until <= time.time():
                del self._store[name]
                return default
            self._store.move_to_end(name)
            return value

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value itself; what was not asked for the longest time makes room for it."""
        name = self.make_key(key, version=version)
        with _lock:
            self._store[name] = (self.get_backend_timeout(timeout), value)
            self._store.move_to_end(name)
            while len(self._store) > self._most:
                self._store.popitem(last=False)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value if there is none."""
        if self.get(key, self, version) is not self:
            return False
        self.set(key, value, timeout, version)
        return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Let a value go; whether there was one."""
        with _lock:
            return self._store.pop(self.make_key(key, version=version), None) is not None

    def clear(self) -> None:
        """Let everything go."""
        with _lock:
            self._store.clear()
