"""What is remembered of the accord: drafts, versions that never change, and what became of them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from entente.agreements.rules import reviews
from entente.agreements.rules.life import SEAT_WORDS
from entente.workspace.models import Member

SEAT_CHOICES = tuple(SEAT_WORDS.items())
REVIEW_CHOICES = tuple(reviews.WORDS.items())


def _name(length: int = 40, **options):
    return models.CharField(max_length=length, db_collation="C", **options)


def _member():
    return models.ForeignKey(Member, models.PROTECT, related_name="+")


class Document(models.Model):
    """One document of a kind and scope (a goal plan has one per quarter); the lock of its life."""

    kind = _name()
    scope = _name(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "scope"], name="document_once"),
        ]

    def __str__(self):
        return f"{self.kind} {self.scope}".strip()


class Draft(models.Model):
    """What is being written; it has no number, and nobody can sign it."""

    document = models.OneToOneField(Document, models.CASCADE, related_name="draft")
    content = models.JSONField()
    from_day = models.DateField()
    review = _name(12, choices=REVIEW_CHOICES)
    baseline = models.BooleanField(default=False)
    origin = models.CharField(max_length=120, blank=True, default="")
    started_by = _member()
    started_at = models.DateTimeField()
    edited_by = _member()
    edited_at = models.DateTimeField()

    def __str__(self):
        return f"draft of document {self.document_id}"


class Version(models.Model):
    """What was proposed, word for word. A trigger refuses to change or delete it."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()  # as it was written
    closed = models.JSONField()  # with all that it refers to
    text = models.TextField()
    grammar = _name()
    digest = _name(64)
    from_day = models.DateField()
    review = _name(12, choices=REVIEW_CHOICES)
    baseline = models.BooleanField()
    drafted_by = _member()
    drafted_at = models.DateTimeField()
    proposed_by = _member()
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_counts_from_one"),
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$"), name="version_has_a_digest"
            ),
        ]

    def __str__(self):
        return f"document {self.document_id}, version {self.number}"


class Signature(models.Model):
    """That a seat signed exactly this digest, by whom, and which seats that person held then."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="signatures")
    seat = _name(12, choices=SEAT_CHOICES)
    member = _member()
    at = models.DateTimeField()
    digest = _name(64)
    held = models.JSONField()  # ["marketing", "sales"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "seat"], name="seat_signs_once"),
            models.CheckConstraint(condition=Q(seat__in=list(SEAT_WORDS)), name="seat_signs"),
        ]

    def __str__(self):
        return f"version {self.version_id} for {self.seat}"


class Decline(models.Model):
    """That a side said no, and why; it ends the signatures given."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="decline")
    seat = _name(12, choices=SEAT_CHOICES)
    member = _member()
    at = models.DateTimeField()
    reason = models.TextField()
    held = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="decline_says_why"),
        ]

    def __str__(self):
        return f"version {self.version_id} by {self.seat}"


class Withdrawal(models.Model):
    """That a proposed version was taken back, by an edit for instance; its signatures end."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="withdrawal")
    member = _member()
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self):
        return f"version {self.version_id}"


class InForce(models.Model):
    """The moments in which a version holds: half-open, cut when the next one begins."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="in_force")
    document = models.ForeignKey(Document, models.PROTECT, related_name="in_force")
    span = DateTimeRangeField()
    since_day = models.DateField()  # the first day by signature; before it a baseline judges
    at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_in_force_at_a_time",
                expressions=[
                    ("document", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"version {self.version_id}: {self.span}"


class Review(models.Model):
    """That a due review was held, by whom, and what came of it."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    member = _member()
    at = models.DateTimeField()
    outcome = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "due_on"], name="review_held_once"),
        ]

    def __str__(self):
        return f"version {self.version_id}, due {self.due_on}"


class ReadReceipt(models.Model):
    """That a member confirmed to have read a version."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="receipts")
    member = _member()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "member"], name="read_once"),
        ]

    def __str__(self):
        return f"version {self.version_id} by {self.member_id}"
