"""One person for every way to stand here, and whom each policy admits, written out."""

from dataclasses import dataclass
from typing import Final

from entente.web.access import NOBODY
from entente.workspace import operations, queries
from entente.workspace.rules import Role, SeatHeld, Team, Viewer
from entente.workspace.testing import MORNING, PASSWORD, assemble

SEATED: Final = frozenset({"viewer", "marketing", "sales", "head", "sponsor", "administrator"})
WORKING: Final = SEATED - {"viewer"}
SIGNED_IN: Final = SEATED | {"eve"}
EVERYBODY: Final = SIGNED_IN | {"nobody"}

# Written out, not asked of the code: a policy that is not in here admits nobody yet.
ADMITS: Final = {
    "public": EVERYBODY,
    "always": EVERYBODY,
    "signed in": SIGNED_IN,
    "administrator": {"administrator"},
    "seat any any": SEATED,
    "seat any head": {"head"},
    "may see contact": SEATED,
    "may see company": SEATED,
    "may see deal": SEATED,
    "may see activity": SEATED,
    "may see handoff": SEATED,
    "may see accord": SEATED,
    "may see report": SEATED,
    "may see import": WORKING,
    "may see contact or may see company or may see deal": SEATED,
    "may change contact": WORKING,
    "may erase contact": {"head", "sponsor", "administrator"},
    "may change company": WORKING,
    "may change deal": WORKING,
    "may change activity": WORKING,
    "may change handoff": WORKING - {"administrator"},
    "may change accord": {"head", "sponsor", "administrator"},
    "may change import": WORKING - {"sponsor"},
    "may export import": WORKING,
    "may export contact": WORKING,
    "may export company": WORKING,
    "may export deal": WORKING,
    "may export report": WORKING,
}

# Whose records, by person; where a person is not named, the policy of the address says it all.
REACH: Final = {
    ("change", "deal"): {"marketing": "team", "sales": "team"},
    ("change", "activity"): {"marketing": "own", "sales": "own", "head": "team"},
    # The lead of somebody who does not sell, as another team's, is the head's of sales to give on.
    ("change", "handoff"): {"marketing": "own", "sales": "own", "head": "all"},
    # Verdicts are of sales.
    ("change", "verdict"): {"marketing": "none", "sales": "own", "head": "all"},
    ("change", "entry"): {"viewer": "none", "marketing": "own", "sales": "own", "head": "team"},
    ("change", "absence"): dict.fromkeys(SEATED - {"administrator"}, "own"),
    ("change", "view"): dict.fromkeys(SEATED - {"administrator"}, "own"),
    ("change", "notice"): dict.fromkeys(SEATED, "own"),
    ("see", "import"): {"marketing": "team", "sales": "team"},
    ("change", "import"): {"marketing": "own", "sales": "own"},
    ("export", "import"): {"marketing": "own", "sales": "own"},
}
WHOSE: Final = ("own", "team", "other")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who asks, a colleague of the same team, and somebody of another."""

    called: str
    viewer: Viewer
    colleague: int
    stranger: int

    def owner(self, whose: str) -> int | None:
        """The member who owns what is one's own, the team's, another's."""
        owners = {"own": self.viewer.member_id, "team": self.colleague, "other": self.stranger}
        return owners[whose]

    def reaches(self, whose: str, *, action: str, record: str) -> bool:
        """Whether records owned so are within reach, as the table above says."""
        wide = REACH.get((action, record), {}).get(self.called, "all")
        return whose in {"all": WHOSE, "team": WHOSE[:2], "own": WHOSE[:1], "none": ()}[wide]


_MORE: Final = {
    "viewer": ("Vera Views", Team.SALES, Role.VIEWER),
    "head": ("Hedda Heads", Team.SALES, Role.HEAD),
    "sponsor": ("Sven Sponsors", Team.SHARED, Role.SPONSOR),
    "bela": ("Bela Sells", Team.SALES, Role.MEMBER),
    "mona": ("Mona Markets", Team.MARKETING, Role.MEMBER),
}


def _join(name: str, team: Team, role: Role) -> int:
    return operations.add_member(
        name=name,
        email=f"{name.split(maxsplit=1)[0].lower()}@example.com",
        password=PASSWORD,
        seats=[SeatHeld(team=team, role=role)],
        at=MORNING,
    )


def gather() -> dict[str, Person]:
    """Everybody, in one workspace."""
    cast = assemble()
    ids = {key: _join(*who) for key, who in _MORE.items()}
    known = {
        "eve": cast.eve.member_id,
        "marketing": cast.milan.member_id,
        "sales": cast.ada.member_id,
        "administrator": cast.root.member_id,
        **{key: ids[key] for key in ("viewer", "head", "sponsor")},
    }
    found = {
        called: Person(
            called=called,
            viewer=queries.viewer(member_id=member, at=MORNING),
            colleague=ids["mona"] if called == "marketing" else ids["bela"],
            stranger=cast.ada.member_id if called == "marketing" else cast.milan.member_id,
        )
        for called, member in known.items()
    }
    nobody = Person(called="nobody", viewer=NOBODY, colleague=ids["bela"], stranger=ids["mona"])
    return {"nobody": nobody, **found}
