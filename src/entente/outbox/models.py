"""One row per mail and recipient."""

from django.db import models
from django.db.models import Q

from entente.outbox.rules import State


class Mail(models.Model):
    """A mail on its way: queued, claimed under a lease, handed over, and how it ended."""

    cause = models.CharField(max_length=200, db_collation="C")
    to = models.CharField(max_length=254)
    to_key = models.CharField(max_length=254, db_collation="C")
    to_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    sender = models.CharField(max_length=254)
    subject = models.TextField()
    text = models.TextField()
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State], db_collation="C"
    )
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    # A claim holds until its lease ends; a late worker with an old fence changes nothing.
    leased_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)  # what the server, or the network, said last

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause", "to_key"], name="mail_once_per_cause"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="mail_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.CLAIMED, State.HANDED])
                | Q(leased_until__isnull=False),
                name="mail_under_way_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="mail_due"),
            models.Index(
                fields=["leased_until"],
                condition=Q(state__in=["claimed", "handed"]),
                name="mail_under_way",
            ),
            models.Index(fields=["-queued_at", "-id"], name="mail_newest"),
        ]

    def __str__(self):
        return f"{self.to}: {self.subject}"
