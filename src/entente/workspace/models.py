"""What is remembered of the company itself."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from entente.workspace.rules import Reach, Role, Team, email_key


def _choices(enum):
    return [(item.value, item.value.capitalize()) for item in enum]


class Workspace(models.Model):
    """The one row that says who we are; its zone and currency are fixed once set up."""

    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=64, db_collation="C")
    currency = models.CharField(max_length=3, db_collation="C")
    set_up_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="workspace_is_one"),
        ]

    def __str__(self):
        return self.name


class MemberManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(email_key=email_key(username))


class Member(AbstractBaseUser):
    """One of our people; without e-mail and password they own things but cannot sign in."""

    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, null=True, blank=True, unique=True)
    email_key = models.CharField(max_length=254, null=True, unique=True, db_collation="C")  # noqa: DJ001  the same
    joined_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True)
    theme = models.CharField(max_length=6, default="", blank=True)
    objects = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        indexes = [models.Index(fields=["name"], name="member_by_name")]

    def __str__(self):
        return self.name

    @property
    def is_active(self):
        return self.deactivated_at is None

    @property
    def can_sign_in(self):
        """Whether they have what it takes; whether they still may says `is_active`."""
        return bool(self.email) and self.has_usable_password()


class MemberKey(models.Model):
    """By what other systems know a member: an owner id of an import, for instance."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    system = models.CharField(max_length=60, db_collation="C")
    key = models.CharField(max_length=200, db_collation="C")
    batch_id = models.BigIntegerField(null=True)  # the import that made the member with it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="member_key_once"),
        ]

    def __str__(self):
        return f"{self.system}:{self.key}"


class Seat(models.Model):
    """That a member plays a role in a team from one moment until another."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="seats")
    team = models.CharField(max_length=12, choices=_choices(Team))
    role = models.CharField(max_length=16, choices=_choices(Role))
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "team", "role"], condition=Q(until=None), name="seat_held_once"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="seat_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.member_id}: {self.team} {self.role}"


class Invitation(models.Model):
    """That somebody was asked to join; only a hash of the token is kept."""

    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    email_key = models.CharField(max_length=254, db_collation="C")
    team = models.CharField(max_length=12, choices=_choices(Team))
    role = models.CharField(max_length=16, choices=_choices(Role))
    token_digest = models.CharField(max_length=64, unique=True, db_collation="C")
    invited_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invited_once_at_a_time",
            ),
        ]

    def __str__(self):
        return self.email


class ReachGranted(models.Model):
    """An administrator's word on how far a role reaches, in place of the default."""

    team = models.CharField(max_length=12, choices=_choices(Team))
    role = models.CharField(max_length=16, choices=_choices(Role))
    record = models.CharField(max_length=16, db_collation="C")
    action = models.CharField(max_length=8, db_collation="C")
    reach = models.CharField(max_length=4, choices=_choices(Reach))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "role", "record", "action"], name="reach_granted_once"
            ),
        ]

    def __str__(self):
        return f"{self.team} {self.role} {self.action} {self.record}: {self.reach}"


class Calendar(models.Model):
    """When a team works: weekly hours in a zone, public holidays, and days closed by choice."""

    name = models.CharField(max_length=60, unique=True)
    team = models.CharField(max_length=12, choices=_choices(Team), blank=True)
    timezone = models.CharField(max_length=64, db_collation="C")
    # {"0": [["09:00", "17:00"]], …} with Monday as 0
    hours = models.JSONField()
    country = models.CharField(max_length=2, blank=True, db_collation="C")
    subdivision = models.CharField(max_length=8, blank=True, db_collation="C")
    closed_days = models.JSONField(default=list)  # ["2026-12-24", …]

    def __str__(self):
        return self.name


class Absence(models.Model):
    """That a member is away from one moment until another, and who noted it when."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True)
    noted_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(null=True)  # neither is known of those from before 0003

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("since")), name="absence_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["member", "since"], name="absence_of_member")]

    def __str__(self):
        return f"{self.member_id}: {self.since:%Y-%m-%d}–{self.until:%Y-%m-%d}"
