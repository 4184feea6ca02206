"""The steps of a new company: who it is, who is here, what was before, what is agreed."""

from datetime import datetime

from django.urls import reverse

from entente.agreements import offers
from entente.agreements import queries as agreements
from entente.exchange.queries import imports
from entente.kit import wording
from entente.web.parts import Step
from entente.workspace import queries as workspace
from entente.workspace.rules import Viewer


def company(viewer: Viewer, at: datetime) -> Step:
    """Who we are; done by the time anybody reads this."""
    info = workspace.current()
    words = f"{info.name}, {info.timezone.key}, {info.currency}"
    return Step(title="Set up the company", words=words, done=True)


def colleagues(viewer: Viewer, at: datetime) -> Step:
    """The accord needs two heads and a sponsor; done with a second person."""
    here = sum(member.can_sign_in for member in workspace.members(at=at))
    asked = workspace.open_invitations(at=at).count()
    words = "Both heads and the sponsor sign the accord; invite them first."
    if here > 1 or asked:
        words = (
            f"{wording.counted(here, 'member')} here, {wording.counted(asked, 'invitation')} open."
        )
    url = reverse("member_invite") if viewer.is_administrator else ""
    return Step(
        title="Invite the others", words=words, done=here > 1, url=url, action="Invite somebody"
    )


def past(viewer: Viewer, at: datetime) -> Step:
    """Bring in what there is; done with the first file that came in."""
    files = imports.standing()
    words = "CSV or Excel, in any order; every import can be undone."
    return Step(
        title="Import your contacts and deals",
        words=f"{wording.counted(files, 'file')} came in." if files else words,
        done=files > 0,
        url=reverse("import_new"),
        action="Import a file",
    )


def accord(viewer: Viewer, at: datetime) -> Step:
    """Agree on what a lead is and what both promise; done once each kind is in force."""
    kinds = [one.name for one in offers.kinds()]
    signed = sum(_in_force(kind, at) for kind in kinds)
    words = "Funnel, lead definition, SLA and goal. The starters can be signed in fifteen minutes."
    if signed:
        words = f"{signed} of {wording.counted(len(kinds), 'document')} in force."
    return Step(
        title="Sign the accord",
        words=words,
        done=bool(kinds) and signed == len(kinds),
        url=reverse("accord"),
        action="Go on signing" if signed else "Read the starters",
    )


def _in_force(kind: str, at: datetime) -> bool:
    scopes = agreements.scopes(kind=kind)
    return any(agreements.in_force(kind=kind, scope=scope, at=at) for scope in scopes)
