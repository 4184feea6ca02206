"""What the first-run page offers: time zones by region, currencies of ISO 4217, seats to hold."""

from typing import Final
from zoneinfo import available_timezones

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


def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones as a select takes them: a group per region, places spelt for people."""
    grouped: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for zone in sorted(available_timezones()):
        region, _, place = zone.partition("/")
        if place and region in grouped:
            grouped[region].append((zone, place.replace("_", " ").replace("/", ", ")))
    return [("Everywhere", [("UTC", "UTC")]), *grouped.items()]
