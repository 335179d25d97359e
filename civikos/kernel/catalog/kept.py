"""
What a process keeps for a while: finished parts of pages, rows by their revision.

Values are kept as they are, not as copies: whoever gets one must not change it. Keys name everything a value depends on,
so nothing has to be thrown away when something changes; it is just not asked for again.
"""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache


class KeptObjects(LocMemCache):
    """Django's cache in the memory of one process, without pickling: getting a page's parts costs nothing."""

    _lock: Any
    _cache: Any
    _has_expired: Callable[[str], bool]
    _delete: Callable[[str], bool]
    _set: Callable[..., None]

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value itself."""
        key = self.make_and_validate_key(key, version=version)
        with self._lock:
            if self._has_expired(key):
                self._delete(key)
                return default
            self._cache.move_to_end(key, last=False)
            return self._cache[key]

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value itself."""
        key = self.make_and_validate_key(key, version=version)
        with self._lock:
            self._set(key, value, timeout)

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value if there is none."""
        key = self.make_and_validate_key(key, version=version)
        with self._lock:
            if not self._has_expired(key):
                return False
            self._set(key, value, timeout)
            return True

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Values here are not counters."""
        raise NotImplementedError("this cache keeps finished things, it does not count")
