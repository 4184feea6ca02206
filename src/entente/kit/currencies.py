"""Currencies: their letters, how many decimals they have, how people write them."""

import re
from decimal import Decimal

_TWO = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD
    MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
    PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
    TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG
"""
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"

DECIMALS = {
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys(_NONE.split(), 0),
    **dict.fromkeys(_THREE.split(), 3),
}
"""Decimals of each currency in use (ISO 4217)."""

_DOLLARS = "USD AUD CAD HKD NZD SGD MXN ARS CLP COP UYU TWD BBD BSD BMD JMD TTD"

_SIGNS = {
    "€": ("EUR",),
    "£": ("GBP", "GIP", "FKP", "SHP", "EGP", "SYP", "LBP", "SDG", "SSP"),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₩": ("KRW", "KPW"),
    "₺": ("TRY",),
    "₽": ("RUB",),
    "₴": ("UAH",),
    "₫": ("VND",),
    "₪": ("ILS",),
    "₦": ("NGN",),
    "₱": ("PHP",),
    "฿": ("THB",),
    "r$": ("BRL",),
    "us$": ("USD",),
    "a$": ("AUD",),
    "c$": ("CAD",),
    "hk$": ("HKD",),
    "nz$": ("NZD",),
    "s$": ("SGD",),
    "mx$": ("MXN",),
    "$": (*_DOLLARS.split(),),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kč": ("CZK",),
    "zł": ("PLN",),
    "ft": ("HUF",),
    "fr": ("CHF",),
    "fr.": ("CHF",),
    "sfr.": ("CHF",),
    "lei": ("RON",),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "rs.": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "rp": ("IDR",),
}


class UnknownCurrency(ValueError):
    """No currency in use has these letters."""


def decimals(*, currency: str) -> int:
    """How many decimals amounts in this currency have. Raises UnknownCurrency."""
    try:
        return DECIMALS[currency]
    except KeyError:
        raise UnknownCurrency(
            f"“{currency[:10]}” is no currency; write its three letters, as EUR"
        ) from None


def fits(*, amount: Decimal, currency: str) -> bool:
    """Whether the currency is one in use and the amount no finer than it; for amounts to 10²⁰."""
    places = DECIMALS.get(currency)
    return places is not None and amount == round(amount, places)


def meant(*, sign: str) -> tuple[str, ...]:
    """The currencies that a sign or three letters may stand for; none when it is neither."""
    if re.fullmatch(r"[A-Za-z]{3}", sign) and sign.upper() in DECIMALS:
        return (sign.upper(),)
    return _SIGNS.get(sign.casefold(), ())
