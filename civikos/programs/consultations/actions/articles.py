"""One article by mail: sent on request, answered by mail; and hearing of what others say on it."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civikos.kernel.accounts.actor import Actor
from civikos.kernel.audit import actions as audit
from civikos.kernel.correspondence import actions as correspondence
from civikos.kernel.correspondence.actions import Brief, Letter
from civikos.kernel.entrance import actions as entrance
from civikos.kernel.languages import of_interface
from civikos.kernel.workdays import queries as workdays
from civikos.kernel.workflow.refusals import NotAllowed, NotFound, Refused
from civikos.programs.consultations import letters, permissions, states
from civikos.programs.consultations.actions.contributions import RECEIPT_AFTER, check_open
from civikos.programs.consultations.actions.distribution import LINK_LIFE_AFTER
from civikos.programs.consultations.models import Consultation, Contribution, FollowedArticle
from civikos.programs.consultations.queries import articles as queries
from civikos.programs.consultations.states import ContributionStatus
from civikos.registers.legislation import queries as legislation

NEWS = "article_news"
# The same article in the same language is sent once in this time, however often the button is pressed.
ONCE_IN = timedelta(hours=1)
LONGEST_TOLD = 600
MOST_TOLD = 20


class NoSuchArticle(Refused):
    """Not an article of the version being commented, or not in this language."""

    code = "article.unknown"
    message = _("This article is not in the present version of the text. Load the page again.")


@transaction.atomic
def send_article(pk: int, article: str, language: str, *, by: Actor, at: datetime) -> bool:
    """
    Send the words of one article in one language to the person who asks, with an address whose answer lands on it; whether a
    mail was written, or had been within the hour.

    Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, NoSuchArticle.
    """
    consultation = permissions.access_for(states.CONTRIBUTE, pk, by=by)
    check_open(consultation, at)
    person = by.person
    if person is None:
        raise NotAllowed
    text = queries.article_text(consultation.version, article, language)
    if text is None:
        raise NoSuchArticle
    place = f"{consultation.name}/{article}"
    secret = entrance.make_personal_links([(person.pk, place)], at=at, life=LINK_LIFE_AFTER)[person.pk]
    answer_to = entrance.make_reply_addresses([(person.pk, place)], at=at)
    spoken = person.language
    days_left = workdays.working_days_left(at, consultation.members_until)
    with translation.override(of_interface(spoken)):
        letter = Letter(
            address=person.email,
            language=spoken,
            person=person,
            key=f"{person.pk}:{article}:{language}:{int(at.timestamp() // ONCE_IN.total_seconds())}",
            secrets=(secret,),
            reply_to=answer_to[person.pk, place],
            variables={
                **letters.common(consultation, spoken, at=at, days_left=days_left),
                "salutation": letters.salutation(person, spoken),
                "link": letters.link_address(secret, spoken),
                "article": text.label,
                "text": text.words,
            },
        )
    correspondence.enqueue("article_by_mail", [letter], about=consultation.name, at=at)
    audit.record("article.sent_by_mail", consultation, by=by, at=at, details={"article": article, "language": language})
    return True


@transaction.atomic
def follow_article(pk: int, article: str, *, by: Actor, at: datetime) -> FollowedArticle:
    """
    Hear of what others say on an article, from now on. Again changes nothing.

    Raises: NotFound, NotAllowed, WrongStatus, WindowClosed, NoSuchArticle.
    """
    consultation = permissions.access_for(states.CONTRIBUTE, pk, by=by)
    check_open(consultation, at)
    person = by.person
    if person is None:
        raise NotAllowed
    if not queries.is_article(consultation.version, article):
        raise NoSuchArticle
    row, is_new = FollowedArticle.objects.get_or_create(
        person=person, consultation=consultation, article=article, defaults={"since": at, "told_until": at}
    )
    # Whoever stopped this kind of mail and now asks for it wants it again.
    correspondence.start_kind_again(person.pk, NEWS, at=at, by=by)
    if is_new:
        audit.record("article.followed", consultation, by=by, at=at, details={"article": article})
    return row


@transaction.atomic
def unfollow_article(pk: int, article: str, *, by: Actor, at: datetime) -> None:
    """Hear no more of an article. Raises: NotFound."""
    consultation = Consultation.objects.visible_to(by).filter(pk=pk).first()
    if consultation is None or by.person is None:
        raise NotFound
    if FollowedArticle.objects.filter(person=by.person, consultation=consultation, article=article).delete()[0]:
        audit.record("article.unfollowed", consultation, by=by, at=at, details={"article": article})


def tell_followers(*, at: datetime) -> int:
    """
    Write to people what others said on the articles they follow since they were told last: one mail for each article; how
    many. Run by the clock.

    What is younger than two minutes waits for its author's second thought. Only open consultations.
    """
    until = at - RECEIPT_AFTER
    rows = (
        FollowedArticle.objects.filter(
            consultation__in=Consultation.objects.open_at(at), person__is_active=True, told_until__lt=until
        )
        .select_related("person")
        .order_by("consultation", "article", "pk")
    )
    by_consultation: dict[int, list[FollowedArticle]] = defaultdict(list)
    for row in rows:
        by_consultation[row.consultation_id].append(row)
    return sum(_tell_of(pk, followed, until, at) for pk, followed in by_consultation.items())


@transaction.atomic
def _tell_of(pk: int, followed: list[FollowedArticle], until: datetime, at: datetime) -> int:
    consultation = Consultation.objects.select_related("draft__institution", "draft__kind", "version").get(pk=pk)
    said: dict[str, list[Contribution]] = defaultdict(list)
    fresh = (
        Contribution.objects.filter(
            consultation=consultation,
            status=ContributionStatus.ACTIVE,
            article__in={row.article for row in followed},
            given_at__gt=min(row.told_until for row in followed),
            given_at__lte=until,
        )
        .select_related("author", "organization")
        .order_by("given_at", "pk")
    )
    for contribution in fresh:
        said[contribution.article].append(contribution)
    wanted: list[tuple[FollowedArticle, list[Contribution]]] = []
    reads = queries.may_read_words(consultation, {row.person_id for row in followed}, at)
    for row in followed:
        news = [
            each for each in said[row.article] if each.given_at > row.told_until and each.author_id != row.person_id
        ]
        if news and row.person_id in reads:
            wanted.append((row, news))
    if wanted:
        _write_news(consultation, wanted, at)
        FollowedArticle.objects.filter(pk__in=[row.pk for row, _news in wanted]).update(told_until=until)
    return len(wanted)


def _write_news(
    consultation: Consultation, wanted: list[tuple[FollowedArticle, list[Contribution]]], at: datetime
) -> None:
    pairs = [(row.person_id, f"{consultation.name}/{row.article}") for row, _news in wanted]
    answer_to = entrance.make_reply_addresses(pairs, at=at)
    days_left = workdays.working_days_left(at, consultation.members_until)
    shared = letters.commons(consultation, at=at, days_left=days_left)
    articles = {row.article for row, _news in wanted}
    places = {language: legislation.full_labels(consultation.version, articles, language) for language in shared}
    why = {}
    for language in shared:
        with translation.override(of_interface(language)):
            why[language] = _now("you follow this article")
    written = []
    for row, news in wanted:
        person, language, place = row.person, row.person.language, f"{consultation.name}/{row.article}"
        secret = entrance.make_personal_links([(person.pk, place)], at=at, life=LINK_LIFE_AFTER)[person.pk]
        stop = letters.unsubscribe_address(person.pk, NEWS, language)
        with translation.override(of_interface(language)):
            written.append(
                Letter(
                    address=person.email,
                    language=language,
                    person=person,
                    key=f"{row.pk}:{news[-1].pk}",
                    secrets=(secret,),
                    unsubscribe_url=stop,
                    reply_to=answer_to[person.pk, place],
                    brief=Brief(
                        title={each: values["title"] for each, values in shared.items()},
                        text={
                            each: _brief(places[each].get(row.article, row.article), len(news), each) for each in shared
                        },
                        why=why,
                        opens=place,
                        link_until=at + LINK_LIFE_AFTER,
                    ),
                    until=consultation.members_until,
                    variables={
                        **shared[language],
                        "salutation": letters.salutation(person, language),
                        "link": letters.link_address(secret, language),
                        "unsubscribe": stop,
                        "article": places[language].get(row.article, row.article),
                        "news": _news_in_words(news),
                    },
                )
            )
    correspondence.enqueue(NEWS, written, about=consultation.name, at=at)


def _brief(place: str, count: int, language: str) -> str:
    with translation.override(of_interface(language)):
        return ngettext("%(place)s: %(n)s new contribution", "%(place)s: %(n)s new contributions", count) % {
            "place": place,
            "n": count,
        }


def _news_in_words(news: list[Contribution]) -> str:
    parts = []
    for row in news[:MOST_TOLD]:
        words = "\n".join(part for part in (row.text, row.proposed) if part)
        words = words if len(words) <= LONGEST_TOLD else f"{words[: LONGEST_TOLD - 1].rstrip()}…"
        parts.append(f"{_who(row)}:\n{words}")
    if len(news) > MOST_TOLD:
        left = len(news) - MOST_TOLD
        parts.append(ngettext("and %(n)s more", "and %(n)s more", left) % {"n": left})
    return letters.blocks(parts)


def _who(row: Contribution) -> str:
    names = [row.author.name if row.author else "", row.organization.name if row.organization else ""]
    return ", ".join(name for name in names if name)


def forget_follower(person_id: int) -> int:
    """Part of erasing a person: what they followed; how many rows."""
    return FollowedArticle.objects.filter(person=person_id).delete()[0]


def forget_finished(*, at: datetime) -> int:
    """Nothing more is said where the report is public: what was followed there goes; how many rows. Run by the clock."""
    return FollowedArticle.objects.filter(consultation__reported_at__lt=at).delete()[0]
