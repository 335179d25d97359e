"""What the next text took up: judged when it is added, overruled by an officer, shown to everybody it concerns."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit.models import Entry
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, WrongStatus
from civikos.programs.consultations import actions
from civikos.programs.consultations.actions import takenup as judging
from civikos.programs.consultations.actions.answers import Said
from civikos.programs.consultations.actions.report import OpenContradictions
from civikos.programs.consultations.actions.takenup import JudgmentNeedsReason, NoSuchJudgment
from civikos.programs.consultations.models import Consultation, Contribution, Placement, Point, TakenUp
from civikos.programs.consultations.queries import figures, takenup
from civikos.programs.consultations.tests import samples
from civikos.registers.legislation.models import Version

ClientAs = Callable[[Actor], Client]
AFTER = datetime.fromisoformat("2026-12-19T09:00:00+01:00")
FOURTEEN = samples.ALBANIAN.replace("pesëmbëdhjetë (15) vjet", "katërmbëdhjetë (14) vjet")


def address(consultation: Consultation, page: str = "versions/", query: str = "", language: str = "en") -> str:
    return f"/{language}/consultations/{consultation.pk}/{page}{query}"


def say(consultation: Consultation, who: Actor, at: datetime, **more: Any) -> Contribution:
    return samples.comment(consultation, who, at, more.pop("text", "Propozojmë këtë tekst."), language="sq", **more)


def add(consultation: Consultation, by: Actor, text: str = FOURTEEN) -> Version:
    return actions.add_version(
        consultation.pk,
        samples.read_text(text, "versioni-2.txt"),
        received_on=AFTER.date(),
        label="pas konsultimit",
        without_articles=False,
        by=by,
        at=AFTER,
    )


def _of(consultation: Consultation, eid: str) -> str:
    wording = consultation.version.provisions.get(eid=eid).wordings.get(language="sq")
    return str(wording.text)


def found(consultation: Consultation) -> dict[str, tuple[str, str, bool]]:
    rows = TakenUp.objects.filter(point__consultation=consultation, contribution=None).select_related("point")
    return {
        ("14" if "(14)" in row.point.proposed else "18" if "(18)" in row.point.proposed else row.point.text[:8]): (
            row.verdict,
            row.why,
            row.article_changed,
        )
        for row in rows
    }


# --- Judging ----------------------------------------------------------------------------------------------------------
def test_each_point_with_a_place_is_judged_when_the_text_comes(judged: Consultation) -> None:
    # What proposes no exact words cannot be told: what it asks for may stand in a new article.
    assert found(judged) == {
        "14": ("yes", "as_proposed", True),
        "18": ("no", "other_number", True),
        "Ky nen ë": ("cannot_tell", "no_wording", False),
    }
    row = TakenUp.objects.get(verdict="yes")
    assert {each["text"] for each in row.evidence if each["op"] == "insert"} == {"katërmbëdhjetë 14"}
    assert all(each["done"] for each in row.evidence)
    assert all(each["op"] in {"insert", "delete"} for each in row.evidence)


def test_who_asked_for_other_words_than_their_point_is_judged_for_themselves(
    asked: Consultation, secretariat: Actor, clock: Any
) -> None:
    actions.arrange_matrix(asked.pk, by=secretariat, at=asked.distributed_at)
    points = list(Point.objects.filter(consultation=asked, article="art_3").order_by("position"))
    actions.merge_points(asked.pk, [each.pk for each in points], by=secretariat, at=asked.distributed_at)
    samples.submit(asked, secretariat)
    clock.move_to(AFTER)
    add(asked, secretariat)
    point = Point.objects.get(consultation=asked, article="art_3")
    rows = {row.contribution_id: row.verdict for row in point.taken_up.all()}
    said = {("14" if "(14)" in row.proposed else "18"): row.pk for row in point.contributions.all()}
    assert rows == {None: "yes", said["18"]: "no"}


def test_a_text_without_the_language_cannot_be_judged(asked: Consultation, secretariat: Actor, clock: Any) -> None:
    samples.submit(asked, secretariat)
    clock.move_to(AFTER)
    add(
        asked,
        secretariat,
        "Article 1\nPurpose\nThis law regulates voluntary work.\n\nArticle 2\nScope\nIt holds for all.\n",
    )
    assert {row.why for row in TakenUp.objects.all()} == {"no_common_language"}
    assert {row.verdict for row in TakenUp.objects.all()} == {"cannot_tell"}


def test_judging_costs_the_same_for_three_points_and_for_sixty(
    judged: Consultation, secretariat: Actor, queries: Any
) -> None:
    newer = Version.objects.get(draft=judged.draft, number=2)
    counts = []
    for _turn in range(2):
        with queries(at_most=20) as seen:
            judging.judge(Consultation.objects.get(pk=judged.pk), newer)
        counts.append(len(seen))
        if Point.objects.filter(consultation=judged).count() > 10:
            break
        row = Point.objects.filter(consultation=judged, article="art_3").first()
        assert row is not None
        for number in range(60):
            row.pk, row.number, row.position = None, 100 + number, 100 + number
            row.proposed = f"{row.original} Shtesa {number}."
            row.save(force_insert=True)
    assert counts[0] == counts[1]
    assert judging.judge(judged, newer) > 60


def test_judging_again_keeps_what_an_officer_said(judged: Consultation, secretariat: Actor) -> None:
    row = TakenUp.objects.get(why="other_number")
    actions.overrule_judgment(judged.pk, row.pk, verdict="partly", reason="Mosha ulet.", by=secretariat, at=AFTER)
    # The text is put right: what stood there was read wrongly.
    wording = Version.objects.get(draft=judged.draft, number=2).provisions.get(eid="art_3__para_1").wordings.get()
    wording.text = wording.text.replace("katërmbëdhjetë (14)", "tetëmbëdhjetë (18)")
    wording.save()
    assert actions.judge_version(judged.pk, 2, by=secretariat, at=AFTER) == 3
    again = TakenUp.objects.get(point=row.point_id, contribution=None)
    assert (again.verdict, again.overruled, again.overruled_reason) == ("yes", "partly", "Mosha ulet.")
    assert again.overruled_by == secretariat.person


# --- Overruling -------------------------------------------------------------------------------------------------------
def test_an_officer_overrules_with_a_reason_and_takes_it_back(judged: Consultation, secretariat: Actor) -> None:
    row = TakenUp.objects.get(why="no_wording")
    actions.overrule_judgment(judged.pk, row.pk, verdict="yes", reason=" U sqarua. ", by=secretariat, at=AFTER)
    row.refresh_from_db()
    assert (row.verdict, row.overruled, row.overruled_reason, row.overruled_at) == (
        "cannot_tell",
        "yes",
        "U sqarua.",
        AFTER,
    )
    entry = Entry.objects.get(verb="point.taken_up_overruled")
    assert (entry.details["machine"], entry.details["verdict"], entry.details["reason"]) == (
        "cannot_tell",
        "yes",
        "U sqarua.",
    )
    actions.restore_judgment(judged.pk, row.pk, by=secretariat, at=AFTER)
    row.refresh_from_db()
    assert (row.overruled, row.overruled_reason, row.overruled_by, row.overruled_at) == ("", "", None, None)
    assert Entry.objects.filter(verb="point.taken_up_restored").count() == 1


@pytest.mark.parametrize(
    ("verdict", "reason", "refusal"),
    [("yes", " ", JudgmentNeedsReason), ("perhaps", "Po.", NoSuchJudgment)],
)
def test_what_is_not_a_judgment_is_refused(
    judged: Consultation, secretariat: Actor, verdict: str, reason: str, refusal: type[Exception]
) -> None:
    row = TakenUp.objects.get(why="no_wording")
    with pytest.raises(refusal):
        actions.overrule_judgment(judged.pk, row.pk, verdict=verdict, reason=reason, by=secretariat, at=AFTER)
    row.refresh_from_db()
    assert row.overruled == ""
    assert not Entry.objects.filter(verb="point.taken_up_overruled").exists()


def test_nobody_else_overrules_or_judges(judged: Consultation, member: Actor, ministry: Actor) -> None:
    row = TakenUp.objects.get(why="no_wording")
    for actor in (member, ministry):
        with pytest.raises(NotAllowed):
            actions.overrule_judgment(judged.pk, row.pk, verdict="yes", reason="Po.", by=actor, at=AFTER)
        with pytest.raises(NotAllowed):
            actions.restore_judgment(judged.pk, row.pk, by=actor, at=AFTER)
        with pytest.raises(NotAllowed):
            actions.judge_version(judged.pk, 2, by=actor, at=AFTER)


def test_there_is_nothing_to_judge_before_a_later_text(distributed: Consultation, secretariat: Actor) -> None:
    with pytest.raises(WrongStatus):
        actions.judge_version(distributed.pk, 2, by=secretariat, at=AFTER)


def test_a_judgment_of_another_consultation_is_not_found(judged: Consultation, secretariat: Actor) -> None:
    with pytest.raises(NotFound):
        actions.overrule_judgment(judged.pk, 10**6, verdict="yes", reason="Po.", by=secretariat, at=AFTER)
    with pytest.raises(NotFound):
        actions.judge_version(judged.pk, 1, by=secretariat, at=AFTER)


# --- Counting ---------------------------------------------------------------------------------------------------------
def test_accepted_points_are_counted_by_what_the_text_has(judged: Consultation, secretariat: Actor) -> None:
    assert takenup.counted(judged) == takenup.Counted(version=2, yes=1, cannot_tell=1, unchanged=1)
    row = TakenUp.objects.get(why="other_number")
    actions.overrule_judgment(judged.pk, row.pk, verdict="partly", reason="Mosha ulet.", by=secretariat, at=AFTER)
    assert takenup.counted(judged) == takenup.Counted(version=2, yes=1, cannot_tell=1, unchanged=1, changed=1)
    counted = figures.figures(judged)
    assert (counted.text_version, counted.text_yes, counted.text_unchanged, counted.text_changed) == (2, 1, 1, 1)
    assert counted.text == takenup.counted(judged)


# --- Pages ------------------------------------------------------------------------------------------------------------
def test_the_versions_page_shows_the_evidence_beside_each_change(
    judged: Consultation, secretariat: Actor, visitor: Actor, client_as: ClientAs, queries: Any
) -> None:
    browser = client_as(secretariat)
    browser.get(address(judged))
    with queries(at_most=19):
        page = browser.get(address(judged)).content.decode()
    assert "in the text" in page
    assert "<ins>katërmbëdhjetë</ins>" in page
    assert "Another number stands there." in page
    assert "Accepted, but the article has not changed." in page
    assert "I judge it otherwise" in page
    public = client_as(visitor).get(address(judged)).content.decode()
    assert "Accepted, but the article has not changed." not in public
    assert "I judge it otherwise" not in public


def test_a_press_overrules_and_another_one_takes_it_back(
    judged: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser, place = client_as(secretariat), address(judged, "versions/taken-up/")
    row = TakenUp.objects.get(why="other_number")
    sent = {"judgment": row.pk, "verdict": "yes", "reason": "", "back": "new=2&view=side"}
    refused = browser.post(place, sent)
    assert refused.status_code == 422
    assert "Write why you judge it otherwise." in refused.content.decode()
    assert '<option value="yes" selected>' in refused.content.decode()
    done = browser.post(place, sent | {"reason": "Ka kuptimin e njëjtë."})
    assert done["Location"] == address(judged, query="?new=2&view=side")
    page = browser.get(address(judged)).content.decode()
    assert "Ka kuptimin e njëjtë." in page
    assert "The comparison of words says: not in the text" in page
    assert "Rejected, but the text was changed." in page
    assert (
        "version 2 was judged by an officer: in the text." in browser.get(address(judged, "history/")).content.decode()
    )
    browser.post(place, {"judgment": row.pk, "undo": "1"})
    row.refresh_from_db()
    assert row.overruled == ""


def test_a_version_from_before_is_judged_by_a_press(
    judged: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    browser = client_as(secretariat)
    assert "Look now" not in browser.get(address(judged)).content.decode()
    TakenUp.objects.all().delete()
    assert "Look now" in browser.get(address(judged)).content.decode()
    answer = browser.post(address(judged, "versions/taken-up/"), {"judge": "2"}, follow=True)
    assert "3 judgments were made." in answer.content.decode()


def test_the_matrix_shows_marks_and_finds_what_is_missing(
    judged: Consultation, secretariat: Actor, ministry: Actor, client_as: ClientAs, queries: Any
) -> None:
    for actor in (secretariat, ministry):
        browser = client_as(actor)
        with queries(at_most=14):
            page = browser.get(address(judged, "matrix/")).content.decode()
        assert "1 accepted point proposes no exact words, and its article has not changed." in page
        assert "accepted, article unchanged (1)" in page
        assert page.count('class="taken-up"') == 3
    missing = browser.get(address(judged, "matrix/", "?text=unchanged")).content.decode()
    assert "Ky nen është i paqartë." in missing
    assert missing.count("<tr data-row") == 1
    assert "No point fits" in browser.get(address(judged, "matrix/", "?text=changed")).content.decode()


def test_what_was_accepted_and_is_not_there_is_said(
    judged: Consultation, secretariat: Actor, ministry: Actor, client_as: ClientAs
) -> None:
    point = Point.objects.get(consultation=judged, proposed__contains="(18)")
    actions.answer_each(judged.pk, {point.pk: Said("accepted", "Po.")}, by=ministry, at=AFTER)
    browser = client_as(secretariat)
    page = browser.get(address(judged, "matrix/", "?text=missing")).content.decode()
    assert "1 accepted point is not in the text of version 2." in page
    assert page.count("Accepted, but not in the text.") == 1
    assert "accepted, not in the text (1)" in page
    assert "Accepted, but not in the text." in browser.get(address(judged)).content.decode()


def test_wording_of_a_merged_point_is_judged_in_its_own_language(
    asked: Consultation, member: Actor, secretariat: Actor, at: datetime, clock: Any
) -> None:
    serbian = asked.version.provisions.get(eid="art_3__para_1").wordings.get(language="sr").text
    said = samples.comment(
        asked, member, at, "Më e ulët.", eid="art_3__para_1", language="sr", proposed=serbian.replace("(15)", "(14)")
    )
    comment = samples.comment(asked, member, at, "Mosha është shumë e lartë për ne këtu.", eid="art_3__para_1")
    actions.arrange_matrix(asked.pk, by=secretariat, at=at)
    of = {key: Point.objects.get(contributions=key).pk for key in (comment.pk, said.pk)}
    Point.objects.filter(pk=of[comment.pk]).update(position=0)
    point = actions.merge_points(asked.pk, list(of.values()), by=secretariat, at=at)
    assert (point.language, "(14)" in point.proposed) == ("sq", True)
    samples.submit(asked, secretariat)
    clock.move_to(AFTER)
    texts = [
        *samples.read_text(FOURTEEN, "v2.txt"),
        *samples.read_text(samples.SERBIAN.replace("(15)", "(14)"), "v2-sr.txt"),
    ]
    actions.add_version(
        asked.pk, texts, received_on=AFTER.date(), label="", without_articles=False, by=secretariat, at=AFTER
    )
    assert TakenUp.objects.get(point=point, contribution=None).verdict == "yes"


def test_whoever_spoke_reads_what_became_of_it(judged: Consultation, member: Actor, client_as: ClientAs) -> None:
    browser = client_as(member)
    page = browser.get(address(judged, "mine/")).content.decode()
    assert page.count("<small>version 2</small>") == 2
    assert "the article has not changed" in page
    own = Contribution.objects.get(proposed__contains="(14)")
    assert (
        "The words are there as proposed." in browser.get(f"/en/consultations/contribution/{own.pk}/").content.decode()
    )


def test_both_sides_are_told_before_the_report_and_everybody_in_it(
    judged: Consultation, secretariat: Actor, visitor: Actor, client_as: ClientAs, queries: Any
) -> None:
    browser = client_as(secretariat)
    page = browser.get(address(judged, "report/new/")).content.decode()
    assert "1 accepted point proposes no exact words, and its article has not changed." in page
    with pytest.raises(OpenContradictions, match="At 1 point"), translation.override("en"):
        actions.publish_report(judged.pk, foreword="", by=secretariat, at=AFTER)
    actions.publish_report(judged.pk, foreword="", despite=1, by=secretariat, at=AFTER)
    reader = client_as(visitor)
    reader.get(address(judged, "report/"))
    with queries(at_most=21):
        page = reader.get(address(judged, "report/")).content.decode()
    assert "2 points were accepted in full or in part." in page
    assert "Accepted, but the article has not changed." in page
    judged.refresh_from_db()
    assert judged.report.figures["text_unchanged"] == 1


@pytest.mark.parametrize("language", ["sq", "sr-latn", "en"])
def test_the_pages_are_there_in_each_language(
    judged: Consultation, secretariat: Actor, client_as: ClientAs, language: str
) -> None:
    browser = client_as(secretariat)
    for page in ("versions/", "matrix/", "report/new/"):
        answer = browser.get(address(judged, page, language=language))
        assert answer.status_code == 200
        assert ("not in the text" in answer.content.decode()) is (language == "en")


def test_contributions_without_a_place_are_cited_as_people_cite(
    judged: Consultation, secretariat: Actor, client_as: ClientAs
) -> None:
    Placement.objects.update(provision=None, article="")
    page = client_as(secretariat).get(address(judged)).content.decode()
    listed = page.split('id="homeless"')[1]
    assert "Neni 3, paragrafi 1" in listed
    assert "· art_3" not in listed


def test_a_change_of_numbers_only_is_said(
    asked: Consultation, secretariat: Actor, clock: Any, client_as: ClientAs
) -> None:
    samples.submit(asked, secretariat)
    clock.move_to(AFTER)
    add(asked, secretariat, samples.ALBANIAN.replace("(15)", "(14)"))
    assert "<small>only numbers</small>" in client_as(secretariat).get(address(asked)).content.decode()
