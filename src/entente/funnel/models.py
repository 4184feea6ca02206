"""Who entered which stage when, and how far each contact got: a projection of the ledger."""

from django.db import models
from django.db.models import Q


class Passage(models.Model):
    """That a contact entered a stage, or left by a side exit. One row per entry of the ledger."""

    position = models.BigIntegerField(primary_key=True)
    contact_id = models.BigIntegerField()
    stage = models.CharField(max_length=40, db_collation="C")
    is_exit = models.BooleanField()
    entered_at = models.DateTimeField()
    precision = models.CharField(max_length=7, db_collation="C")
    via = models.CharField(max_length=12, db_collation="C")
    reason = models.CharField(max_length=300, blank=True)
    by_id = models.BigIntegerField(null=True)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["contact_id", "entered_at", "position"], name="passage_of_contact"
            ),
            models.Index(fields=["stage", "entered_at"], name="passage_by_stage"),
        ]

    def __str__(self):
        return f"{self.contact_id}: {self.stage}"


class StageOrder(models.Model):
    """The order of stages by which everybody stands; one row, once anybody stood."""

    stages = models.JSONField()  # keys, from the first stage to the last
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_order_of_stages"),
        ]

    def __str__(self):
        return " → ".join(self.stages)


class Standing(models.Model):
    """The furthest stage that a contact reached, and the side exit taken since, if any.

    The stage is '' and the rank −1 for whoever reached none that the funnel has.
    """

    contact_id = models.BigIntegerField(primary_key=True)
    stage = models.CharField(max_length=40, db_collation="C")
    rank = models.IntegerField()
    entered_at = models.DateTimeField()
    exit = models.CharField(max_length=40, blank=True, db_collation="C")
    exited_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["stage", "contact_id"], name="standing_by_stage"),
            models.Index(fields=["rank", "contact_id"], name="standing_by_rank"),
            models.Index(fields=["exit"], condition=~Q(exit=""), name="standing_exited"),
        ]

    def __str__(self):
        return f"{self.contact_id} at {self.stage}"
