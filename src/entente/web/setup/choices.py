"""What the first-run page offers: time zones by region, currencies of ISO 4217, seats to hold."""

from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms

from entente.workspace.rules import Role, SeatHeld, Team

REGIONS: Final = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
_CODES: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN "
    "BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
    "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY "
    "KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND "
    "TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG "
)
CURRENCIES: Final = frozenset(_CODES.split())
SEATS: Final = {
    "marketing": ("I head marketing", SeatHeld(team=Team.MARKETING, role=Role.HEAD)),
    "sales": ("I head sales", SeatHeld(team=Team.SALES, role=Role.HEAD)),
    "sponsor": ("I am the sponsor of both", SeatHeld(team=Team.SHARED, role=Role.SPONSOR)),
}
ADMINISTRATOR: Final = SeatHeld(team=Team.SHARED, role=Role.ADMINISTRATOR)


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones as a select takes them: a group per region, places spelt for people.

    Of the names of one place only the one in use today: Kyiv, not Kiev.
    """
    grouped: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    for zone in sorted(line.split("\t")[2] for line in lines if not line.startswith("#")):
        region, _, place = zone.partition("/")
        if region in grouped:
            grouped[region].append((zone, spelt(place=place)))
    return [("Everywhere", [("UTC", "UTC")]), *grouped.items()]


def spelt(*, place: str) -> str:
    """A name of the zone database as people write it; of its capitals within a word one is odd."""
    place = place.replace("DumontDUrville", "Dumont d’Urville")
    return place.replace("_", " ").replace("/", ", ")


class ZoneSelect(forms.Select):
    """A zone by another name, chosen by a browser or long ago, stands below the others."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        other = [one for one in value if one in available_timezones()]
        if other and not any(option["selected"] for _, options, _ in groups for option in options):
            option = self.create_option(name, other[0], other[0], selected=True, index=len(groups))
            groups.append((None, [option], len(groups)))
        return groups


class ZoneField(forms.ChoiceField):
    """Offers the zones by the names in use today, and takes every name there is."""

    widget = ZoneSelect

    def __init__(self, **more: Any) -> None:
        super().__init__(choices=zones, **more)

    def valid_value(self, value: str) -> bool:
        return value in available_timezones()
