"""The reasons for which sales may reject, before the teams agree on their own. Pure."""

from typing import Final

from entente.qualification.rules.definition import Reason, ReasonClass

USUAL: Final = (
    Reason(
        key="company_does_not_fit",
        label="Company does not fit",
        hint="too small, wrong industry or country",
        sort=ReasonClass.FIT,
    ),
    Reason(
        key="wrong_person",
        label="Wrong person",
        hint="right company; who should it be?",
        sort=ReasonClass.PERSON,
    ),
    Reason(
        key="no_need_now",
        label="No need now",
        hint="we ask again on the day you choose",
        sort=ReasonClass.TIMING,
    ),
    Reason(
        key="already_with_us",
        label="Already a customer or in a deal",
        sort=ReasonClass.ROUTING,
    ),
    Reason(
        key="could_not_reach",
        label="Could not be reached",
        hint="after the attempts that we agreed on",
        sort=ReasonClass.UNREACHABLE,
    ),
)
