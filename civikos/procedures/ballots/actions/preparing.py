"""Before the first ballot: what is voted on, who stands, who holds the keys and proves it, and opening."""

import base64
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ballotbox import Ballot, Rules, make_dossier, seal_ballot
from ballotbox.__main__ import BOX
from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.languages import TEXT_LANGUAGES
from civikos.kernel.workflow import steps
from civikos.kernel.workflow.refusals import NotAllowed, Refused
from civikos.procedures.ballots import letters, permissions, states
from civikos.procedures.ballots.actions.reading import read_dossier
from civikos.procedures.ballots.models import Candidate, Election, Elector
from civikos.procedures.ballots.queries import rules as ruled
from civikos.registers.organizations.models import Organization
from civikos.registers.organizations.querysets import members_on

PROBES = 3
MOST_HOLDERS = 3


class NotVotable(Refused):
    """Seats, marks, dates or candidates do not make an election."""

    code = "election.not_votable"
    message = _("%(why)s")


class NotAKey(Refused):
    """The public half of a key is not one."""

    code = "election.not_a_key"
    message = _(
        "“%(name)s” has not given the public half of a key. It begins with age1; the secret half stays with its holder."
    )


class KeysNotProved(Refused):
    """Nobody has shown yet that the box can be opened."""

    code = "election.keys_not_proved"
    message = _("The holders have not proved yet that they can open the box. Let them open the trial box first.")


class NotTheProbe(Refused):
    """The file is not what opening the trial box gives."""

    code = "election.not_the_probe"
    message = _(
        "This is not what opening the present trial box gives. Download the trial box again, and open it with all keys."
    )


@dataclass(frozen=True)
class Plan:
    """What is to be voted on, as plain values; `titles` and `explanations` by language."""

    titles: dict[str, str]
    explanations: dict[str, str]
    seats: int
    method: str
    most_marks: int
    opens_at: datetime
    closes_at: datetime
    roll_on: date
    quorum: int = 0
    least_votes: int = 1
    about: str = ""


@transaction.atomic
def prepare_election(plan: Plan, *, by: Actor, at: datetime) -> Election:
    """A new election, seen by the secretariat only. Raises: NotAllowed, NotVotable."""
    if not by.is_secretariat:
        raise NotAllowed
    election = Election(officer=by.person)
    _lay_down(election, plan)
    election.save()
    audit.record(states.PREPARE.verb, election, by=by, at=at, basis=states.PREPARE.basis)
    return election


@transaction.atomic
def change_election(pk: int, plan: Plan, *, by: Actor, at: datetime) -> Election:
    """Change what is not open yet. Raises: NotFound, NotAllowed, WrongStatus, NotVotable."""
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.CHANGE, election)
    _lay_down(election, plan)
    steps.take(states.CHANGE, election, by=by, at=at)
    return election


def _lay_down(election: Election, plan: Plan) -> None:
    if not any(text.strip() for text in plan.titles.values()):
        raise NotVotable(why=_("The election needs a title."))
    if plan.opens_at >= plan.closes_at:
        raise NotVotable(why=_("Voting has to begin before it ends."))
    if plan.seats < 1 or plan.most_marks < 1:
        raise NotVotable(why=_("There has to be at least one seat, and one mark on a ballot."))
    for language in TEXT_LANGUAGES:
        setattr(election, ruled.column("title", language), plan.titles.get(language, "").strip())
        setattr(election, ruled.column("explanation", language), plan.explanations.get(language, "").strip())
    election.seats, election.method, election.most_marks = plan.seats, plan.method, plan.most_marks
    election.quorum, election.least_votes, election.about = plan.quorum, plan.least_votes, plan.about
    election.opens_at, election.closes_at, election.roll_on = plan.opens_at, plan.closes_at, plan.roll_on


@transaction.atomic
def add_candidate(
    pk: int,
    *,
    name: str,
    organization: Organization | None = None,
    statement: str = "",
    language: str = "sq",
    by: Actor,
    at: datetime,
) -> Candidate:
    """Put somebody on the list. Raises: NotFound, NotAllowed, WrongStatus, NotVotable."""
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.CHANGE, election)
    if not name.strip():
        raise NotVotable(why=_("A candidate needs a name."))
    taken = set(election.candidates.values_list("code", flat=True))
    code = next(f"c{number}" for number in range(1, len(taken) + 2) if f"c{number}" not in taken)
    row = election.candidates.create(
        code=code, name=name.strip(), organization=organization, statement=statement.strip(), language=language
    )
    audit.record("election.candidate_added", election, by=by, at=at, details={"code": code})
    return row


@transaction.atomic
def remove_candidate(pk: int, code: str, *, by: Actor, at: datetime) -> None:
    """Take somebody off the list before voting opens. Raises: NotFound, NotAllowed, WrongStatus."""
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.CHANGE, election)
    removed, _rows = election.candidates.filter(code=code).delete()
    if removed:
        audit.record("election.candidate_removed", election, by=by, at=at, details={"code": code})


@transaction.atomic
def name_holders(pk: int, holders: Sequence[tuple[str, str]], *, by: Actor, at: datetime) -> Election:
    """
    Say who holds the keys: name and public half of each, all of whom are needed. An earlier proof does not count any more.

    Raises: NotFound, NotAllowed, WrongStatus, NotAKey, NotVotable.
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.CHANGE, election)
    if not 1 <= len(holders) <= MOST_HOLDERS or len({key for _name, key in holders}) != len(holders):
        raise NotVotable(why=_("One to three people hold a key, each another one."))
    for name, recipient in holders:
        try:
            seal_ballot(Ballot(), "", [recipient.strip()])
        except ValueError:
            raise NotAKey(name=name) from None
    election.holders = [{"name": name.strip(), "recipient": recipient.strip()} for name, recipient in holders]
    election.probe, election.keys_proved_at = {}, None
    steps.take(states.CHANGE, election, by=by, at=at, holders=[name for name, _key in holders])
    return election


@transaction.atomic
def make_probe(pk: int, *, by: Actor, at: datetime) -> bytes:
    """
    A box with three ballots drawn at random, for the holders to open: the file. Each making replaces the one before.

    Raises: NotFound, NotAllowed, WrongStatus, NotVotable (no candidates or holders yet).
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.PROVE_KEYS, election)
    if not election.holders:
        raise NotVotable(why=_("Say first who holds the keys."))
    rules = ruled.rules_of(election, roll=[f"{number}" for number in range(1, PROBES + 1)])
    if not rules.candidates:
        raise NotVotable(why=_("There are no candidates yet."))
    codes = [each.id for each in rules.candidates]
    ballots = [((secrets.choice(codes),), secrets.token_hex(8)) for _number in range(PROBES)]
    box = make_box(rules, list(rules.roll), (sealed(Ballot(choices), phrase, election) for choices, phrase in ballots))
    opened = json.loads(make_dossier(rules, rules.roll, ballots).as_bytes())
    election.probe = {"digest": rules.digest, "lines": opened["lines"], "rankings": opened["rankings"]}
    election.keys_proved_at = None
    election.save(update_fields=["probe", "keys_proved_at"])
    audit.record("election.probe_made", election, by=by, at=at)
    return box


def sealed(ballot: Ballot, phrase: str, election: Election) -> bytes:
    """The envelope of a ballot, closed for all holders of an election."""
    return seal_ballot(ballot, phrase, [holder["recipient"] for holder in election.holders])


def make_box(
    rules: Rules, voted: Sequence[str], envelopes: Iterable[bytes], papers: Sequence[Sequence[str]] = ()
) -> bytes:
    """The file that the holders open: envelopes in the order of their own bytes, so that nothing tells who came first."""
    held = {
        "format": BOX,
        "digest": rules.digest,
        "rules": rules.as_json(),
        "voted": sorted(voted),
        "papers": sorted([list(choices) for choices in papers]),
        "envelopes": sorted(base64.b64encode(envelope).decode() for envelope in envelopes),
    }
    return (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode()


@transaction.atomic
def prove_keys(pk: int, dossier: bytes, *, by: Actor, at: datetime) -> Election:
    """
    Take what opening the trial box gave: only who holds all keys can have made it.

    Raises: NotFound, NotAllowed, WrongStatus, NotADossier, NotTheProbe.
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.PROVE_KEYS, election)
    held = read_dossier(dossier)
    if not election.probe or any(held[name] != election.probe[name] for name in ("digest", "lines", "rankings")):
        raise NotTheProbe
    election.keys_proved_at, election.probe = at, {}
    steps.take(states.PROVE_KEYS, election, by=by, at=at)
    return election


@transaction.atomic
def open_election(pk: int, *, by: Actor, at: datetime, electorate: Sequence[int] | None = None) -> Election:
    """
    Freeze rules and roll, publish their digest, and write to everybody who may cast a ballot.

    `electorate` are keys of organizations; without it, the members of the network on `roll_on`. Raises: NotFound,
    NotAllowed, WrongStatus, KeysNotProved, NotVotable.
    """
    election = permissions.access_for_commission(pk, by=by)
    steps.require(states.OPEN, election)
    if election.keys_proved_at is None:
        raise KeysNotProved
    if at >= election.closes_at:
        raise NotVotable(why=_("The time for voting is over already. Choose another."))
    if electorate is None:
        chosen = Organization.objects.filter(members_on(election.roll_on), kind=Organization.Kind.CSO)
    else:
        chosen = Organization.objects.filter(pk__in=electorate)
    organizations = list(chosen.order_by("name", "pk"))
    if election.candidates.count() < 1 or not organizations:
        raise NotVotable(why=_("There has to be a candidate, and an organization that may vote."))
    names = _told_apart(organizations)
    Elector.objects.bulk_create(
        [Elector(election=election, organization=each, name=names[each.pk]) for each in organizations], batch_size=500
    )
    fixed = ruled.rules_of(election, roll=sorted(names.values()))
    election.rules, election.digest, election.opened_at = fixed.as_json(), fixed.digest, at
    # The step writes the status first; the table wants the rules to be there by then.
    election.save(update_fields=["rules", "digest", "opened_at"])
    steps.take(states.OPEN, election, by=by, at=at, voters=len(organizations), digest=fixed.digest)
    audit.publish("election.opened", election.name, {"digest": fixed.digest, "voters": len(organizations)}, at=at)
    letters.invite(election, at=at)
    return election


def _told_apart(organizations: Sequence[Organization]) -> dict[int, str]:
    """The names under which the roll is published; where two are the same, with the registry number or a number."""
    seen: dict[str, int] = {}
    made = {}
    for each in organizations:
        name = each.name
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name} ({each.registry_number or seen[name]})"
        made[each.pk] = name
    return made
