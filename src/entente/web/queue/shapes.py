"""What the page of a lead reads of the rows that the rooms hand over."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


class Named(Protocol):
    id: int
    name: str


class Company(Named, Protocol):
    industry: str
    employees: int | None
    country: str


class Contact(Named, Protocol):
    job_title: str
    company: Company | None
    city: str
    country: str
    phone: str
    email: str
    channel: str
    deleted_at: datetime | None
    erased_at: datetime | None


class Lead(Protocol):
    """A hand-over with its contact and its owner."""

    id: int
    status: str
    cause: int
    clause: str
    created_at: datetime
    first_offered_at: datetime | None
    fit: Decimal | None
    interest: Decimal | None
    contact_id: int
    contact: Contact
    wake_on: date | None
    owner_id: int | None
    owner: Named | None


class Words(Protocol):
    """A question to marketing, with its answer once there is one."""

    id: int
    text: str
    asked_by: Named
    asked_at: datetime
    answer: str
    answered_by: Named | None
    answered_at: datetime | None
