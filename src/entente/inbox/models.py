"""What was told to whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One thing told to one member, once per cause."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40, db_collation="C")
    title = models.CharField(max_length=300)
    words = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    cause = models.CharField(max_length=200, db_collation="C")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)  # what it tells holds no more

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "cause"], name="told_once_per_cause"),
        ]
        indexes = [
            models.Index(fields=["member", "-at", "-id"], name="notice_newest"),
            models.Index(fields=["member"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return self.title
