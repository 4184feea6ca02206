"""What is remembered of a hand-over: who did what when are rows, the lead's own row sums up."""

from django.db import models
from django.db.models import F, Q

from entente.handoff.rules.standing import OPEN, Status

IS_OPEN = Q(status__in=sorted(OPEN))


def _member(*, null: bool = True):
    return models.ForeignKey(
        "workspace.Member", models.PROTECT, null=null, related_name="+", db_index=False
    )


class Handover(models.Model):
    """That a contact was handed over to sales at a moment, and how that stands.

    `first_offered_at` starts the clock of sales; from `created_at` to it runs the system's.
    """

    contact = models.ForeignKey("people.Contact", models.PROTECT, related_name="+")
    cause = models.BigIntegerField(unique=True)  # the entry that brought the contact here
    clause = models.CharField(max_length=40, blank=True, db_collation="C")
    definition = models.IntegerField(null=True)  # number of the lead definition that judged
    created_at = models.DateTimeField()
    status = models.CharField(
        max_length=10, choices=[(one.value, one.name) for one in Status], db_collation="C"
    )
    owner = _member()
    first_offered_at = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(null=True)
    first_touch_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    connected_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    wake_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)  # without a verdict; `ended_why` is a rule's Why
    ended_why = models.CharField(max_length=6, blank=True, default="", db_collation="C")
    fit = models.DecimalField(max_digits=12, decimal_places=6, null=True)  # when handed over
    interest = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    lacks = models.JSONField(default=list)  # names of the context fields that were unknown

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=IS_OPEN, name="handed_over_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(first_offered_at=None) | Q(offered_at__gte=F("first_offered_at")),
                name="offered_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.ENDED, ended_at__isnull=False)
                | (~Q(status=Status.ENDED) & Q(ended_at=None, ended_why="")),
                name="ended_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "created_at"], condition=IS_OPEN, name="handover_waiting"
            ),
            models.Index(fields=["created_at"], name="handover_by_time"),
            models.Index(fields=["contact", "created_at"], name="handover_of_contact"),
            models.Index(fields=["owner", "decided_at"], name="handover_decided"),
            models.Index(fields=["decided_at"], name="handover_by_decision"),
        ]

    def __str__(self):
        return f"{self.contact_id}: {self.status}"


class Offer(models.Model):
    """That a lead was offered to a person of sales, by routing or by a head."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="offers")
    member = _member(null=False)
    offered_at = models.DateTimeField()
    by = _member()
    why = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover"], condition=Q(ended_at=None), name="offered_to_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["member", "offered_at"], name="offer_of_member")]

    def __str__(self):
        return f"{self.handover_id} to {self.member_id}"


class Verdict(models.Model):
    """What sales decided; undone ones stay as rows."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="verdicts")
    decision = models.CharField(max_length=8, db_collation="C")  # accepted, rejected, recycled
    reason = models.CharField(max_length=40, blank=True, db_collation="C")
    sort = models.CharField(max_length=12, blank=True, db_collation="C")
    note = models.CharField(max_length=500, blank=True)
    by = _member(null=False)
    at = models.DateTimeField()
    entry = models.BigIntegerField(null=True)
    moves = models.JSONField(default=list)  # positions of the stage entries that it caused
    was_owner = _member()
    undone_at = models.DateTimeField(null=True)
    undone_by = _member()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover"], condition=Q(undone_at=None), name="decided_once"
            ),
            models.CheckConstraint(
                condition=Q(decision="accepted") | ~Q(reason=""), name="a_no_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="verdict_by_time")]

    def __str__(self):
        return f"{self.handover_id} {self.decision}"


class WakeUp(models.Model):
    """That somebody looks again on a day at whom a verdict recycled; `woken_at` once it is a task.

    Hand-overs of the past have none.
    """

    verdict = models.OneToOneField(Verdict, models.CASCADE, related_name="wake_up")
    on = models.DateField()
    woken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["on"], condition=Q(woken_at=None), name="to_wake")]

    def __str__(self):
        return f"verdict {self.verdict_id} on {self.on:%Y-%m-%d}"


class Question(models.Model):
    """That sales asked marketing something about a lead; its clock rests meanwhile."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="questions")
    text = models.CharField(max_length=1000)
    asked_by = _member(null=False)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = _member()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover"], condition=Q(answered_at=None), name="one_question_at_a_time"
            ),
        ]

    def __str__(self):
        return f"question {self.id} on {self.handover_id}"


class SetAside(models.Model):
    """That a lead waits for a date; the clock rests only if the buyer gave that date."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="set_asides")
    until = models.DateTimeField()
    buyers_date = models.BooleanField()
    by = _member(null=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover"], condition=Q(ended_at=None), name="set_aside_once"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="set_aside_for_later"),
        ]

    def __str__(self):
        return f"{self.handover_id} until {self.until:%Y-%m-%d}"


class AttemptNoted(models.Model):
    """That a logged fact was recognised as an attempt; `at` is when it counts."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="attempts_noted")
    position = models.BigIntegerField()
    at = models.DateTimeField()
    means = models.CharField(max_length=10, db_collation="C")
    connected = models.BooleanField()
    by = _member()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "position"], name="attempt_noted_once"),
        ]

    def __str__(self):
        return f"{self.handover_id} {self.means}"


class Capacity(models.Model):
    """How many open leads a person takes on at once, where not the usual number."""

    member = models.OneToOneField("workspace.Member", models.CASCADE, related_name="+")
    open_leads = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.member_id}: {self.open_leads}"
