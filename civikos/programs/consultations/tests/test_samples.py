"""The consultations that other tests start from are what they say."""

from civikos.programs.consultations.models import Consultation
from civikos.programs.consultations.states import Status


def test_a_discussed_consultation_is_open_and_has_two_contributions(discussed: Consultation, at):
    assert discussed.is_open_at(at)
    assert [row.article for row in discussed.contributions.order_by("pk")] == ["art_2", "art_3"]


def test_an_answered_consultation_has_an_answer_to_each_point(answered: Consultation):
    assert answered.status == Status.ANSWERED
    assert answered.points.count() == 2
    assert not answered.points.unanswered().exists()
