"""After the last ballot: the box, paper read by two people, the count, lots drawn in public, the result."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ballotbox import draw_lot
from ballotbox.dossier import Dossier
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.files import actions as files
from civikos.kernel.files.kinds import Kind
from civikos.kernel.files.models import StoredFile
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import Refused, WrongStatus
from civikos.procedures.ballots import letters, permissions, states, tasks
from civikos.procedures.ballots.actions.preparing import make_box
from civikos.procedures.ballots.actions.reading import read_dossier
from civikos.procedures.ballots.models import Draw, Election, Envelope, PaperEntry
from civikos.procedures.ballots.queries import rules as ruled
from civikos.procedures.ballots.states import Way

# A file of JSON is a text to whoever looks at its first bytes.
JSON = frozenset({Kind.TXT})


class StillVoting(Refused):
    """Voting ends when it was said to end."""

    code = "election.still_voting"
    message = _("Voting is still open. It cannot be closed before its time; it can be cancelled, with a reason.")


class PaperDisagrees(Refused):
    """Two people have not read the same, or not as many as the roll says."""

    code = "election.paper"
    message = _("%(why)s")


class NotThisBox(Refused):
    """The dossier is of another election, or of a box with other ballots."""

    code = "election.not_this_box"
    message = _("%(why)s")


class SamePerson(Refused):
    """A second person has to do it."""

    code = "election.same_person"
    message = _("You have recorded this yourself. A second person has to confirm it.")


@transaction.atomic
def close_election(pk: int, *, by: Actor, at: datetime) -> Election:
    """
    End the voting, at its time: the envelopes go into the box, sorted by their own bytes, and out of the table.

    Raises: NotFound, NotAllowed, WrongStatus, StillVoting.
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.CLOSE, election)
    if at < election.closes_at:
        raise StillVoting
    rules = ruled.fixed_rules(election)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # What is deleted is overwritten with zeros, not only given up.
            cursor.execute("PRAGMA secure_delete = ON")
    voted = list(election.electors.exclude(way=Way.NONE).values_list("name", flat=True))
    rows = Envelope.objects.filter(election=election)
    box = make_box(rules, voted, (bytes(each) for each in rows.values_list("sealed", flat=True)))
    rows.delete()
    election.box = files.store(box, name=f"box-{election.pk}.json", accepted=JSON, by=by, at=at)
    election.closed_at = at
    digest = hashlib.sha256(box).hexdigest()
    steps.take(states.CLOSE, election, by=by, at=at, voted=len(voted), box=digest)
    audit.publish("election.closed", election.name, {"voted": len(voted), "box": digest}, at=at)
    transaction.on_commit(lambda: tasks.clear_traces.enqueue())
    return election


@transaction.atomic
def enter_paper(pk: int, ballots: Sequence[Sequence[str]], *, observer: str, by: Actor, at: datetime) -> PaperEntry:
    """
    The ballots on paper as one person reads them after closing; entering again replaces one's own reading.

    Raises: NotFound, NotAllowed, WrongStatus, PaperDisagrees (not as many as the roll says).
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.ENTER_PAPER, election)
    expected = election.electors.filter(way=Way.PAPER).count()
    if len(ballots) != expected:
        raise PaperDisagrees(
            why=_("The roll says that %(expected)s voted on paper; these are %(n)s ballots.")
            % {"expected": expected, "n": len(ballots)}
        )
    known = {each.id for each in ruled.fixed_rules(election).candidates}
    if any(choice not in known for ballot in ballots for choice in ballot):
        raise PaperDisagrees(why=_("A ballot names somebody who is not on the list."))
    row, _new = PaperEntry.objects.update_or_create(
        election=election,
        entered_by=by.person,
        defaults={
            "ballots": sorted([list(ballot) for ballot in ballots]),
            "observer": observer.strip()[:300],
            "entered_at": at,
        },
    )
    steps.take(states.ENTER_PAPER, election, by=by, at=at, ballots=len(ballots))
    return row


@transaction.atomic
def hand_over_box(pk: int, *, by: Actor, at: datetime) -> StoredFile:
    """
    The box for the holders of the keys, with the ballots on paper that two people have read alike.

    Raises: NotFound, NotAllowed, WrongStatus, PaperDisagrees.
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.HAND_OVER, election)
    assert election.box is not None  # noqa: S101  # closed elections have one
    papers = _agreed_papers(election)
    held = json.loads(files.content_of(election.box))
    if held["papers"] == papers:
        box = election.box
    else:
        held["papers"] = papers
        data = (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()
        box = files.store(data, name=f"box-{election.pk}.json", accepted=JSON, by=by, at=at)
        election.box = box
    steps.take(states.HAND_OVER, election, by=by, at=at, box=box.sha256)
    return box


def _agreed_papers(election: Election) -> list[list[str]]:
    expected = election.electors.filter(way=Way.PAPER).count()
    entries = [row.ballots for row in election.paper_entries.order_by("pk")]
    if not expected:
        return []
    if len(entries) < 2:
        raise PaperDisagrees(why=_("Two people have to enter the ballots on paper, each for themselves."))
    if any(entry != entries[0] for entry in entries):
        raise PaperDisagrees(
            why=_("Those who entered the ballots on paper did not read the same. Read them again together.")
        )
    return [list(ballot) for ballot in entries[0]]


@transaction.atomic
def count_election(pk: int, dossier: bytes, *, by: Actor, at: datetime) -> Election:
    """
    Take the dossier of the opened box; where no lot is needed, the result is published with it.

    Raises: NotFound, NotAllowed, WrongStatus, NotADossier, DossierDisagrees, NotThisBox.
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.COUNT, election)
    held = read_dossier(dossier)
    _check_is_of(election, held)
    if held["lots"]:
        raise NotThisBox(why=_("Open the box without lots: they are drawn here, in public, when the count is known."))
    election.dossier = files.store(dossier, name=f"dossier-{election.pk}.json", accepted=JSON, by=by, at=at)
    election.result, election.counted_at = held["result"], at
    steps.take(states.COUNT, election, by=by, at=at, dossier=election.dossier.sha256)
    audit.publish("election.counted", election.name, {"dossier": election.dossier.sha256}, at=at)
    if not held["result"]["ties"]:
        _settle(election, by=by, at=at)
    return election


def _check_is_of(election: Election, held: dict[str, object]) -> None:
    if held["digest"] != election.digest or held["rules"] != election.rules:
        raise NotThisBox(why=_("This dossier is of another election."))
    voted = set(election.electors.exclude(way=Way.NONE).values_list("name", flat=True))
    if set(held["voted"]) != voted:  # type: ignore[call-overload]
        raise NotThisBox(why=_("Those who have voted by this dossier are not those of the roll."))
    papers = election.electors.filter(way=Way.PAPER).count()
    if held["papers"] != papers:
        raise NotThisBox(
            why=_("The dossier does not hold the ballots on paper. Open the box that was handed over last.")
        )


@transaction.atomic
def record_draw(
    pk: int, *, among: Sequence[str], numbers: str, drawn_by: str, minutes: str, by: Actor, at: datetime
) -> Draw:
    """
    Record the numbers that were drawn in public for a tie. They count once a second person has confirmed them.

    Raises: NotFound, NotAllowed, WrongStatus, NotThisBox (there is no such tie).
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.PROPOSE_LOT, election)
    if not any(set(tie["among"]) == set(among) for tie in election.result["ties"]):
        raise NotThisBox(why=_("There is no tie between these candidates."))
    if not numbers.strip() or not drawn_by.strip():
        raise NotThisBox(why=_("Write the numbers as they were drawn, and who drew them."))
    election.draws.filter(confirmed_at=None).delete()
    row = election.draws.create(
        among=sorted(among),
        numbers=" ".join(numbers.split())[:200],
        drawn_by=drawn_by.strip()[:200],
        minutes=minutes.strip()[:200],
        recorded_by=by.person,
        recorded_at=at,
    )
    steps.take(states.PROPOSE_LOT, election, by=by, at=at, numbers=row.numbers)
    return row


@transaction.atomic
def confirm_draw(pk: int, draw: int, *, by: Actor, at: datetime) -> Election:
    """
    Confirm, as a second person, the numbers of a lot: the order follows from them, and with it the result.

    Raises: NotFound, NotAllowed, WrongStatus, SamePerson.
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.DRAW, election)
    row = election.draws.filter(pk=draw, confirmed_at=None).first()
    if row is None:
        raise WrongStatus
    if by.person_id is None or row.recorded_by_id == by.person_id:
        raise SamePerson
    row.confirmed_by, row.confirmed_at = by.person, at
    row.save()
    assert election.dossier is not None  # noqa: S101  # counted elections have one
    counted = Dossier.from_json(json.loads(files.content_of(election.dossier)))
    lots = [*counted.lots, draw_lot(row.among, row.numbers, election.digest)]
    with_lot = counted.with_lots(lots)
    data = with_lot.as_bytes()
    election.dossier = files.store(data, name=f"dossier-{election.pk}.json", accepted=JSON, by=by, at=at)
    election.result = with_lot.as_json()["result"]
    steps.take(states.DRAW, election, by=by, at=at, numbers=row.numbers, order=list(lots[-1].order))
    audit.publish("election.lot", election.name, {"numbers": row.numbers, "order": list(lots[-1].order)}, at=at)
    if not with_lot.result.ties:
        _settle(election, by=by, at=at)
    return election


def _settle(election: Election, *, by: Actor, at: datetime) -> None:
    election.settled_at = at
    elected = election.result["elected"] if election.result["is_quorate"] else []
    steps.take(states.SETTLE, election, by=by, at=at, elected=elected)
    audit.publish("election.settled", election.name, {"elected": elected}, at=at)
    letters.tell_result(election, at=at)


@transaction.atomic
def cancel_election(pk: int, *, reason: str, by: Actor, at: datetime) -> Election:
    """
    End an election without a result, with a reason that is published; its envelopes are deleted unopened.

    Raises: NotFound, NotAllowed, WrongStatus, PaperDisagrees (no reason).
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.CANCEL, election)
    if not reason.strip():
        raise PaperDisagrees(why=_("Say why the election is cancelled: the reason is published."))
    Envelope.objects.filter(election=election).delete()
    election.cancel_reason = reason.strip()[:500]
    steps.take(states.CANCEL, election, by=by, at=at)
    audit.publish("election.cancelled", election.name, {"reason": election.cancel_reason}, at=at)
    return election
