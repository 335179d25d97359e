"""Near-duplicate contributions: what is one group, what is never hidden in one, whatever the order."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lawtext import Group, GroupKind, Op, Own, Signatures, Voice, group_voices, read_lines, sign
from lawtext.signatures import likeness
from lawtext.tests.campaigns import b_cubed, campaigns, law, to_cyrillic, turns_of_phrase

SQ = (
    "Kërkojmë që afati për komente të zgjatet në tridhjetë ditë pune, sepse organizatat e vogla nuk kanë staf "
    "të mjaftueshëm për ta lexuar projektligjin me kujdes."
)
SR = (
    "tražimo da se rok za komentare produži na trideset radnih dana, jer male organizacije nemaju dovoljno osoblja "
    "da pažljivo pročitaju nacrt zakona i uporede ga sa važećim."
)
EN = (
    "We ask that the deadline for comments be extended to thirty working days, because small organizations do not "
    "have enough staff to read the draft law with care."
)
OTHER = (
    "Dispozita për regjistrin publik të përfituesve cenon privatësinë e donatorëve individualë dhe duhet hequr krejt."
)
LAW = (
    "Organi përgjegjës shqyrton kërkesën me shkrim brenda tridhjetë ditëve dhe njofton palën për vendimin përfundimtar "
    "në faqen zyrtare të institucionit.",
)


def only(groups: tuple[Group, ...]) -> Group:
    """The one group that is not proposed."""
    certain = [group for group in groups if not group.proposed]
    assert len(certain) == 1, groups
    return certain[0]


def keys(group: Group) -> str:
    return "".join(member.key for member in group.members)


@pytest.mark.parametrize(
    "copy",
    [
        SQ.upper(),
        SQ.replace("ë", "e").replace("ç", "c"),
        SQ.replace("ë", "ё"),
        SQ.replace("ë", "e\u0308"),
        f"  {SQ.replace(', ', ' – ')}\n\n",
        SQ.replace("komente", "kom\u00adente"),
    ],
    ids=["capitals", "no marks", "look-alike", "decomposed", "punctuation", "soft hyphen"],
)
def test_equal_words_are_an_exact_group(copy: str) -> None:
    group = only(group_voices([Voice("a", SQ), Voice("b", copy), Voice("c", OTHER)]))
    assert group.kind is GroupKind.EXACT
    assert keys(group) == "ab"
    assert group.confidence == 1.0


def test_both_serbian_scripts_count_as_one() -> None:
    group = only(group_voices([Voice("a", SR), Voice("b", to_cyrillic(SR)), Voice("c", SR.replace("đ", "dj"))]))
    assert group.kind is GroupKind.EXACT
    assert keys(group) == "abc"
    assert group.language == "sr"


@pytest.mark.parametrize(
    ("text", "word", "other"), [(SQ, "kujdes", "vëmendje"), (SR, "male", "sitne"), (EN, "care", "attention")]
)
def test_edited_copies_are_a_group_and_the_typical_text_is_the_one_most_sent(text: str, word: str, other: str) -> None:
    voices = [Voice("a", text.replace(word, other)), Voice("b", text), Voice("c", text), Voice("d", text + " " + other)]
    group = only(group_voices(voices))
    assert (group.kind, group.typical, keys(group), group.size) == (GroupKind.EDITED, "b", "abcd", 4)
    assert 0.9 < group.confidence < 1
    assert group.shown_singly() == ()
    changes = group.difference("a", {voice.key: voice.text for voice in voices})
    assert [change.text for change in changes if change.op is Op.INSERT] == [other]


def test_a_sentence_of_substance_is_told_and_a_greeting_is_not() -> None:
    added = "Përveç kësaj, projektligji duhet të përkthehet edhe në gjuhën turke."
    voices = [
        Voice("a", SQ),
        Voice("b", SQ),
        Voice("c", f"Të nderuar, {SQ} Me respekt, Arta Hoxha, Prizren"),
        Voice("d", f"{SQ} {added}"),
    ]
    group = only(group_voices(voices))
    told = {member.key: member for member in group.members}
    assert not told["c"].shown_singly
    assert told["d"].own == (Own.ADDS,)
    assert told["d"].adds == "Përveç kësaj projektligji duhet të përkthehet edhe në gjuhën turke"
    assert group.shown_singly() == (told["d"],)


def test_a_sentence_instead_of_another_is_told_too() -> None:
    first = f"{SQ} Faqja zyrtare e ministrisë nuk funksionon mirë gjatë fundjavës."
    second = f"{SQ} Komuna jonë kërkon fonde shtesë për bibliotekën rurale."
    group = only(group_voices([Voice("a", first), Voice("b", first), Voice("c", second)]))
    assert [member.key for member in group.shown_singly()] == ["c"]


@pytest.mark.parametrize(
    ("typical", "copy", "own"),
    [
        (SQ, SQ.replace("Kërkojmë", "Nuk kërkojmë"), Own.STANCE),
        (SR, SR.replace("tražimo", "ne tražimo"), Own.STANCE),
        (EN, EN.replace("We ask", "We do not ask"), Own.STANCE),
        (EN + " We support it.", EN + " We oppose it.", Own.STANCE),
        (SQ.replace("tridhjetë", "30"), SQ.replace("tridhjetë", "15"), Own.NUMBERS),
    ],
)
def test_another_stance_or_number_is_never_seen_through_the_typical_text(typical: str, copy: str, own: Own) -> None:
    group = only(group_voices([Voice("a", typical), Voice("b", typical), Voice("c", copy)]))
    assert {member.key: member.own for member in group.members} == {"a": (), "b": (), "c": (own,)}


def test_the_albanian_preposition_is_no_negation() -> None:
    group = only(
        group_voices([Voice("a", SQ), Voice("b", SQ), Voice("c", SQ.replace("tridhjetë", "deri në tridhjetë"))])
    )
    assert group.shown_singly() == ()


def test_an_organization_is_in_the_group_and_shown() -> None:
    group = only(group_voices([Voice("a", SQ), Voice("b", SQ, organization="Forumi"), Voice("c", SQ)]))
    assert keys(group) == "abc"
    assert [(member.key, member.organization) for member in group.shown_singly()] == [("b", "Forumi")]


def test_short_texts_are_the_same_only_when_equal() -> None:
    groups = group_voices(
        [Voice("a", "Pajtohem plotësisht!"), Voice("b", "pajtohem plotesisht"), Voice("c", "Pajtohem pjesërisht")]
    )
    assert [keys(group) for group in groups] == ["ab"]


def test_words_of_the_law_make_no_group() -> None:
    voices = [
        Voice("a", f"{LAW[0]} Kërkojmë qasje për personat me aftësi të kufizuara."),
        Voice("b", f"{LAW[0]} Afati fillestar është tejet bujar krahasuar me rajonin."),
        Voice("c", f"{LAW[0]} Pajtohem."),
        Voice("d", f"{LAW[0]} Kundërshtoj."),
    ]
    assert group_voices(voices, law=LAW) == ()
    assert [keys(group) for group in group_voices(voices)] == ["abcd"]  # the control: without the law they look alike


def test_quoting_another_provision_is_told() -> None:
    laws = (*LAW, "Sekretariati publikon raportin vjetor para fundit të vitit kalendarik në të dy gjuhët zyrtare.")
    own = "Ky paragraf duhet të fshihet tërësisht sepse shkakton shpenzime të panevojshme."
    group = only(
        group_voices(
            [Voice("a", f"{laws[0]} {own}"), Voice("b", f"{laws[0]} {own}"), Voice("c", f"{laws[1]} {own}")], law=laws
        )
    )
    assert {member.key: member.own for member in group.members} == {"a": (), "b": (), "c": (Own.QUOTES,)}


def test_the_same_wording_on_the_same_provision() -> None:
    voices = [
        Voice("a", "", proposed="brenda tridhjetë (30) ditëve", node="art_5"),
        Voice(
            "b",
            "Afati i shkurtër pengon organizatat e vogla rurale.",
            proposed="Brenda tridhjete 30 diteve",
            node="art_5",
        ),
        Voice(
            "c",
            "Afati i shkurtër pengon organizatat e vogla rurale!",
            proposed="brenda tridhjetë 30 ditëve",
            node="art_5",
        ),
        Voice(
            "d",
            "Ministria vonohet gjithmonë me përgjigje zyrtare.",
            proposed="brenda tridhjetë 30 ditëve",
            node="art_5",
        ),
        Voice("e", "", proposed="brenda tridhjetë (30) ditëve", node="art_6"),
        Voice("f", "", proposed="brenda pesëdhjetë ditëve", node="art_5"),
        Voice("g", "brenda tridhjetë (30) ditëve", node="art_5"),
    ]
    group = only(group_voices(voices))
    assert (group.kind, keys(group), group.typical) == (GroupKind.SAME_WORDING, "abcd", "b")
    assert [member.key for member in group.shown_singly()] == ["d"]  # its reason is its own


def test_equal_texts_on_different_provisions_are_apart() -> None:
    text = "Të fshihet kjo dispozitë e panevojshme."
    assert group_voices([Voice("a", text, node="art_5"), Voice("b", text, node="art_8")]) == ()


def test_senders_are_counted_once() -> None:
    voices = [Voice("a", SQ, sender="x"), Voice("b", SQ, sender="x"), Voice("c", SQ, sender="y"), Voice("d", SQ)]
    group = only(group_voices(voices))
    assert (group.size, group.senders) == (4, 3)


def test_what_only_resembles_is_proposed() -> None:
    wording = "Ministria publikon raportin vjetor për punën e vet deri më 31 mars të vitit vijues"
    voices = [
        Voice("a", "", proposed=wording, node="art_5"),
        Voice("b", "", proposed=wording, node="art_5"),
        Voice("c", "", proposed=wording.replace("mars", "maj"), node="art_5", organization="Forumi"),
    ]
    certain, proposed = group_voices(voices)
    assert (keys(certain), certain.proposed) == ("ab", False)
    assert (proposed.proposed, proposed.typical, proposed.size) == (True, "a", 3)
    assert [(member.key, member.stands_for) for member in proposed.members] == [("a", 2), ("c", 1)]
    assert [member.key for member in proposed.shown_singly()] == ["c"]


def test_nothing_and_texts_without_words() -> None:
    assert group_voices([]) == ()
    assert (
        group_voices(
            [
                Voice("a", ""),
                Voice("b", " … "),
                Voice("c", "!"),
                Voice("d", "", proposed="–"),
                Voice("e", "", proposed="–"),
            ]
        )
        == ()
    )
    assert group_voices([Voice("a", "\uff9e"), Voice("b", "\uff9f")]) == ()  # letters that fold to nothing


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_voices_does_not_matter(seed: int, chance: random.Random, hard: bool) -> None:
    voices = [
        Voice(each.voice.key, each.voice.text, organization="Forumi" if int(each.voice.key) % 9 == 0 else None)
        for each in campaigns(120, seed=seed, hard=hard)
    ]
    voices += [
        Voice(f"w{at}", f"Arsyeja {at % 3}", proposed=f"brenda {at % 4} ditëve", node=f"art_{at % 2}")
        for at in range(20)
    ]
    expected = group_voices(voices, law=LAW)
    chance.shuffle(voices)
    assert group_voices(voices, law=LAW) == expected
    seen = [member.key for group in expected if not group.proposed for member in group.members]
    assert len(seen) == len(set(seen))
    by_key = {voice.key: voice for voice in voices}
    for group in expected:
        assert group.typical in {member.key for member in group.members}
        assert all(member.shown_singly for member in group.members if by_key[member.key].organization)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=20), st.sampled_from(["", "art_1"])), max_size=12))
def test_any_texts_are_grouped_and_none_is_lost(given_texts: list[tuple[str, str, str]]) -> None:
    voices = [
        Voice(f"{at:02d}", text, proposed=wording, node=node) for at, (text, wording, node) in enumerate(given_texts)
    ]
    twice = [*voices, *(replace(voice, key=f"x{voice.key}") for voice in voices)]
    grouped = {member.key for group in group_voices(twice) if not group.proposed for member in group.members}
    for voice in voices:  # each text came twice, so each has a group, unless it has no words at all
        has_words = any(character.isalnum() for character in voice.text + voice.proposed)
        assert not has_words or {voice.key, f"x{voice.key}"} <= grouped


@pytest.mark.parametrize("hard", [False, True])
def test_campaigns_are_found_and_single_comments_stay_single(hard: bool) -> None:
    sent = list(campaigns(4000, seed=7, hard=hard))
    groups = group_voices((each.voice for each in sent), law=law())
    found = list(range(4000, 8000))
    told = set()
    for number, group in enumerate(groups):
        if not group.proposed:
            for member in group.members:
                found[int(member.key)] = number
                if member.shown_singly:
                    told.add(int(member.key))
    precision, _recall, both = b_cubed([each.truth for each in sent], found)
    assert precision >= 0.995
    assert both >= (0.97 if hard else 0.98)
    added = {number for number, each in enumerate(sent) if each.added and found[number] < 4000}
    assert len(added & told) >= 0.985 * len(added) > 100


def test_a_common_turn_of_phrase_hides_nobody() -> None:
    voices = list(turns_of_phrase(1500))
    grouped = [(group, member) for group in group_voices(voices) if not group.proposed for member in group.members]
    hidden = [
        member.key
        for group, member in grouped
        if not member.shown_singly and group.kind is not GroupKind.EXACT and member.key != group.typical
    ]
    assert len(grouped) <= 0.01 * len(voices)
    assert len(hidden) <= 0.002 * len(voices)


def test_the_law_may_be_given_as_read() -> None:
    text = read_lines(["Neni 1", "Qëllimi", *LAW])
    voices = [
        Voice("a", f"{LAW[0]} Kërkojmë qasje për personat me aftësi të kufizuara."),
        Voice("b", f"{LAW[0]} Afati fillestar është tejet bujar krahasuar me rajonin."),
    ]
    assert group_voices(voices, law=text) == group_voices(voices, law=[text]) == ()
    assert len(group_voices(voices)) == 1


def test_a_text_that_comes_now_finds_those_like_it() -> None:
    known = Signatures(LAW)
    for key, text in {"a": SQ, "b": SQ + " Faleminderit!", "c": OTHER, "d": "Pajtohem"}.items():
        known.add(key, text)
    assert [key for key, _like in known.look_up(SQ.upper())] == ["a", "b"]
    assert known.look_up(SQ)[0] == ("a", 1.0)
    assert known.look_up("pajtohem!") == (("d", 1.0),)
    assert known.look_up("Krejt tjetër mendim mbi një çështje që askush nuk e ka përmendur") == ()
    known.remove("a")
    assert [key for key, _like in known.look_up(SQ)] == ["b"]
    assert len(known) == 3


def test_a_signature_is_the_same_in_every_process_and_fits_a_database() -> None:
    signature = sign(SQ)
    assert (signature.words, signature.bands[0]) == (5848539568464681843, 2892220275182705738)
    assert all(-(2**63) <= number < 2**63 for number in (signature.words, *signature.bands))
    assert (len(signature.bands), len(signature.minima)) == (24, 288)
    assert likeness(signature, sign(SQ.upper())) == 1.0
    assert likeness(signature, sign(EN)) < 0.1
