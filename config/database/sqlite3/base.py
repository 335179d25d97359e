"""Django's SQLite, with writers that take turns (see `config.database.turns`)."""

from typing import Any

from django.db.backends.sqlite3 import base

from config.database.turns import Turn


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait for their turn before they begin, and give it back when they end."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._turn: Turn | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection; one to a file gets turns."""
        if not self.is_in_memory_db():
            self._turn = Turn(str(self.settings_dict["NAME"]), patience=conn_params.get("timeout", 5))
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        if self._turn is not None:
            self._turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.give()
