"""What is remembered of pipelines and deals. An unknown amount is null, never zero."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, NullIf

LIVE = Q(deleted_at=None)
OPEN = LIVE & Q(outcome="")


def _text(length: int = 200, **options):
    return models.CharField(max_length=length, default="", blank=True, **options)


def _key(length: int = 200):
    return _text(length, db_collation="C")


def _money(**options):
    return models.DecimalField(max_digits=20, decimal_places=4, **options)


def _to(record: str, **options):
    return models.ForeignKey(record, models.PROTECT, related_name="+", db_index=False, **options)


def _sorted(name: str, column: str):
    """For lists sorted by a text, blanks last, and for criteria that ask for one value of it.

    Over all rows: the planner learns nothing of an expression from a partial index, takes it for
    rare, and walks a million rows in another order.
    """
    return models.Index(NullIf(column, Value("")), "id", name=name)


def _by(name: str, *fields: str, where: Q = LIVE):
    return models.Index(fields=fields, condition=where, name=name)


class Pipeline(models.Model):
    """A way that a sale takes: new business, renewal, expansion."""

    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, db_collation="C")
    position = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(retired_at=None), name="pipeline_once"
            ),
        ]

    def __str__(self):
        return self.name


class DealStage(models.Model):
    """One column of a board. `kind` says whether a deal in it is open, won or lost."""

    pipeline = _to(Pipeline)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, db_collation="C")
    position = models.IntegerField()
    kind = models.CharField(max_length=4, db_collation="C")
    probability = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pipeline", "name_key"],
                condition=Q(retired_at=None),
                name="deal_stage_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["open", "won", "lost"]), name="deal_stage_kind"
            ),
            models.CheckConstraint(
                condition=Q(probability=None) | Q(probability__range=(0, 1)),
                name="deal_stage_probability",
            ),
        ]

    def __str__(self):
        return self.name


class Deal(models.Model):
    """Something that we may sell, are selling, sold or lost."""

    name = _text()
    name_key = _key()
    company = _to("people.Company", null=True)
    company_key = _key()
    pipeline = _to(Pipeline)
    stage = _to(DealStage)
    stage_since = models.DateTimeField()
    amount = _money(null=True)
    currency = _key(3)
    margin = _money(null=True)
    refunded = _money(default=0)
    expected_close = models.DateField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = _key(4)  # '', won, lost
    loss_reason = _text()
    loss_reason_key = _key()
    owner = _to("workspace.Member", null=True)
    next_step = _text()
    next_step_on = models.DateField(null=True)
    custom = models.JSONField(default=dict)
    custom_key = models.JSONField(default=dict)
    keys_text = models.TextField(default="", blank=True, db_collation="C")
    words = models.GeneratedField(
        expression=Concat(
            *(F("name_key"), Value("\n"), F("company_key"), Value("\n"), F("keys_text")),
            output_field=models.TextField(),
        ),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    warnings = models.JSONField(default=list)  # codes of rules.doubts: odd, but kept
    created_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            GinIndex(OpClass("words", "gin_trgm_ops"), condition=LIVE, name="deal_words"),
            models.Index(
                fields=["pipeline", "stage", "currency"],
                include=["amount", "owner"],
                condition=OPEN,
                name="deal_sums",
            ),
            _by("deal_cards", "stage", "expected_close", "id", where=OPEN),
            _by("deal_cards_of_owner", "owner", "stage", "expected_close", "id", where=OPEN),
            _by("deal_by_close", "closed_at", "id"),
            _sorted("deal_by_name", "name_key"),
            _sorted("deal_by_company", "company_key"),
            _by("deal_by_amount", "amount", "id"),
            _by("deal_by_expected", "expected_close", "id"),
            _by("deal_by_opened", "opened_at", "id"),
            _by("deal_by_owner", "owner", "id"),
            _by("deal_by_stage", "stage", "id"),
            _by("deal_of_company", "company", "id", where=LIVE & Q(company__isnull=False)),
            _by("deal_of_batch", "batch_id", where=Q(batch_id__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", "won", "lost"]), name="deal_outcome"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | ~Q(currency=""), name="deal_amount_has_currency"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None) | (~Q(outcome="") & ~Q(closed_at=None)),
                name="deal_closed_when_decided",
            ),
        ]

    def __str__(self):
        return self.name or f"deal {self.id}"


class DealContact(models.Model):
    """That a person takes part in a deal, and as what."""

    deal = _to(Deal)
    contact = _to("people.Contact")
    role = _text(60)
    since = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "contact"], name="deal_contact_once"),
        ]
        indexes = [models.Index(fields=["contact", "deal"], name="deals_of_contact")]

    def __str__(self):
        return f"contact {self.contact_id} in deal {self.deal_id}"


class DealKey(models.Model):
    """By what another system knows a deal."""

    deal = _to(Deal)
    system = models.CharField(max_length=60, db_collation="C")
    key = models.CharField(max_length=200, db_collation="C")
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="deal_key_once"),
        ]
        indexes = [models.Index(fields=["deal"], name="keys_of_deal")]

    def __str__(self):
        return f"{self.system}:{self.key}"


class DealChange(models.Model):
    """What a field of a deal held until somebody changed it; see people.FieldChange."""

    deal = _to(Deal)
    field = models.CharField(max_length=40, db_collation="C")
    at = models.DateTimeField()
    position = models.BigIntegerField()
    old = models.JSONField(null=True)
    old_key = models.TextField(default="", blank=True, db_collation="C")
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["deal", "field", "at", "position"], name="deal_field_as_of"),
            _by("deal_change_of_batch", "batch_id", where=Q(batch_id__isnull=False)),
        ]

    def __str__(self):
        return f"deal {self.deal_id}: {self.field}"


class DealStay(models.Model):
    """That a deal stood in a stage from one moment until another."""

    deal = _to(Deal)
    stage = _to(DealStage)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    position = models.BigIntegerField()
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["deal", "entered_at"], name="stays_of_deal"),
            models.Index(
                fields=["stage", "left_at"], condition=Q(left_at__isnull=False), name="stays_over"
            ),
            _by("stays_of_batch", "batch_id", where=Q(batch_id__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["deal"], condition=Q(left_at=None), name="deal_stands_in_one_stage"
            ),
        ]

    def __str__(self):
        return f"deal {self.deal_id} in stage {self.stage_id}"
