"""Acts under preparation: drafts, their versions, the provisions of each version, in each language."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("sq", "Shqip"), ("sr", "Srpski"), ("en", "English")]


class ActKind(models.Model):
    """A kind of act or document that is consulted (the closed list of the government's platform). No personal data."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    documents = models.JSONField(default=list, help_text="codes of the accompanying documents that belong to it")

    class Meta:
        verbose_name = _("kind of act")
        verbose_name_plural = _("kinds of acts")

    def __str__(self) -> str:
        return self.name


class DocumentKind(models.Model):
    """A kind of accompanying document, such as the explanatory memorandum. No personal data."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("kind of document")
        verbose_name_plural = _("kinds of documents")

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """An act under preparation at an institution. No personal data."""

    title = models.CharField(_("title"), max_length=400)
    kind = models.ForeignKey(ActKind, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("number on the government's platform"), max_length=60, blank=True)
    place = models.ForeignKey("places.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    topics = models.ManyToManyField("topics.Topic", blank=True, related_name="+")
    note = models.CharField(
        max_length=300, blank=True, help_text="shown beside the title, such as: invented for the demonstration"
    )
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One text of a draft as it came from the institution, in one or several languages. No personal data."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120, blank=True)
    received_on = models.DateField()
    stored_at = models.DateTimeField(default=timezone.now)
    edition = models.PositiveIntegerField(default=1, help_text="grows with each correction of the structure")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="legislation_version_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"


class Expression(models.Model):
    """
    A version in one language: the file it was read from, what the reader doubted, and the source line by line.

    `lines` are the paragraphs of the source in order with what became of each, so that nothing of the text is lost:
    `[{"index", "label", "text", "kept_as"}]`; where there is one with "page", "other_labels" (what other word processors
    show instead of the label) and "calls" of footnotes (mark and line). `doubts` are the places to look at, worst first:
    `[{"code", "message", "node", "source", "weight"}]`, with "word" and "box" (page and place on it) where something was
    recognized, and "looked_at" once somebody has compared it. No personal data: who did is in the trail alone.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="expressions")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    script = models.CharField(max_length=4, default="Latn")
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=400, blank=True)
    doubts = models.JSONField(default=list)
    lines = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="legislation_expression_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.language}"


class Provision(models.Model):
    """
    One unit of a version: a chapter, an article, a paragraph, a point. The same row serves all languages.

    `eid` is its Akoma Ntoso id inside the version; `article` is the eid of the article it is or lies in (empty above
    articles); `position` orders the version. No personal data.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="provisions")
    eid = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40, blank=True)
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    article = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "eid"], name="legislation_provision_once"),
        ]
        indexes = [
            models.Index(fields=["version", "position"], name="legislation_reading_order"),
            models.Index(fields=["version", "article", "position"], name="legislation_in_article"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.eid}"


class Wording(models.Model):
    """The words of one provision in one language, without its number. No personal data."""

    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    note = models.CharField(max_length=60, blank=True, help_text="why the reader doubted it")
    first_line = models.IntegerField(default=-1)
    last_line = models.IntegerField(default=-1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provision", "language"], name="legislation_wording_once")]

    def __str__(self) -> str:
        return f"{self.provision_id} {self.language}"


class Attachment(models.Model):
    """An accompanying document of a draft, in one language. No personal data."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="attachments")
    kind = models.ForeignKey(DocumentKind, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGES, blank=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.kind}"


class ArticleFate(models.Model):
    """
    What became of one article (or of several together) from one version to the next, as the comparison found it.

    Stored once and never computed again silently; a person may overrule it (`decided_by_person`). No personal data.
    """

    older = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    newer = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    fate = models.CharField(max_length=12)
    old_articles = models.JSONField(default=list)
    new_articles = models.JSONField(default=list)
    similarity = models.FloatField(default=0)
    typography_only = models.BooleanField(default=False)
    nature = models.CharField(
        max_length=12, blank=True, help_text="the lightest word for what changed, as `lawtext.Nature`; empty: not known"
    )
    position = models.PositiveIntegerField(default=0)
    decided_by_person = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["older", "newer", "position"], name="legislation_fates")]

    def __str__(self) -> str:
        return f"{self.old_articles} → {self.new_articles} {self.fate}"
