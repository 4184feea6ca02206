"""What a person reads on the funnel page."""
import pytest
from entente.insights.testing import live
from entente.web.testing import signed_in, words
pytestmark = pytest.mark.django_db

@pytest.fixture
def quarter(cast):
    return live(cast=cast)

def test_x(cast, quarter):
    c = signed_in(cast.noor)
    for p in ("/funnel/","/funnel/?by=channel&entered=2026-10-01..2026-10-20","/funnel/csv/","/funnel/csv/?by=month","/attribution/","/attribution/?by=campaign&models=all","/attribution/?by=person","/attribution/?period=2026-11-20..2026-11-24",f"/attribution/deals/{quarter.deals[0]}/",f"/attribution/deals/{quarter.deals[3]}/","/room/","/plan/","/plan/2026-q3/"):
        r = c.get(p); t = words(r); i = t.find("Skip"); print("\n==", p, r.status_code); print(r.content.decode() if 'csv' in p else t)
    assert 0
