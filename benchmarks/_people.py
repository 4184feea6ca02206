"""Made-up people and companies by the million, by INSERT … SELECT.

Traits are picked by hashes, so that no two of them go together.
"""

import _bench as bench
from django.db import connection


def _array(words: str, *, by: str = " ") -> list[str]:
    return words.split(by)


WORDS = {
    "first": _array(
        "Ada Zoë José Noor Milan Łukasz Marta Ines Olga Pavel Lena Theo Emma Hugo Nina Omar Sara "
        "Juan Ruth Ivan Anna Yara Paul Mina Karl Dora Luis Vera Erik Tara"
    ),
    "start": _array(
        "Ber Hol Mar Ost Kas Vin Dal Fer Gru Lin Nor Pal Ros Sten Tor Ul Wen Zan Brau Chri"
    ),
    "middle": _array("ma ti lo ne ri sa ko du va be gi pe"),
    "end": _array("ger sen ski mann ova ez ini quist land berg wick dal ström ton ley"),
    "titles": _array(
        "Head of Sales|Buyer|Chief Financial Officer|Engineer|Director of Marketing||Owner", by="|"
    ),
    "lands": _array("France Germany Spain Brazil Norway Italy Poland Sweden"),
    "channels": _array("organic_search paid_search social referral email direct unknown"),
}

_COMPANIES = """
insert into people_company (name, name_key, domain, industry, industry_key, employees, country,
    country_key, region, region_key, city, city_key, phone, phone_key, website, owner_id, custom,
    custom_key, keys_text, since, created_at)
select n, lower(n), 'firm' || i || '.example', 'Mills', 'mills', i %% 5000, c, lower(c), '', '',
    '', '', '', '', '', %(owner)s + i %% 20, '{}', '{}', '', %(now)s, %(now)s
from generate_series(1, %(size)s) i cross join lateral (
    select (%(start)s::text[])[1 + i %% 20] || (%(middle)s::text[])[1 + i / 20 %% 12]
            || (%(end)s::text[])[1 + i / 240 %% 15] || ' ' || i || ' AG' as n,
        (%(lands)s::text[])[1 + i %% 8] as c) made
"""
_CONTACTS = """
insert into people_contact (first_name, last_name, name, name_key, email, email_key, phone,
    phone_key, job_title, job_title_key, company_id, company_key, owner_id, country, country_key,
    region, region_key, city, city_key, channel, channel_key, custom, custom_key, keys_text,
    since, created_at)
select f, l, f || ' ' || l, lower(f || ' ' || l), e, e, p, p, t, lower(t), co.id,
    coalesce(co.name_key, ''), %(owner)s + abs(hashint4(i + 3)) %% 20, c, lower(c),
    '', '', '', '', h, h,
    '{}', '{}', md5(i::text),
    %(now)s::timestamptz - abs(hashint4(i + 4)) %% 900 * interval '1 day'
        - i * interval '1 second', %(now)s
from generate_series(1, %(size)s) i
cross join lateral (
    select (%(first)s::text[])[1 + i::bigint * 7919 %% 30] as f,
        (%(start)s::text[])[1 + i / 30 %% 20] || (%(middle)s::text[])[1 + i / 600 %% 12]
            || (%(end)s::text[])[1 + i / 7200 %% 15] as l,
        'person' || i || '@example' || i %% 9999 || '.com' as e,
        '+336' || lpad(i::text, 8, '0') as p,
        (%(titles)s::text[])[1 + abs(hashint4(i + 1)) %% 7] as t,
        (%(lands)s::text[])[1 + abs(hashint4(i)) %% 8] as c,
        (%(channels)s::text[])[1 + abs(hashint4(i + 2)) %% 7] as h) made
left join people_company co
    on i %% 10 < 8 and co.id = %(firm)s + abs(hashint4(i + 5)) %% %(firms)s
"""


def fill_people(*, contacts: int) -> None:
    """So many contacts, a tenth as many companies, owned by twenty members, in eight countries."""
    firms = max(1, contacts // 10)
    (owner,) = bench.run("select min(id) from workspace_member")[0]
    given = {**WORDS, "now": bench.NOW, "owner": owner, "firms": firms}
    with bench.bare("people_company"), connection.cursor() as cursor:
        cursor.execute(_COMPANIES, {**given, "size": firms})
    (firm,) = bench.run("select min(id) from people_company")[0]
    with bench.bare("people_contact"), connection.cursor() as cursor:
        cursor.execute(_CONTACTS, {**given, "size": contacts, "firm": firm})
