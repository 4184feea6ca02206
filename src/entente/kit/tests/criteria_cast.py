"""The words that the stories about criteria use: a small company's contacts and their deals."""

from entente.kit.criteria.operators import Type
from entente.kit.criteria.vocabulary import (
    BehaviourSpec,
    FieldSpec,
    Option,
    PropertySpec,
    RelatedSpec,
    Vocabulary,
)

ADA, MILAN = Option("1", "Ada Berg"), Option("2", "Milan Kos")
STAGES = (Option("iql", "IQL"), Option("mql", "MQL"), Option("sql", "SQL"))
DOWNLOADED = BehaviourSpec(
    "asset.downloaded",
    "downloaded any asset",
    (
        PropertySpec("topic", "topic", Type.TEXT, said="about"),
        PropertySpec("pages", "pages", Type.NUMBER),
    ),
)
VISITED = BehaviourSpec("visit.made", "visit")
DEALS = Vocabulary(
    "deal",
    (
        FieldSpec("amount", "amount", Type.MONEY),
        FieldSpec("closes", "expected close", Type.DATE),
        FieldSpec(
            "outcome", "outcome", Type.CHOICE, (Option("open", "open"), Option("won", "won"))
        ),
    ),
    (VISITED,),
)
CONTACTS = Vocabulary(
    "contact",
    (
        FieldSpec("job_title", "job title", Type.TEXT, personal=True),
        FieldSpec("employees", "company employees", Type.NUMBER),
        FieldSpec("owner", "owner", Type.MEMBER),
        FieldSpec("stage", "stage", Type.STAGE, STAGES),
        FieldSpec("first_name", "first name", Type.TEXT, personal=True),
        FieldSpec("cf_7", 'is "partner" since', Type.DATE),
        FieldSpec("lists", "list", Type.LISTS, (Option("9", "Guests"),), unsigned="Lists change."),
        FieldSpec("consent", "contact", Type.REFUSALS, (Option("mail", "mail"),)),
    ),
    (DOWNLOADED, VISITED),
    (RelatedSpec("deal", "deal", "deals", DEALS),),
    (Option("mql", "MQL"), Option("sql", "sales-ready")),
    (ADA, MILAN),
)
