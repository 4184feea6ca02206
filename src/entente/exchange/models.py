"""What is remembered of imports: each file, its mapping, and what became of each of its rows."""

from django.db import models
from django.db.models import Q

STATES = (
    "mapped",  # a file with a mapping, perhaps guessed, waiting for somebody's word
    "checking",  # asked to be looked through without writing
    "checked",
    "queued",  # asked to run
    "running",
    "done",
    "cancelled",
    "failed",
    "undone",
)


def _code(length: int, **options):
    return models.CharField(max_length=length, db_collation="C", **options)


class Import(models.Model):
    """One file on its way in. `batch` entries of the ledger carry its id."""

    filename = models.CharField(max_length=200)
    stored = _code(32, unique=True)  # the file's name on our disk, made by us
    size = models.BigIntegerField()
    digest = _code(64)
    layout = models.JSONField()
    mapping = models.JSONField()
    state = _code(12, default="mapped")
    by = models.ForeignKey("workspace.Member", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    lines = models.BigIntegerField(null=True)  # of the file, about: for progress
    line = models.BigIntegerField(default=0)  # the last line whose rows are committed
    counts = models.JSONField(default=dict)  # by outcome
    warnings = models.JSONField(default=dict)  # by what was odd but kept
    adds = models.JSONField(default=dict)  # besides records: pipelines, stages, people, fields
    checked = models.JSONField(null=True)  # what the look through found
    asked_to_stop_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failure = models.TextField(default="", blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("workspace.Member", models.PROTECT, null=True, related_name="+")
    kept = models.JSONField(default=list)  # what undoing left, by name: the first of them
    kept_count = models.IntegerField(default=0)  # and how many they are
    kept_ids = models.JSONField(default=dict)  # all of them, by why they stay and by record
    removed_at = models.DateTimeField(null=True)  # when the file itself was deleted

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="import_state"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="imports_newest"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["checking", "queued", "running"]),
                name="imports_due",
            ),
            models.Index(fields=["digest"], name="imports_of_file"),
        ]

    def __str__(self):
        return f"{self.filename} ({self.state})"

    @property
    def rows(self):
        """Rows that have an outcome."""
        return sum(self.counts.values())


class RowOutcome(models.Model):
    """What became of one row, told by the line where it begins."""

    pk = models.CompositePrimaryKey("batch_id", "line")
    batch = models.ForeignKey(Import, models.CASCADE, related_name="+", db_index=False)
    line = models.BigIntegerField()
    outcome = _code(9)
    problem = models.CharField(max_length=200, default="", blank=True)
    reason = models.CharField(max_length=400, default="", blank=True)
    contact_id = models.BigIntegerField(null=True)
    company_id = models.BigIntegerField(null=True)
    deal_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["created", "updated", "unchanged", "skipped", "rejected"]),
                name="row_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "problem", "line"],
                condition=~Q(problem=""),
                name="row_problems",
            ),
        ]

    def __str__(self):
        return f"{self.batch_id}:{self.line} {self.outcome}"
