"""The mailbox server of the tests, judged by Python's own client."""

import imaplib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.certificates import make_certificate
from tests.servers.imap import ImapServer

FIRST, SECOND = b"Subject: one\r\n\r\nx\r\n", b"Subject: two\r\n\r\n" + b"y" * 3000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ImapServer]:
    running = ImapServer(*make_certificate(tmp_path), user="box", password="p a/s")
    running.start()
    running.deliver(FIRST)
    running.deliver(SECOND)
    yield running
    running.stop()


@pytest.fixture
def client(server: ImapServer) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context(cafile=str(server.certificate))
    with imaplib.IMAP4_SSL("127.0.0.1", server.port, ssl_context=context, timeout=5) as box:
        yield box


def sign_in(client: imaplib.IMAP4, server: ImapServer) -> None:
    assert client.login(server.user, server.password)[0] == "OK"


def test_it_asks_for_the_password_and_opens_nothing_before(client: imaplib.IMAP4, server: ImapServer) -> None:
    with pytest.raises(imaplib.IMAP4.error):
        client.login("box", "wrong")
    client.state = "AUTH"
    with pytest.raises(imaplib.IMAP4.error):
        client.select("INBOX")
    client.state = "NONAUTH"
    sign_in(client, server)
    assert client.select("Nowhere")[0] == "NO"
    assert client.select("INBOX") == ("OK", [b"2"])
    assert client.response("UIDVALIDITY")[1] == [b"1"]


def test_mails_are_found_fetched_and_flagged_by_uid(client: imaplib.IMAP4, server: ImapServer) -> None:
    sign_in(client, server)
    client.select("INBOX")
    assert client.uid("SEARCH", "ALL") == ("OK", [b"1 2"])
    answer = client.uid("FETCH", "2", "(BODY.PEEK[])")[1]
    assert answer[0][1] == SECOND
    assert client.uid("FETCH", "2", "(BODY.PEEK[]<0.10>)")[1][0][1] == SECOND[:10]
    assert server.flags_of(2) == set(), "a peek leaves it unread"
    client.uid("FETCH", "1", "(BODY[])")
    assert server.flags_of(1) == {"\\Seen"}
    client.uid("STORE", "1", "+FLAGS", "(Ours)")
    assert client.uid("SEARCH", "KEYWORD Ours") == ("OK", [b"1"])
    assert client.uid("SEARCH", "UNKEYWORD Ours") == ("OK", [b"2"])
    assert client.uid("SEARCH", "NOT KEYWORD Ours UNSEEN") == ("OK", [b"2"])
    assert client.uid("SEARCH", "UID 2:*") == ("OK", [b"2"])
    assert client.uid("SEARCH", "UID 9:*") == ("OK", [b"2"]), "the star is always the last mail (RFC 3501, 6.4.8)"
    client.uid("STORE", "1", "-FLAGS", "(Ours)")
    assert client.uid("SEARCH", "KEYWORD Ours") == ("OK", [b""])


def test_what_is_deleted_goes_with_expunge_and_not_from_a_mailbox_opened_for_reading(
    client: imaplib.IMAP4, server: ImapServer
) -> None:
    sign_in(client, server)
    client.select("INBOX", readonly=True)
    assert client.uid("STORE", "1", "+FLAGS", "(\\Deleted)")[0] == "NO"
    client.select("INBOX")
    client.uid("STORE", "1", "+FLAGS.SILENT", "(\\Deleted)")
    client.expunge()
    assert server.uids == [2]
    assert client.uid("SEARCH", "ALL") == ("OK", [b"2"])


def test_a_server_that_keeps_no_keywords_says_so_and_forgets_them(client: imaplib.IMAP4, server: ImapServer) -> None:
    server.keeps_keywords = False
    sign_in(client, server)
    client.select("INBOX")
    assert b"\\*" not in client.response("PERMANENTFLAGS")[1][0]
    client.uid("STORE", "1", "+FLAGS", "(Ours \\Flagged)")
    assert server.flags_of(1) == {"\\Flagged"}
