"""What the component sheet shows: invented people, real components."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django import forms

from entente.web.forms import HouseForm
from entente.web.parts import Chart, Happening, PromiseLine, Step


class GoalForm(HouseForm):
    asks = {"goal": "Enter a goal", "why": "Choose why"}
    goal = forms.DecimalField(
        label="Revenue goal this quarter",
        help_text="Before tax. We work everything else back from this.",
        min_value=Decimal(1),
        error_messages={"min_value": "Enter a goal above zero"},
    )
    ends = forms.DateField(
        label="Ends on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    stage = forms.ChoiceField(
        label="Starts at", choices=[("iql", "IQL"), ("sql", "SQL"), ("won", "Won")]
    )
    note = forms.CharField(label="What should we know?", required=False, widget=forms.Textarea)
    why = forms.ChoiceField(
        label="Why is Sara not a lead for us?",
        choices=[("fit", "Company does not fit"), ("person", "Wrong person"), ("now", "No need")],
        widget=forms.RadioSelect,
    )
    tell = forms.BooleanField(label="Tell the team by mail", required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    company: str
    amount: str
    owner: str
    since: str
    stuck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    title: str
    total: str
    deals: tuple[Deal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    form: forms.Form
    refused: forms.Form
    now: datetime
    yesterday: datetime
    amount: Decimal
    columns: tuple[Column, ...]
    versus: tuple[tuple[str, int, str], ...]
    promises: tuple[PromiseLine, ...]
    timeline: tuple[Happening, ...]
    chart: Chart
    steps: tuple[Step, ...]


def build(*, at: datetime) -> Sheet:
    """The sheet as of a moment."""
    refused = GoalForm({"goal": "0", "stage": "iql", "note": "Kept as typed"}, auto_id="bad_%s")
    refused.full_clean()
    return Sheet(
        form=GoalForm(auto_id="good_%s"),
        refused=refused,
        now=at,
        yesterday=at - timedelta(days=8),
        amount=Decimal("676851.48"),
        columns=BOARD,
        versus=(
            ("Security pack before the demo", 72, "9 days, 61 deals"),
            ("After", 34, "21 days"),
        ),
        promises=PROMISES,
        timeline=(
            Happening(at=at, words="Became an SQL, handed to you", team="marketing"),
            Happening(
                at=at - timedelta(days=1),
                words="Call: voicemail",
                by="Ines Moreau",
                team="sales",
                note="Asked the front desk for a better hour.",
            ),
            Happening(at=at - timedelta(days=9), words="Opened 3 of 4 emails", void=True),
        ),
        chart=Chart(
            finding="Too early to say: 14 opportunities so far, we need about 40.",
            instead="The picture is drawn once there is enough to see.",
            head=("By", "Won", "Plan"),
            rows=(("31 October", "€334k", "€406k"), ("23 November", "€742k", "€702k")),
            csv="#",
        ),
        steps=STEPS,
    )


BOARD = (
    Column(
        title="Discovery",
        total="€36k",
        deals=(
            Deal(company="Coldstream Foods", amount="€22k", owner="Ines Moreau", since="4 days"),
            Deal(company="Mlekpol", amount="€14k", owner="Tom Adler", since="today"),
        ),
    ),
    Column(
        title="Security review",
        total="€41k",
        deals=(
            Deal(
                company="Panrico Porto",
                amount="€41k",
                owner="Tom Adler",
                since="21 days, usual 8",
                stuck=True,
            ),
        ),
    ),
    Column(title="Negotiation", total="€0", deals=()),
)

PROMISES = (
    PromiseLine(words="SQLs handed over", value="19", target="42", status="On pace", tone="good"),
    PromiseLine(words="Accepted by Sales", value="71%", target="75%", status="Short", tone="warn"),
    PromiseLine(words="Context complete", value="88%", target="95%", status="Missing", tone="bad"),
)
STEPS = (
    Step(title="Set up the company", words="Fennwick, Europe/Paris, EUR", done=True),
    Step(
        title="Invite the others", words="Two heads and a sponsor sign.", url="#", action="Invite"
    ),
)
