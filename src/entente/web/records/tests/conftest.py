"""The person that most stories about records tell of."""

import pytest

from entente.people.testing import found_company, meet


@pytest.fixture
def sara(cast):
    firm = found_company(name="Ostgård Dairy", domain="ostgard.example", employees=310)
    return meet(
        name="Sara Lind",
        email="sara@ostgard.example",
        job_title="Maintenance manager",
        company=firm,
        owner=cast.ada.member_id,
    )
