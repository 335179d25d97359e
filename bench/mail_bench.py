"""
Answers by mail, end to end: real-looking mails to a consultation of sixty articles in three languages, through the mailroom
and the handler of consultations, with what should have come of each.

    python bench/mail_bench.py                            10,000 mails of seed 1
    python bench/mail_bench.py --count 1000 --seed 7 --show 5
    python bench/mail_bench.py --child 100                100 mails read in a child process each, as the worker does

Works in a database of its own in a temporary folder. Mails are read in this process, which understands the same as the
child and does not take the time of starting 10,000 processes; `--child` measures that.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="civikos-bench-")
os.environ.update(
    CIVIKOS_DATA_DIR=FOLDER.name,
    DJANGO_SETTINGS_MODULE="config.settings",
    CIVIKOS_AUTHSERV_ID="mx.rrjeti.example",
    CIVIKOS_MAIL_IN_DOMAIN="in.rrjeti.example",
)
import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

import mailtext  # noqa: E402
from civikos.kernel.accounts.actor import Actor  # noqa: E402
from civikos.kernel.accounts.models import Person, RoleGrant  # noqa: E402
from civikos.kernel.mailroom import actions as mailroom  # noqa: E402
from civikos.programs.consultations.models import Contribution  # noqa: E402
from civikos.programs.consultations.tests import mail_world  # noqa: E402
from civikos.registers.organizations.models import Organization  # noqa: E402


def prepare() -> mail_world.World:
    """Tables, the profile, an officer, a ministry, the consultation with its people."""
    call_command("migrate", verbosity=0)
    call_command("load_jurisdiction", verbosity=0)
    officer = Person.objects.create(email="officer@example.org", name="Officer")
    RoleGrant.objects.create(person=officer, role="secretariat", until=None)
    ministry = Organization.objects.filter(kind=Organization.Kind.MINISTRY).order_by("pk")[0]
    return mail_world.make_world(Actor(officer), ministry, people=200)


def main() -> int:
    """Print the figures; 1 where a promise is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--child", type=int, default=0)
    asked = parser.parse_args()
    world = prepare()
    mails = list(mail_world.make_mails(world, asked.child or asked.count, asked.seed))
    if not asked.child:
        patched: Any = mailroom
        patched.read = mailtext.read_mail
    started, clock = time.process_time(), time.perf_counter()
    children = os.times()
    figures = mail_world.run(world, mails)
    ended = os.times()
    cpu = time.process_time() - started
    in_children = ended.children_user + ended.children_system - children.children_user - children.children_system
    print(f"{figures.mails} mails, seed {asked.seed}, {len(world.members)} people, {mail_world.ARTICLES} articles")
    print(f"right article and capacity: {figures.right} of {figures.mails - figures.forged}", end="")
    print(f" = {figures.right / max(1, figures.mails - figures.forged):.2%}")
    print(f"forged or unknown senders: {figures.forged}, published for one of them: {figures.published_wrongly}")
    print(f"contributions made: {Contribution.objects.filter(consultation=world.consultation).count()}")
    print(
        f"processor: {cpu + in_children:.1f} s ({in_children:.1f} s in child processes), by the clock {time.perf_counter() - clock:.1f} s"
    )
    print(f"mails per second of processor: {figures.mails / (cpu + in_children):.0f}")
    for situation, (right, of) in sorted(figures.by_situation.items()):
        print(f"  {situation:14} {right} of {of}")
    for state, number in figures.states.most_common():
        print(f"  {state:34} {number}")
    for sent, why in figures.wrong[: asked.show]:
        truth = sent.sample.truth
        print(f"--- {truth.program} {truth.situation} {truth.language} {truth.damage} {truth.standing}: {why}")
        print(truth.text[:600])
    print(f"queries for one mail: {queries_of_one(world, asked.seed)}")
    is_kept = figures.published_wrongly == 0 and figures.right >= 0.99 * (figures.mails - figures.forged)
    return 0 if is_kept else 1


def queries_of_one(world: mail_world.World, seed: int) -> int:
    """Of a proved answer that makes contributions, with its laying down."""
    for sent in mail_world.make_mails(world, 50, seed + 1_000_003):
        if sent.sample.truth.standing == "known" and sent.sample.truth.situation == "distribution":
            with CaptureQueriesContext(connection) as seen:
                mail_world.run(world, [sent])
            return len(seen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
