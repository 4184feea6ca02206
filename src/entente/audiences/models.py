"""Saved views, static lists, and the criteria that are watched all the time."""

from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """A filter with its columns and order under a name: one's own, the team's, or everybody's."""

    subject = models.CharField(max_length=8, db_collation="C")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=6000)  # the address's query string
    owner = models.ForeignKey("workspace.Member", models.CASCADE, related_name="+")
    shared = models.CharField(max_length=4, default="own", db_collation="C")  # own, team, all
    team = models.CharField(max_length=12, blank=True, db_collation="C")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "subject", "name"], name="view_named_once"),
            models.CheckConstraint(
                condition=Q(shared__in=["own", "team", "all"]), name="view_shared_with"
            ),
        ]

    def __str__(self):
        return self.name


class StaticList(models.Model):
    """A list that people keep by hand."""

    name = models.CharField(max_length=80)
    made_by = models.ForeignKey("workspace.Member", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(deleted_at=None), name="list_named_once"
            ),
        ]

    def __str__(self):
        return self.name


class ListMember(models.Model):
    """That a contact was on a list from one moment until another."""

    list = models.ForeignKey(StaticList, models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey("people.Contact", models.CASCADE, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "contact"], condition=Q(removed_at=None), name="on_a_list_once"
            ),
        ]
        indexes = [models.Index(fields=["contact", "list"], name="lists_of_contact")]

    def __str__(self):
        return f"{self.contact_id} on {self.list_id}"


class Watch(models.Model):
    """A criterion that is evaluated whenever something happens that it reads.

    `name` says whose it is ("lead_definition/sql/3"); `tree` is canonical, so nothing that changes
    elsewhere changes what it means.
    """

    name = models.CharField(max_length=120, unique=True, db_collation="C")
    tree = models.JSONField()
    kinds = models.JSONField()  # kinds of entries that it reads
    fields = models.BooleanField()  # whether it reads any field at all
    pace = models.SmallIntegerField()  # how finely time alone can change it: kit's Pace
    since = models.DateTimeField()
    sweep_at = models.DateTimeField(null=True)  # when everybody is next evaluated, by time alone
    planned_to = models.BigIntegerField(null=True)  # up to which contact, once begun; None: all
    ended_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.name


class Membership(models.Model):
    """That a contact meets a watched criterion; `position` is the entry that made it so."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="+", db_index=False)
    contact_id = models.BigIntegerField()
    since = models.DateTimeField()
    position = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "contact_id"], name="meets_once"),
        ]
        indexes = [models.Index(fields=["contact_id"], name="meets_of_contact")]

    def __str__(self):
        return f"{self.contact_id} meets {self.watch_id}"


class Due(models.Model):
    """When a contact's verdict on a watched criterion may next change by time alone."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="+", db_index=False)
    contact_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "contact_id"], name="due_once"),
        ]
        indexes = [models.Index(fields=["at"], name="due_by_time")]

    def __str__(self):
        return f"{self.watch_id}/{self.contact_id} at {self.at}"
