"""What the three files of Olist say, counted here by the standard library, and what must be ours."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache

from entente.ledger.models import Entry
from entente.people.models import Company, Contact, OutsideKey
from entente.pipeline.models import Deal, DealContact, DealKey
from entente.project.testing import shared_data
from entente.workspace import queries as workspace
from entente.workspace.models import Member, MemberKey
from entente.workspace.rules import Team
from entente.workspace.testing import MORNING

LEADS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"
REVENUE = "seller_performance.csv"


def path(name: str):
    return shared_data("olist_funnel") / name


@cache
def rows(name: str) -> list[dict[str, str]]:
    with path(name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def known_since() -> dict[str, datetime]:
    """By lead, the earlier of its first contact and its win."""
    found = {row["mql_id"]: utc(row["first_contact_date"]) for row in rows(LEADS)}
    for row in rows(DEALS):
        found[row["mql_id"]] = min(found[row["mql_id"]], utc(row["won_date"]))
    return found


def people() -> dict[int, str]:
    """By id of ours, the key of each lead."""
    live = Contact.objects.filter(deleted_at=None).values("id")
    keys = OutsideKey.objects.filter(record="contact", system="olist", record_id__in=live)
    return dict(keys.values_list("record_id", "key"))


def facts(kind: str):
    return Entry.objects.filter(kind=kind, voided=None)


def is_all_here() -> None:
    """Every number that is known of the three files, exactly, whatever the order they came in."""
    key_of = people()
    since = Contact.objects.filter(deleted_at=None).values_list("id", "since")
    assert {key_of[one]: at for one, at in since} == known_since()
    assert len(key_of) == 8_000
    _touches_are_here(key_of)
    _stages_are_here(key_of)
    _deals_are_here(key_of)
    _sales_are_here(key_of)


def _touches_are_here(key_of: dict[int, str]) -> None:
    first = facts("first_contact.made").values_list(
        "contact_id", "occurred_at", "precision", "team", "channel", "asset"
    )
    assert Counter((key_of[contact], *rest) for contact, *rest in first) == Counter(
        (
            *(row["mql_id"], utc(row["first_contact_date"]), "day", "marketing"),
            *(row["origin"], row["landing_page_id"]),
        )
        for row in rows(LEADS)
    )


def _stages_are_here(key_of: dict[int, str]) -> None:
    entered = facts("stage.entered").values_list("contact_id", "occurred_at", "properties__stage")
    told = [(row["mql_id"], utc(row["first_contact_date"]), "mql") for row in rows(LEADS)]
    told += [(row["mql_id"], utc(row["won_date"]), "customer") for row in rows(DEALS)]
    assert Counter((key_of[one], at, stage) for one, at, stage in entered) == Counter(told)


def _deals_are_here(key_of: dict[int, str]) -> None:
    live = Deal.objects.filter(deleted_at=None)
    sellers = dict(DealKey.objects.filter(deal__in=live).values_list("deal_id", "key"))
    sold = {row["seller_id"]: Decimal(row["gross_revenue"]) for row in rows(REVENUE)}
    held = live.values_list("id", "amount", "outcome", "closed_at")
    assert Counter((sellers[one], *rest) for one, *rest in held) == Counter(
        (row["seller_id"], sold.get(row["seller_id"]), "won", utc(row["won_date"]))
        for row in rows(DEALS)
    )
    known = [amount for _, amount, _, _ in held if amount is not None]
    assert (len(held), len(known), sum(known)) == (842, 380, Decimal("676851.48"))
    assert Counter(live.values_list("currency", flat=True))["BRL"] >= 380
    parts = DealContact.objects.filter(deal__in=live).values_list("deal_id", "contact_id")
    assert Counter((sellers[deal], key_of[contact]) for deal, contact in parts) == Counter(
        (row["seller_id"], row["mql_id"]) for row in rows(DEALS)
    )
    firms = Company.objects.filter(deleted_at=None).values_list("keys_text", "since")
    assert dict(firms) == {row["seller_id"]: utc(row["won_date"]) for row in rows(DEALS)}


def _sales_are_here(key_of: dict[int, str]) -> None:
    ours = dict(MemberKey.objects.filter(system="olist").values_list("member_id", "key"))
    named = {row["sdr_id"] for row in rows(DEALS)} | {row["sr_id"] for row in rows(DEALS)}
    assert (set(ours.values()), len(ours)) == (named, 41)
    assert set(ours) <= {one.id for one in workspace.members(at=MORNING, team=Team.SALES)}
    assert not Member.objects.filter(id__in=ours).exclude(email=None).exists()
    closes = facts("close.made").values_list("contact_id", "actor_id", "occurred_at", "team")
    assert Counter((key_of[one], ours[by], *rest) for one, by, *rest in closes) == Counter(
        (row["mql_id"], row["sr_id"], utc(row["won_date"]), "sales") for row in rows(DEALS)
    )
    owners = Contact.objects.filter(deleted_at=None).exclude(owner=None)
    assert {key_of[one]: ours[by] for one, by in owners.values_list("id", "owner_id")} == {
        row["mql_id"]: row["sdr_id"] for row in rows(DEALS)
    }
    # The closes are all that these people are said to have done: no touch of an SDR is invented.
    done = Entry.objects.filter(actor_id__in=ours, voided=None)
    assert set(done.values_list("kind", flat=True)) == {"close.made"}


def first_touch() -> dict[str, Decimal]:
    """By channel, what the first touch within half a year before each close is credited with."""
    met = {row["mql_id"]: row for row in rows(LEADS)}
    sold = {row["seller_id"]: Decimal(row["gross_revenue"]) for row in rows(REVENUE)}
    found: dict[str, Decimal] = {}
    for row in rows(DEALS):
        lead = met[row["mql_id"]]
        before = utc(row["won_date"]) - utc(lead["first_contact_date"])
        counts = timedelta(0) <= before <= timedelta(days=180)
        channel = lead["origin"] if counts else "close"
        found[channel] = found.get(channel, Decimal(0)) + sold.get(row["seller_id"], Decimal(0))
    return {channel: amount for channel, amount in found.items() if amount}
