"""Made-up deals by the hundred thousand, by INSERT … SELECT."""

import _bench as bench
from django.db import connection

from entente.pipeline.operations.pipelines import set_up_pipeline

_DEALS = """
insert into pipeline_deal (name, name_key, company_id, company_key, pipeline_id, stage_id,
    stage_since, amount, currency, margin, refunded, expected_close, opened_at, closed_at, outcome,
    loss_reason, loss_reason_key, owner_id, next_step, next_step_on, custom, custom_key, keys_text,
    warnings, created_at)
select 'Deal ' || i, 'deal ' || i, co.id, coalesce(co.name_key, ''), %(pipeline)s,
    (%(stages)s::bigint[])[1 + i %% 4], opened + interval '5 days',
    case when i %% 10 > 0 then i %% 90000 end, case when i %% 3 = 0 then 'USD' else 'EUR' end, null,
    0, case when i %% 7 > 0 then %(now)s::date + i %% 200 end, opened, null, '', '', '',
    %(owner)s + i %% 20, 'Ring', null, '{}', '{}', '', '[]', %(now)s
from generate_series(1, %(size)s) i
cross join lateral (
    select %(now)s::timestamptz - i %% 300 * interval '1 day' - interval '6 days' as opened) made
left join people_company co on co.id = %(firm)s + i %% %(firms)s
"""
_STAYS = """
insert into pipeline_dealstay (deal_id, stage_id, entered_at, left_at, position)
select id, (%(stages)s::bigint[])[1 + (id + 3) %% 4], opened_at, stage_since, 0 from pipeline_deal
union all
select id, stage_id, stage_since, null, 0 from pipeline_deal
"""


def fill_deals(*, deals: int) -> None:
    """So many open deals over four stages in two currencies, a tenth of unknown amount."""
    pipeline = set_up_pipeline(at=bench.NOW)
    (owner,) = bench.run("select min(id) from workspace_member")[0]
    firm, firms = bench.run("select coalesce(min(id), 0), count(*) from people_company")[0]
    given = {
        "pipeline": pipeline.id,
        "stages": [stage.id for stage in pipeline.stages if stage.kind == "open"],
        "size": deals,
        "owner": owner,
        "firm": firm,
        "firms": max(1, firms),
        "now": bench.NOW,
    }
    with bench.bare("pipeline_deal"), connection.cursor() as cursor:
        cursor.execute(_DEALS, given)
    with bench.bare("pipeline_dealstay"), connection.cursor() as cursor:
        cursor.execute(_STAYS, given)
