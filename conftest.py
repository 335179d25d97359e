"""
Fixtures for every test of the house; who the people are is told in tests/personas.py.

`at`            a moment: Tuesday 24 November 2026, 10:00 in Prishtina           `clock`  makes it the present
`secretariat`, `member`, `other_member`, `ministry`, `visitor`                   actors with all that makes them so
`jurisdiction`  the profile's rules, calendar, places, topics, kinds of acts and institutions
`client_as`     a browser of an actor                                            `queries` counts SQL queries
`mail_servers`  an SMTP server and a mailbox on the loopback, named in the settings
`media`         files and mail in a folder of the test (every test with a database has it)
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client, TransactionTestCase

from civikos.kernel.accounts.actor import Actor

AT = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Belgrade"))


def pytest_configure(config: pytest.Config) -> None:
    """Whitenoise warns of a missing folder, and here a warning is an error."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


# --- No network but this machine's own ---------------------------------------------------------------------------
_outside: list[str] = []


class OutsideWorld(Exception):
    """A test reached for an address that is not this machine's own."""


def _is_outside(host: object) -> bool:
    if not isinstance(host, str) or host in {"", "localhost"}:
        return False
    try:
        return not ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return not host.endswith(".localhost")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        host = arguments[1][0] if isinstance(arguments[1], tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
    else:
        return
    # Mail servers and web servers ask for the name of the machine they run on; asking is not reaching.
    if _is_outside(host) and not (event == "socket.getaddrinfo" and host == _own_name()):
        _outside.append(str(host))
        raise OutsideWorld(f"a test reached for {host!r}: only addresses of this machine are allowed")


def _own_name() -> str:
    import socket

    return socket.gethostname()


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def _no_outside_world() -> Iterator[None]:
    """Fails a test that reached outside, also when the code under test swallowed the refusal."""
    _outside.clear()
    yield
    if _outside:
        pytest.fail(f"the test reached outside this machine: {sorted(set(_outside))}")


# --- Language ---
@pytest.fixture(autouse=True)
def _language_of_the_house() -> Iterator[None]:
    """Every test begins in Albanian: a page asked for in another language leaves its language behind in the thread."""
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        yield
        return
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


# --- Databases -----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, worker_id: str, tmp_path_factory: Any
) -> Iterator[Any]:
    """A migrated database for this process; see tests/databases.py."""
    from django.db import connection

    from tests import databases

    with django_db_blocker.unblock():
        copies = (
            databases.SqliteCopies(tmp_path_factory.mktemp("database"))
            if connection.vendor == "sqlite"
            else databases.PostgresCopies(worker_id)
        )
        with databases.one_at_a_time():
            copies.make_template()
        copies.restore()
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: copies.restore())
    yield copies
    patch.undo()
    with django_db_blocker.unblock():
        copies.drop()


@pytest.fixture
def database_url(transactional_db: None, django_db_setup: Any) -> str:
    """The address of this test's database, for child processes; what the test writes is committed."""
    return str(django_db_setup.url)


@pytest.fixture(autouse=True)
def _apart(request: pytest.FixtureRequest) -> None:
    """Every test with a database has its own files and mail."""
    if {"db", "transactional_db", "live_server"} & set(request.fixturenames) or request.node.get_closest_marker(
        "django_db"
    ):
        request.getfixturevalue("media")


@pytest.fixture(autouse=True)
def _own_language(settings: Any) -> Iterator[None]:
    """A page leaves its language behind in the thread; the next test begins in the language of the house."""
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for stored files (`files/`) and mail (`mail/`)."""
    from django.core.cache import caches

    place = {"location": str(tmp_path / "files"), "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": place},
    }
    settings.MAIL_DIR = tmp_path / "mail"
    for name in settings.CACHES:
        caches[name].clear()
    return tmp_path


@pytest.fixture(scope="session")
def _profile(django_db_setup: None, django_db_blocker: Any) -> Any:
    from tests import profile_rows

    with django_db_blocker.unblock():
        return profile_rows.read()


@pytest.fixture
def jurisdiction(db: None, _profile: Any) -> None:
    """The profile of the jurisdiction, as `civikos load_jurisdiction` writes it."""
    from tests import profile_rows

    profile_rows.write(_profile)


@pytest.fixture
def queries() -> Callable[..., Any]:
    """`with queries(12):` exactly twelve SQL queries; `with queries(at_most=12) as seen:` no more than that."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def counted(exactly: int | None = None, *, at_most: int | None = None) -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connection) as seen:
            yield seen
        listed = "\n".join(f"{number}. {query['sql']}" for number, query in enumerate(seen.captured_queries, 1))
        if exactly is not None and len(seen) != exactly:
            pytest.fail(f"{len(seen)} queries, {exactly} expected:\n{listed}")
        if at_most is not None and len(seen) > at_most:
            pytest.fail(f"{len(seen)} queries, at most {at_most} expected:\n{listed}")

    return counted


@pytest.fixture
def unused_port() -> Callable[[], int]:
    """A port of this machine on which nobody listens."""
    import socket

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


@pytest.fixture
def mail_servers(media: Path, settings: Any) -> Iterator[Any]:
    """A real SMTP server that takes what the house sends, and a real mailbox that the house reads; see tests/servers."""
    from tests import servers

    with servers.running(settings, media) as both:
        settings.DATA_DIR = media
        yield both


# --- Time and people -------------------------------------------------------------------------------------------------
@pytest.fixture
def at() -> datetime:
    """Tuesday 24 November 2026, 10:00 in Prishtina."""
    return AT


@pytest.fixture
def clock(at: datetime) -> Iterator[Any]:
    """Stop the clock at `at`; `clock.move_to(...)` and `clock.shift(...)` move it."""
    import time_machine

    with time_machine.travel(at, tick=False) as traveller:
        yield traveller


@pytest.fixture
def secretariat(db: None) -> Actor:
    """Arta, who runs the secretariat."""
    from tests import personas

    return personas.make_secretariat()


@pytest.fixture
def member(db: None) -> Actor:
    """Blerim, who speaks for a member in Prishtina."""
    from tests import personas

    return personas.make_member()


@pytest.fixture
def other_member(db: None) -> Actor:
    """Jelena, who speaks for another member and reads Serbian."""
    from tests import personas

    return personas.make_other_member()


@pytest.fixture
def ministry(db: None) -> Actor:
    """Driton, who answers for a ministry."""
    from tests import personas

    return personas.make_ministry()


@pytest.fixture
def visitor() -> Actor:
    """Nobody we know."""
    from tests import personas

    return personas.make_visitor()


@pytest.fixture
def client_as(db: None) -> Callable[[Actor], Client]:
    """A browser in which an actor is signed in, or has opened one personal link, or neither."""
    from django.utils import timezone

    from civikos.kernel.entrance.middleware import REACH

    def browser_of(actor: Actor) -> Client:
        client = Client()
        if actor.person is None:
            return client
        if actor.audience:
            session = client.session
            session[REACH] = {
                "person": actor.person.pk,
                "audience": actor.audience,
                "until": timezone.now().timestamp() + 24 * 3600,
            }
            session.save()
            client.cookies["session"] = session.session_key
        else:
            client.force_login(actor.person, backend="civikos.kernel.accounts.backends.CodeBackend")
        return client

    return browser_of
