"""One job once in each slot, whoever asks; jobs that fail; pauses."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction

from civikos.kernel.jobs import clock
from civikos.kernel.jobs.models import JobRun

AT = datetime(2026, 11, 24, 9, 17, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(monkeypatch) -> list[str]:
    """An empty register of jobs; what ran."""
    monkeypatch.setattr(clock, "_jobs", {})
    monkeypatch.setattr(clock, "_at_start", {})
    return []


def job(name: str, minutes: int, does) -> None:
    does.__name__, does.__module__ = name, "test"
    clock.every(minutes)(does)


@pytest.mark.parametrize(
    ("at", "minutes", "slot"),
    [
        (AT, 1, "2026-11-24T09:17:00+00:00"),
        (AT, 5, "2026-11-24T09:15:00+00:00"),
        (AT, 60, "2026-11-24T09:00:00+00:00"),
        (AT, 1440, "2026-11-24T00:00:00+00:00"),
        (AT, 7, "2026-11-24T09:13:00+00:00"),
        (datetime(2026, 11, 24, 0, 30, tzinfo=ZoneInfo("Europe/Belgrade")), 1440, "2026-11-23T00:00:00+00:00"),
    ],
)
def test_slots_begin_at_midnight_of_universal_time(at, minutes, slot):
    assert clock.slot_of(at, minutes) == datetime.fromisoformat(slot)


def test_a_job_runs_once_in_each_of_a_thousand_slots_though_two_schedulers_ask(jobs):
    job("each_minute", 1, lambda at: jobs.append(at))
    for minute in range(1000):
        moment = AT + timedelta(minutes=minute)
        for scheduler in range(2):
            clock.run_due(moment + timedelta(seconds=scheduler * 7))
    assert len(jobs) == len(set(jobs)) == 1000


def test_jobs_of_different_paces_run_at_theirs(jobs):
    job("often", 1, lambda at: jobs.append("often"))
    job("seldom", 60, lambda at: jobs.append("seldom"))
    for minute in range(60):
        clock.run_due(AT.replace(minute=0) + timedelta(minutes=minute))
    assert (jobs.count("often"), jobs.count("seldom")) == (60, 1)


def test_a_job_that_fails_is_told_and_does_not_stop_the_others(jobs):
    def falls(at: datetime) -> None:
        raise RuntimeError("x")

    job("falls", 1, falls)
    job("runs", 1, lambda at: jobs.append("runs"))
    with pytest.raises(ExceptionGroup):
        clock.run_due(AT)
    assert jobs == ["runs"]
    assert dict(JobRun.objects.values_list("job", "ended_at"))["test.falls"] is None


def test_the_memory_of_slots_ends_after_a_week(jobs):
    job("runs", 1, lambda at: None)
    clock.run_due(AT - timedelta(days=8))
    clock.run_due(AT)
    assert JobRun.objects.count() == 1


def test_nothing_runs_while_paused_and_release_ends_it(jobs, capsys):
    job("runs", 1, lambda at: jobs.append("runs"))
    clock.at_start(lambda at: jobs.append("start"))
    clock.pause("restored", at=AT)
    assert clock.run_due(AT) == []
    clock.run_at_start(AT)
    assert jobs == []
    call_command("release")
    assert clock.run_due(AT) == ["test.runs"]
    clock.run_at_start(AT)
    assert jobs == ["runs", "start"]
    call_command("release")
    assert "no pause" in capsys.readouterr().out


def test_a_start_that_fails_does_not_stop_the_worker(jobs):
    def falls(at: datetime) -> None:
        raise RuntimeError("x")

    clock.at_start(falls)
    clock.at_start(lambda at: jobs.append("ran"))
    clock.run_at_start(AT)
    assert jobs == ["ran"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
class TestTwoSchedulersAtOnce:
    def race(self, run) -> None:
        barrier, failures = threading.Barrier(8), []

        def work() -> None:
            try:
                for slot in range(15):
                    barrier.wait()
                    run(AT + timedelta(minutes=slot))
            except BaseException as error:
                failures.append(error)
                barrier.abort()
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work) for _scheduler in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures

    def test_each_slot_is_taken_once(self, jobs):
        job("runs", 1, lambda at: jobs.append(at))
        self.race(clock.run_due)
        assert len(jobs) == len(set(jobs)) == 15

    def test_the_control_that_looks_before_it_writes_takes_slots_twice(self, jobs):
        def look_then_write(at: datetime) -> None:
            if JobRun.objects.filter(job="x", slot=at).exists():
                return
            jobs.append(at)
            try:
                with transaction.atomic():
                    JobRun.objects.create(job="x", slot=at)
            except IntegrityError:
                return

        self.race(look_then_write)
        assert len(jobs) > 15, "the control must fail, or the test above sees no race"
