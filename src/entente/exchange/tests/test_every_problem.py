"""A row with several bad cells says all that is wrong with it, so that it is mended once."""

import pytest

from entente.exchange.testing import bring_in, fates
from entente.workspace.testing import MORNING, assemble

pytestmark = pytest.mark.django_db
DEALS = {
    "version": 1,
    "system": "crm",
    "contact": {"match": ["email"], "fields": {"email": "Email"}},
    "deal": {
        "match": ["key"],
        "fields": {"key": "Deal", "stage": "Stage", "amount": "Amount", "closes_at": "Closes"},
    },
}


def test_a_row_names_all_its_bad_cells(cast_of_files):
    content = (
        "Email,Deal,Stage,Amount,Closes\n"
        "not-an-address,d1,Won,abc,2026-99-99\n"
        f"a@x.org,d2,Won,{'9' * 26},9999-12-31\n"
    )

    row = bring_in(content=content, by=cast_of_files.noor, at=MORNING, mapping=DEALS)

    first, second = fates(row)
    assert first == (
        2,
        "rejected",
        (
            "Email: “not-an-address” is no e-mail address. Amount: “abc” is no number. "
            "Closes: “2026-99-99” is no day like 2026-11-24."
        ),
    )
    assert second == (
        3,
        "rejected",
        (
            f"Amount: {'9' * 26} is out of every range. "
            "Closes: 9999 is no year that anything here happened in."
        ),
    )


@pytest.fixture
def cast_of_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return assemble()
