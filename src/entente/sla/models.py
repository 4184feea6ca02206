"""What is remembered of promises: who was told of a clock, and which excuses were given."""

from django.db import models
from django.db.models import Q


class Told(models.Model):
    """That a clock runs out, and its owner was told, or that it ran out: each once."""

    handover = models.ForeignKey("handoff.Handover", models.CASCADE, related_name="+")
    term = models.CharField(max_length=40, db_collation="C")
    what = models.CharField(max_length=8, db_collation="C")  # soon, late
    member = models.ForeignKey("workspace.Member", models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()  # the first offer, so that one clock is told of once
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "term", "what", "member"],
                name="told_once",
                nulls_distinct=False,  # that it ran out is told once, whoever has the lead
            ),
        ]

    def __str__(self):
        return f"{self.handover_id} {self.term} {self.what}"


class Excuse(models.Model):
    """Why a promise was broken for one lead; the other side answers, or is silent for two days."""

    handover = models.ForeignKey("handoff.Handover", models.CASCADE, related_name="+")
    term = models.CharField(max_length=40, db_collation="C")
    reason = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey("workspace.Member", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved = models.BooleanField(null=True)
    answered_by = models.ForeignKey("workspace.Member", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "term"], name="excused_once"),
            models.CheckConstraint(
                condition=Q(approved=None, answered_at=None)
                | Q(approved__isnull=False, answered_at__isnull=False),
                name="an_answer_has_a_moment",
            ),
        ]

    def __str__(self):
        return f"{self.handover_id} {self.term}"
