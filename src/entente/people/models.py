"""What is remembered of persons and companies.

Text that criteria, lists and search compare has a casefolded copy made by Python in a column
`<field>_key`; of custom fields the copies lie in `custom_key`. Unknown text is ''.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat, NullIf

LIVE = Q(deleted_at=None)


def _text(length: int = 200, **options):
    return models.CharField(max_length=length, default="", blank=True, **options)


def _key(length: int = 200):
    return _text(length, db_collation="C")


def _words(*columns: str):
    """One combined column for search, kept by the database: no writer can forget it.

    A phone number is found by its digits as they were written too: without its country it has no
    key.
    """
    digits = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    parts: list = []
    for part in (*map(F, columns), digits):
        parts += [part, Value("\n")]
    return models.GeneratedField(
        expression=Concat(*parts[:-1], output_field=models.TextField()),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


SURNAME = Func(
    F("name_key"),
    Value(" "),
    Value(-1),
    function="split_part",
    output_field=_text(db_collation="C"),
)


def _by(name: str, *fields: str, where: Q = LIVE):
    return models.Index(fields=fields, condition=where, name=name)


def _sorted(name: str, column: str):
    """For lists sorted by a text, blanks last, and for criteria that ask for one value of it.

    Over all rows: the planner learns nothing of an expression from a partial index, takes it for
    rare, and walks a million rows in another order.
    """
    return models.Index(NullIf(column, Value("")), "id", name=name)


def _tombstone(record: str):
    return models.ForeignKey(record, models.PROTECT, null=True, related_name="+", db_index=False)


def _owner():
    return models.ForeignKey(
        "workspace.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )


class Company(models.Model):
    """A company that we know of. Deleting and merging leave the row as a tombstone."""

    name = _text()
    name_key = _key()
    domain = _key()
    industry = _text()
    industry_key = _key()
    employees = models.IntegerField(null=True)
    country = _text(80)
    country_key = _key(80)
    region = _text(120)
    region_key = _key(120)
    city = _text(120)
    city_key = _key(120)
    phone = _text(60)
    phone_key = _key(20)
    website = _text()
    owner = _owner()
    custom = models.JSONField(default=dict)
    custom_key = models.JSONField(default=dict)
    keys_text = models.TextField(default="", blank=True, db_collation="C")
    words = _words("name_key", "domain", "phone_key", "keys_text")
    since = models.DateTimeField()
    created_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    merged_into = _tombstone("self")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            GinIndex(OpClass("words", "gin_trgm_ops"), condition=LIVE, name="company_words"),
            _sorted("company_by_name", "name_key"),
            _sorted("company_by_industry", "industry_key"),
            _sorted("company_by_country", "country_key"),
            _by("company_by_employees", "employees", "id"),
            _by("company_by_since", "since", "id"),
            _by("company_by_owner", "owner", "id"),
            _by("company_by_domain", "domain", where=LIVE & ~Q(domain="")),
            _by("company_of_batch", "batch_id", where=Q(batch_id__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(employees=None) | Q(employees__gte=0),
                name="company_employs_nobody_less",
            ),
        ]

    def __str__(self):
        return self.name or f"company {self.id}"


class Contact(models.Model):
    """A person. Nothing of them need be known but an outside key.

    A deleted or merged contact is a tombstone (`deleted_at`) that keeps its values until it is
    restored; an erased one stays, empty, so that counts of the past stay what they were.
    """

    first_name = _text()
    last_name = _text()
    name = _text(400)
    name_key = _key(400)
    email = _text(254)
    email_key = _key(254)
    phone = _text(60)
    phone_key = _key(20)
    job_title = _text()
    job_title_key = _key()
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, related_name="+", db_index=False
    )
    company_key = _key()
    owner = _owner()
    country = _text(80)
    country_key = _key(80)
    region = _text(120)
    region_key = _key(120)
    city = _text(120)
    city_key = _key(120)
    channel = _text(120)
    channel_key = _key(120)
    custom = models.JSONField(default=dict)
    custom_key = models.JSONField(default=dict)
    keys_text = models.TextField(default="", blank=True, db_collation="C")
    words = _words(
        "name_key", "email_key", "company_key", "job_title_key", "phone_key", "keys_text"
    )
    since = models.DateTimeField()
    created_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    merged_into = _tombstone("self")
    erased_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            GinIndex(OpClass("words", "gin_trgm_ops"), condition=LIVE, name="contact_words"),
            _sorted("contact_by_name", "name_key"),
            # Search finds a surname by it, behind however many employers that begin so.
            models.Index(SURNAME, "id", name="contact_by_surname"),
            _sorted("contact_by_company", "company_key"),
            _sorted("contact_by_country", "country_key"),
            _sorted("contact_by_channel", "channel_key"),
            _sorted("contact_by_mail", "email_key"),
            _by("contact_by_since", "since", "id"),
            _by("contact_by_owner", "owner", "id"),
            _by("contact_of_company", "company", "id", where=LIVE & Q(company__isnull=False)),
            _by("contact_by_phone", "phone_key", where=LIVE & ~Q(phone_key="")),
            _by("contact_of_batch", "batch_id", where=Q(batch_id__isnull=False)),
            _by("contact_tombstones", "merged_into", where=Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"],
                condition=LIVE & ~Q(email_key=""),
                name="contact_by_email",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~LIVE, name="contact_merged_is_gone"
            ),
        ]

    def __str__(self):
        return f"contact {self.id}"


class OutsideKey(models.Model):
    """By what another system knows a contact or a company."""

    record = models.CharField(max_length=8, db_collation="C")
    record_id = models.BigIntegerField()
    system = models.CharField(max_length=60, db_collation="C")
    key = models.CharField(max_length=200, db_collation="C")
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "system", "key"], name="outside_key_once"),
            models.CheckConstraint(
                condition=Q(record__in=["contact", "company"]), name="outside_key_of_people"
            ),
        ]
        indexes = [
            models.Index(fields=["record", "record_id"], name="outside_keys_of"),
            _by("outside_keys_of_batch", "batch_id", where=Q(batch_id__isnull=False)),
        ]

    def __str__(self):
        return f"{self.system}:{self.key}"


class CustomField(models.Model):
    """A field of the company's own on contacts, companies or deals; its id names it for ever."""

    record = models.CharField(max_length=8, db_collation="C")
    label = models.CharField(max_length=80)
    label_key = models.CharField(max_length=80, db_collation="C")
    type = models.CharField(max_length=8, db_collation="C")
    # Of a choice: [{"key": "option:1", "label": "Retail"}, …]
    options = models.JSONField(default=list)
    personal = models.BooleanField(default=True)
    defined_at = models.DateTimeField()
    defined_by = _owner()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "label_key"],
                condition=Q(retired_at=None),
                name="custom_field_once",
            ),
            models.CheckConstraint(
                condition=Q(record__in=["contact", "company", "deal"]), name="custom_field_of"
            ),
        ]

    def __str__(self):
        return self.label


class FieldChange(models.Model):
    """What a field held until somebody changed it.

    The value as of a moment is `old` of the earliest change after it, else what the row holds now.
    `old_key` is the casefolded copy of a text.
    """

    record = models.CharField(max_length=8, db_collation="C")
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=40, db_collation="C")
    at = models.DateTimeField()
    position = models.BigIntegerField()
    old = models.JSONField(null=True)
    old_key = models.TextField(default="", blank=True, db_collation="C")
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["record", "record_id", "field", "at", "position"], name="field_as_of"
            ),
            _by("field_change_of_batch", "batch_id", where=Q(batch_id__isnull=False)),
        ]

    def __str__(self):
        return f"{self.record} {self.record_id}: {self.field}"


class OptOut(models.Model):
    """A person's no to mail, phone or tracking. Only a recorded new consent lifts it."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    means = models.CharField(max_length=8, db_collation="C")
    at = models.DateTimeField()
    source = _text()
    by = _owner()
    position = models.BigIntegerField()
    batch_id = models.BigIntegerField(null=True)
    through_merge = models.BigIntegerField(null=True)  # the merge that brought a copy of it
    lifted_at = models.DateTimeField(null=True)
    lifted_by = _owner()
    proof = models.TextField(default="", blank=True)

    class Meta:
        indexes = [_by("opt_outs_of_batch", "batch_id", where=Q(batch_id__isnull=False))]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "means"], condition=Q(lifted_at=None), name="opted_out_once"
            ),
            models.CheckConstraint(
                condition=Q(means__in=["mail", "phone", "tracking"]), name="opt_out_means"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | ~Q(proof=""), name="opt_in_needs_proof"
            ),
        ]

    def __str__(self):
        return f"contact {self.contact_id}: no {self.means}"


class NoToldAgain(models.Model):
    """That an import told a no which stood already: once that one is undone, this takes its place.

    Nothing changes by it, so no ledger entry tells of it until then.
    """

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    means = models.CharField(max_length=8, db_collation="C")
    at = models.DateTimeField()
    source = _text()
    by = _owner()
    batch_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["batch_id"], name="noes_told_again_by_batch")]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "means", "batch_id"], name="told_again_once"
            ),
        ]

    def __str__(self):
        return f"contact {self.contact_id}: no {self.means} again"


class Suppression(models.Model):
    """A no that clings to an address, whoever's record bears it, and outlives erasure.

    Only a keyed digest of the address is kept.
    """

    digest = models.BinaryField(max_length=32)
    means = models.CharField(max_length=8, db_collation="C")
    reason = models.CharField(max_length=8, db_collation="C")  # no, erased
    at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "means"], name="suppressed_once"),
        ]
        indexes = [
            _by("suppressed_by_batch", "batch_id", where=Q(batch_id__isnull=False)),
        ]

    def __str__(self):
        return f"no {self.means} ({self.reason})"


class DigestKey(models.Model):
    """The key of the digests. In the database, so that no restore elsewhere forgets the erased."""

    key = models.BinaryField(max_length=32)

    def __str__(self):
        return "the key of the digests"


class Merge(models.Model):
    """That one record was merged into another, with all that undoing it needs."""

    record = models.CharField(max_length=8, db_collation="C")
    was_id = models.BigIntegerField()
    into_id = models.BigIntegerField()
    at = models.DateTimeField()
    by = _owner()
    position = models.BigIntegerField()
    before = models.JSONField(default=dict)  # the surviving record's values that were replaced
    after = models.JSONField(default=dict)  # and by what
    moved = models.JSONField(default=dict)  # by room: what it moved
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["record", "into_id"], name="merges_into"),
            models.Index(fields=["record", "was_id"], name="merges_of"),
        ]

    def __str__(self):
        return f"{self.record} {self.was_id} → {self.into_id}"
