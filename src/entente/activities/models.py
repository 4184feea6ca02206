"""What is remembered of deeds and tasks; their words lie in the ledger's personal payload."""

from django.db import models
from django.db.models import Q


def _to(record: str, **options):
    return models.ForeignKey(
        record, models.PROTECT, related_name="+", null=True, db_index=False, **options
    )


def _code(length: int):
    return models.CharField(max_length=length, default="", blank=True, db_collation="C")


class Activity(models.Model):
    """One deed or task, as it stands after its last correction.

    `position` is the entry that tells of it now; earlier wordings stay in the ledger behind it.
    """

    kind = models.CharField(max_length=12, db_collation="C")
    contact = _to("people.Contact")
    company = _to("people.Company")
    deal = _to("pipeline.Deal")
    by = _to("workspace.Member")
    at = models.DateTimeField()  # when it happened; of a task, when it was set
    logged_at = models.DateTimeField()
    position = models.BigIntegerField()
    outcome = _code(16)
    direction = _code(8)
    place = _code(8)
    minutes = models.IntegerField(null=True)
    subject = models.CharField(max_length=200, default="", blank=True)
    assignee = _to("workspace.Member")
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = _to("workspace.Member")
    done_position = models.BigIntegerField(null=True)
    batch_id = models.BigIntegerField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["contact", "at", "id"],
                condition=Q(deleted_at=None, contact__isnull=False),
                name="activity_of_contact",
            ),
            models.Index(
                fields=["deal", "at", "id"],
                condition=Q(deleted_at=None, deal__isnull=False),
                name="activity_of_deal",
            ),
            models.Index(
                fields=["company", "at", "id"],
                condition=Q(deleted_at=None, company__isnull=False),
                name="activity_of_company",
            ),
            models.Index(
                fields=["assignee", "due_on", "id"],
                condition=Q(kind="task", done_at=None, deleted_at=None),
                name="tasks_open",
            ),
            models.Index(
                fields=["batch_id"], condition=Q(batch_id__isnull=False), name="activity_of_batch"
            ),
            models.Index(fields=["position"], name="activity_at_position"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["call", "email", "meeting", "note", "task"]),
                name="activity_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="task") | Q(done_at=None, due_on=None, assignee=None),
                name="activity_only_tasks_are_due",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.id}"
