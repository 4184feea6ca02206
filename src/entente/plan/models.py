"""What we thought of a quarter's goal, and when: forecasts as they were made."""

from django.db import models


class ForecastMade(models.Model):
    """A forecast of one quarter at one moment, under one version of its plan."""

    quarter = models.CharField(max_length=7, db_collation="C")  # 2026-q4
    version = models.IntegerField()
    at = models.DateTimeField()
    chance = models.FloatField()
    result = models.JSONField()  # mean, bands by day, levers

    class Meta:
        indexes = [models.Index(fields=["quarter", "at"], name="forecasts_of_quarter")]

    def __str__(self):
        return f"{self.quarter} at {self.at:%Y-%m-%d}: {self.chance:.0%}"
