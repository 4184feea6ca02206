"""The entries, their personal payload apart, who reads how far, and what was stitched or voided."""

from django.db import models
from django.db.models import Q


def _name(length: int = 60, **options):
    return models.CharField(max_length=length, db_collation="C", **options)


class Entry(models.Model):
    """One fact. Written by COPY or INSERT through `operations`, never by `save`.

    No foreign keys: the write side must be free to move to another server, partitioned by contact.
    """

    position = models.BigAutoField(primary_key=True)
    source = _name()
    message_id = _name(200)
    kind = _name()
    occurred_at = models.DateTimeField()
    precision = _name(7)
    recorded_at = models.DateTimeField()
    team = _name(12)
    actor_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    company_id = models.BigIntegerField(null=True)
    deal_id = models.BigIntegerField(null=True)
    channel = _name(120)
    campaign = _name(200)
    asset = _name(200)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    currency = _name(3)
    cause = models.BigIntegerField(null=True)
    corrects = models.BigIntegerField(null=True)
    batch_id = models.BigIntegerField(null=True)
    voided = models.BigIntegerField(null=True)  # a number of the voiding, below its own entry
    properties = models.JSONField()

    class Meta:
        constraints = [
            # A voided entry lets go of its message id: an import that was undone can come again.
            models.UniqueConstraint(
                fields=["source", "message_id"],
                condition=Q(voided=None),
                name="ledger_counts_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["contact_id", "occurred_at", "position"],
                condition=Q(contact_id__isnull=False),
                name="ledger_of_contact",
            ),
            models.Index(
                fields=["company_id", "occurred_at", "position"],
                condition=Q(company_id__isnull=False),
                name="ledger_of_company",
            ),
            models.Index(
                fields=["deal_id", "occurred_at", "position"],
                condition=Q(deal_id__isnull=False),
                name="ledger_of_deal",
            ),
            models.Index(
                fields=["batch_id"], condition=Q(batch_id__isnull=False), name="ledger_of_batch"
            ),
            models.Index(
                fields=["corrects"], condition=Q(corrects__isnull=False), name="ledger_corrections"
            ),
        ]

    def __str__(self):
        return f"{self.position} {self.kind}"


class Payload(models.Model):
    """The personal part of an entry: names, addresses, words. Erasing a person empties it."""

    position = models.BigIntegerField(primary_key=True)
    contact_id = models.BigIntegerField(null=True)
    data = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["contact_id"], name="payload_of_contact")]

    def __str__(self):
        return str(self.position)


class Stitch(models.Model):
    """That an entry changed hands when two identities, or two companies, turned out to be one."""

    position = models.BigIntegerField()
    was_contact_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    was_company_id = models.BigIntegerField(null=True)
    company_id = models.BigIntegerField(null=True)
    by_position = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["by_position"], name="stitched_by")]

    def __str__(self):
        return f"{self.position} by {self.by_position}"


class Cursor(models.Model):
    """How far a consumer has read; moved in the transaction that applied the entries."""

    name = models.CharField(max_length=80, primary_key=True, db_collation="C")
    position = models.BigIntegerField()
    moved_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, default="")

    def __str__(self):
        return f"{self.name} at {self.position}"
