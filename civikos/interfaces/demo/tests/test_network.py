"""The invented network is believable, distinct, and the same on every machine."""

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from civikos.interfaces.demo import network
from civikos.interfaces.demo.network import MAIL_DOMAIN, NamesExhausted, Network, invent_network

PROFILE = Path(__file__).parents[3] / "jurisdictions" / "xk"


@pytest.fixture(scope="module")
def demo() -> Network:
    return invent_network(2026)


def rows(name: str) -> list[dict[str, str]]:
    with (PROFILE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


@pytest.mark.parametrize("seed", [1, 7, 2026])
def test_it_has_the_promised_size_and_nothing_twice(seed: int) -> None:
    demo = invent_network(seed)
    assert len(demo.organizations) == 301
    assert len(demo.people) == 900
    for field in ("key", "name", "short_name", "registry_number", "email"):
        assert repeated([getattr(org, field) for org in demo.organizations]) == []
    for field in ("key", "name", "email"):
        assert repeated([getattr(person, field) for person in demo.people]) == []
    assert {org.email for org in demo.organizations}.isdisjoint(person.email for person in demo.people)


def test_the_same_seed_gives_the_same_network_in_another_process(demo: Network) -> None:
    code = "from civikos.interfaces.demo.network import invent_network; print(repr(invent_network(2026)))"
    printed = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            cwd=Path(__file__).parents[4],
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert printed == [repr(demo), repr(demo)]


def test_another_seed_gives_another_network(demo: Network) -> None:
    assert invent_network(2027).organizations != demo.organizations


def test_every_municipality_has_an_organization_and_the_capital_most(demo: Network) -> None:
    codes = {row["code"] for row in rows("places.csv") if row["kind"] == "municipality"}
    counts = Counter(org.municipality_code for org in demo.organizations)
    assert set(counts) == codes
    assert counts.most_common(1)[0][0] == "prishtine"
    assert counts["prizren"] > counts["kllokot"]


def test_fields_of_activity_are_those_of_the_profile(demo: Network) -> None:
    known = {row["code"] for row in rows("topics.csv")}
    main = Counter(org.topic_codes[0] for org in demo.organizations)
    assert {code for org in demo.organizations for code in org.topic_codes} <= known
    assert len(main) >= 38
    assert all(len(set(org.topic_codes)) == len(org.topic_codes) <= 3 for org in demo.organizations)


def test_addresses_lead_nowhere(demo: Network) -> None:
    addresses = [org.email for org in demo.organizations] + [person.email for person in demo.people]
    assert [a for a in addresses if not re.fullmatch(rf"[a-z0-9.-]+@{re.escape(MAIL_DOMAIN)}", a)] == []


def test_registry_numbers_have_the_form_of_the_register(demo: Network) -> None:
    assert all(re.fullmatch(r"519\d{4}-\d", org.registry_number) for org in demo.organizations)


def test_every_organization_has_two_people_and_somebody_with_a_mandate(demo: Network) -> None:
    people = Counter(person.organization_keys[0] for person in demo.people)
    mandates = Counter(person.organization_keys[0] for person in demo.people if person.mandate)
    keys = [org.key for org in demo.organizations]
    assert all(people[key] >= 2 and mandates[key] >= 1 for key in keys)
    assert any(not person.mandate for person in demo.people)
    assert {key for person in demo.people for key in person.organization_keys} == set(keys)
    assert sum(len(person.organization_keys) == 2 for person in demo.people) == 25


def test_languages_are_mixed_as_in_the_country(demo: Network) -> None:
    share = Counter(org.language for org in demo.organizations)
    assert set(share) == {"sq", "sr"}
    assert 0.05 < share["sr"] / 301 < 0.25
    assert {person.language for person in demo.people} == {"sq", "sr", "en"}
    by_place = {org.municipality_code: org.language for org in demo.organizations}
    assert by_place["leposaviq"] == by_place["zvecan"] == "sr"


def test_names_are_written_in_full(demo: Network) -> None:
    for org in demo.organizations:
        assert not re.search(r"[{}]|  ", org.name + org.short_name), org
        assert org.name[0].isupper(), org
        assert 2 <= len(org.short_name) <= 45, org


def test_no_invented_organization_bears_a_real_name(demo: Network) -> None:
    real = {name.casefold() for name in network._parts()["real_names_to_avoid"]}
    assert real
    assert [org for org in demo.organizations if {org.name.casefold(), org.short_name.casefold()} & real] == []


def test_too_few_parts_are_said_and_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    poor = dict(network._parts())
    poor["patterns"] = {
        topic: {"national_sq": [], "local_sq": ["Shoqata {gen}"], "local_sr": ["Udruženje {place}"]}
        for topic in poor["patterns"]
    }
    monkeypatch.setattr(network, "_parts", lambda: poor)
    with pytest.raises(NamesExhausted):
        invent_network(1)
