"""
An invented network of civil society organizations, spread over the real municipalities and fields of activity.

The function is pure: the same seed gives the same network on every machine, so that pages, tests and screenshots
speak of the same people. Names are put together from `data/name_parts.json`; addresses lie under example.org.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data" / "name_parts.json"

MAIL_DOMAIN = "example.org"
SHORTEST_BARE_ACRONYM = 3
FIRST_FOUNDED = date(1999, 9, 1)
LAST_FOUNDED = date(2023, 6, 30)
MOST_USES_OF_A_PATTERN = 4
SHARE_OF_NATIONAL_NAMES_IN_THE_CAPITAL = 0.65
SHARE_OF_NATIONAL_NAMES_ELSEWHERE = 0.04
SHARE_OF_SECOND_MANDATES = 0.12
SHARE_OF_ENGLISH_READERS_IN_THE_CAPITAL = 0.05
PEOPLE_IN_TWO_ORGANIZATIONS = 25
CAPITAL = "prishtine"
OFFICIAL_TITLES = {"sq": "Koordinator për konsultime publike", "sr": "Koordinator za javne rasprave"}
SERBIAN_ADMINISTRATIONS = frozenset(
    {
        "gracanice",
        "kllokot",
        "leposaviq",
        "mitrovice-e-veriut",
        "novoberde",
        "partesh",
        "ranillug",
        "shterpce",
        "zubin-potok",
        "zvecan",
    }
)

Parts = Mapping[str, Any]


class NamesExhausted(Exception):
    """The name parts cannot give another distinct organization name; add patterns to `name_parts.json`."""


@dataclass(frozen=True, slots=True)
class InventedOrganization:
    """
    One invented organization.

    `kind` is association, foundation or institute; `topic_codes` begin with the main field; `registry_number` has the
    form of the NGO register (seven digits, dash, digit) in a range of our own.
    """

    key: str
    name: str
    short_name: str
    kind: str
    municipality_code: str
    topic_codes: tuple[str, ...]
    founded_on: date
    language: str
    registry_number: str
    email: str


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """
    One invented person, the first organization being the main one.

    `language` is what the person reads (sq, sr, en); `title` is in that language. `mandate` says whether the person
    may speak for the main organization.
    """

    key: str
    name: str
    email: str
    language: str
    organization_keys: tuple[str, ...]
    title: str
    mandate: bool


@dataclass(frozen=True, slots=True)
class InventedOfficial:
    """The invented person who answers for one real institution; the address follows from the institution alone."""

    institution_code: str
    name: str
    email: str
    language: str
    title: str


@dataclass(frozen=True, slots=True)
class Network:
    """A whole invented network; everything in it is ordered and distinct."""

    seed: int
    organizations: tuple[InventedOrganization, ...]
    people: tuple[InventedPerson, ...]


def invent_network(seed: int) -> Network:
    """
    Invent 301 organizations and 900 people.

    Every municipality has at least one organization, every organization at least two people and one of them with a
    mandate. Names of organizations, short names, names of people and addresses are distinct.

    Raises:
        NamesExhausted: the name parts are too few.
    """
    parts = _parts()
    rng = Random(seed)  # noqa: S311  # names, not secrets
    organizations = _invent_organizations(parts, rng)
    people = _invent_people(parts, rng, organizations)
    return Network(seed=seed, organizations=organizations, people=people)


def invent_officials(seed: int, institution_codes: Iterable[str]) -> tuple[InventedOfficial, ...]:
    """An official for each institution, under a name that nobody else in the network of that seed bears."""
    parts = _parts()
    names = {person.name for person in invent_network(seed).people}
    officials = []
    for code in institution_codes:
        rng = Random(f"{seed} {code}")  # noqa: S311
        language = "sr" if code.removeprefix("municipality-") in SERBIAN_ADMINISTRATIONS else "sq"
        gender = rng.choice("fm")
        name = _person_name(parts, rng, language, gender, names)
        names.add(name)
        officials.append(
            InventedOfficial(
                institution_code=code,
                name=name,
                email=f"zyrtari.{code}@{MAIL_DOMAIN}",
                language=language,
                title=OFFICIAL_TITLES[language],
            )
        )
    return tuple(officials)


@cache
def _parts() -> Parts:
    parts: Parts = json.loads(DATA.read_text(encoding="utf-8"))
    return parts


def _invent_organizations(parts: Parts, rng: Random) -> tuple[InventedOrganization, ...]:
    names = _Names(parts, rng)
    organizations: list[InventedOrganization] = []
    for place, count in zip(parts["places"], _shares(parts), strict=True):
        serbian = round(place["serbian_share"] * count)
        for position in range(count):
            language = "sr" if position < serbian else "sq"
            topic, name, short_name = names.invent(place, language)
            number = len(organizations) + 1
            organizations.append(
                InventedOrganization(
                    key=f"org-{number:03d}",
                    name=name,
                    short_name=short_name,
                    kind=parts["kind_words"].get(name.split()[0], parts["other_kind"]),
                    municipality_code=place["code"],
                    topic_codes=(topic, *_related(parts, rng, topic)),
                    founded_on=_day_between(rng, FIRST_FOUNDED, LAST_FOUNDED),
                    language=language,
                    registry_number=f"519{number:04d}-{rng.randrange(10)}",
                    email=f"info.{_ascii(short_name)}@{MAIL_DOMAIN}",
                )
            )
    return tuple(organizations)


def _shares(parts: Parts) -> list[int]:
    """Organizations by municipality: one each, the rest by weight, what is left over to the largest remainders."""
    weights = [place["weight"] for place in parts["places"]]
    rest = parts["organizations"] - len(weights)
    exact = [rest * weight / sum(weights) for weight in weights]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_remainder[: rest - sum(counts)]:
        counts[i] += 1
    return [count + 1 for count in counts]


class _Names:
    """Names already given, and the drawing of the next."""

    def __init__(self, parts: Parts, rng: Random) -> None:
        self._parts = parts
        self._rng = rng
        self._used: set[str] = set()
        self._addresses: set[str] = set()
        self._uses: Counter[str] = Counter()
        self._avoid = {_ascii(name) for name in parts["real_names_to_avoid"]}

    def invent(self, place: Mapping[str, Any], language: str) -> tuple[str, str, str]:
        """A main field, a name and a short name not given before."""
        topics = list(self._parts["topic_weights"])
        weights = list(self._parts["topic_weights"].values())
        for _attempt in range(2000):
            topic = self._rng.choices(topics, weights)[0]
            patterns = self._patterns(topic, place, language)
            if not patterns:
                continue
            pattern = self._rng.choice(patterns)
            name = pattern.format(place=place["sr" if language == "sr" else "sq"], **_forms(place))
            if name in self._used or self._uses[pattern] >= MOST_USES_OF_A_PATTERN:
                continue
            short_name = self._short(pattern, place["sr" if language == "sr" else "sq"])
            if not short_name:
                continue
            self._used.add(name)
            self._uses[pattern] += 1
            self._addresses.add(_ascii(short_name))
            return topic, name, short_name
        raise NamesExhausted(f"no name left for {place['code']} in {language}")

    def _patterns(self, topic: str, place: Mapping[str, Any], language: str) -> Sequence[str]:
        of_topic = self._parts["patterns"][topic]
        if language == "sr":
            return list(of_topic["local_sr"])
        capital = place["code"] == CAPITAL
        national = SHARE_OF_NATIONAL_NAMES_IN_THE_CAPITAL if capital else SHARE_OF_NATIONAL_NAMES_ELSEWHERE
        return list(of_topic["national_sq" if self._rng.random() < national else "local_sq"])

    def _short(self, pattern: str, place: str) -> str:
        """What people call it: the name in quotation marks, else an acronym; with the place where that is taken."""
        quoted = re.search(r"[“„](.+?)[”“]", pattern)
        base = quoted[1] if quoted else self._acronym(pattern)
        candidates = [base] if len(base) >= SHORTEST_BARE_ACRONYM else []
        candidates.append(f"{base} {place}")
        for candidate in candidates:
            address = _ascii(candidate)
            if address not in self._addresses and address not in self._avoid:
                return candidate
        return ""

    def _acronym(self, text: str) -> str:
        words = re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}", "", text))
        stop = set(self._parts["acronym_stop_words"])
        return "".join(word[0].upper() for word in words if word not in stop)


def _forms(place: Mapping[str, Any]) -> dict[str, str]:
    return {"in": place["sq_in"], "gen": place["sq_genitive"]}


def _related(parts: Parts, rng: Random, topic: str) -> tuple[str, ...]:
    related = list(parts["related_topics"][topic])
    rng.shuffle(related)
    return tuple(related[: rng.choice((0, 1, 1, 2, 2))])


def _invent_people(
    parts: Parts, rng: Random, organizations: tuple[InventedOrganization, ...]
) -> tuple[InventedPerson, ...]:
    # Two people for each organization; the others go more often to the capital's larger organizations.
    owners = [org for org in organizations for _ in range(2)]
    sizes = [3 if org.municipality_code == CAPITAL else 1 for org in organizations]
    owners += rng.choices(organizations, sizes, k=parts["people"] - len(owners))
    position = {org.key: i for i, org in enumerate(organizations)}
    owners.sort(key=lambda org: position[org.key])
    second = set(rng.sample(range(len(owners)), PEOPLE_IN_TWO_ORGANIZATIONS))

    people: list[InventedPerson] = []
    names: set[str] = set()
    addresses = {org.email for org in organizations}
    heads: set[str] = set()
    for number, org in enumerate(owners):
        culture = _culture(parts, rng, org)
        gender = rng.choice("fm")
        name = _person_name(parts, rng, culture, gender, names)
        names.add(name)
        language = _language(parts, rng, org, culture)
        is_head = org.key not in heads
        heads.add(org.key)
        role = "head" if is_head else "staff"
        other = rng.choice([each for each in organizations if each.key != org.key])
        email = _free_address(name, addresses)
        addresses.add(email)
        people.append(
            InventedPerson(
                key=f"person-{number + 1:03d}",
                name=name,
                email=email,
                language=language,
                organization_keys=(org.key, other.key) if number in second else (org.key,),
                title=rng.choice(parts["titles"][language][role][gender]),
                mandate=is_head or rng.random() < SHARE_OF_SECOND_MANDATES,
            )
        )
    return tuple(people)


def _culture(parts: Parts, rng: Random, org: InventedOrganization) -> str:
    """Which stock of names a person of this organization has."""
    drawn = rng.random()
    for culture, share in parts["community_shares"].get(org.municipality_code, {}).items():
        if drawn < share:
            return str(culture)
        drawn -= share
    return org.language


def _language(parts: Parts, rng: Random, org: InventedOrganization, culture: str) -> str:
    drawn = rng.random()
    if org.municipality_code == CAPITAL and drawn < SHARE_OF_ENGLISH_READERS_IN_THE_CAPITAL:
        return "en"
    if culture == "rom":
        return org.language
    return str(parts["community_language"].get(culture, culture))


def _person_name(parts: Parts, rng: Random, culture: str, gender: str, taken: Iterable[str]) -> str:
    for _attempt in range(2000):
        name = f"{rng.choice(parts['given'][culture][gender])} {rng.choice(parts['family'][culture])}"
        if name not in taken:
            return name
    raise NamesExhausted(f"no name of a person left in {culture}")


def _free_address(name: str, taken: Iterable[str]) -> str:
    base = _ascii(name).replace("-", ".")
    number = 1
    while True:
        address = f"{base}{number if number > 1 else ''}@{MAIL_DOMAIN}"
        if address not in taken:
            return address
        number += 1


def _day_between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def _ascii(text: str) -> str:
    """Letters, digits and dashes only, as addresses want them: `Hapërim Đakovica` → `haperim-dakovica`."""
    plain = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D").replace("\u0131", "i"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
