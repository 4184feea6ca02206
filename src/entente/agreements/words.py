"""The standard words of one revenue team, for the glossary."""

from typing import Final

from entente.agreements.glossary import Term

TERMS: Final = (
    Term(
        word="Accord",
        definition="The documents that marketing, sales and the sponsor sign: the funnel, the "
        "ideal lead, the service level agreement and the goal plan.",
        see=("Version", "Baseline"),
    ),
    Term(
        word="Accepted",
        definition="The stage of a lead that sales took on after it was handed over.",
        see=("Verdict", "SQL"),
    ),
    Term(
        word="Attempt",
        definition="A logged try to reach a lead. A voicemail counts, a colleague's call counts, "
        "an automatic mail does not.",
        see=("First contact",),
    ),
    Term(
        word="Baseline",
        definition="The first version of a document where it was also signed for what happened "
        "before it. Pages say so wherever it judged.",
        see=("Version",),
    ),
    Term(
        word="Clause",
        definition="One sentence of the ideal lead that the system carries out as it was signed: "
        "when a contact is an IQL, an MQL, an SQL, or raised a hand.",
        see=("Criterion",),
    ),
    Term(
        word="Clock",
        definition="The time left to keep a term, counted in the business hours of the team's "
        "calendar.",
        see=("Term", "SLA"),
    ),
    Term(
        word="Criterion",
        definition="A condition about a contact at a time, written in words that run exactly as "
        "they stand. Unknown never meets it.",
        see=("Clause",),
    ),
    Term(
        word="Customer",
        definition="The stage of a buyer whose deal is won.",
        see=("Won", "Stage"),
    ),
    Term(
        word="First contact",
        definition="The first attempt of a person of sales to reach a lead that was handed over. "
        "The clock of sales runs until then.",
        see=("Attempt", "Clock"),
    ),
    Term(
        word="First touch",
        definition="The first time that a buyer met us, as attribution counts it.",
        see=("Touch",),
    ),
    Term(
        word="Hand-over",
        definition="The moment at which a lead passes from marketing to a person of sales. From "
        "the first offer on, the sales clock runs.",
        see=("SQL", "Verdict", "Clock"),
    ),
    Term(
        word="IQL",
        stands_for="information-qualified lead",
        definition="A contact that gave its data for information.",
        see=("MQL",),
    ),
    Term(
        word="Lead",
        definition="A contact in the funnel before it is a customer.",
        see=("IQL", "MQL", "SQL"),
    ),
    Term(
        word="MQL",
        stands_for="marketing-qualified lead",
        definition="A lead that fits and shows interest, but not yet enough for sales.",
        see=("SQL",),
    ),
    Term(
        word="Opportunity",
        definition="An open deal: a person of sales confirmed that there is a need.",
        see=("Accepted", "Won"),
    ),
    Term(
        word="Recycled",
        definition="Given back to marketing with a reason and a wake-up date. To qualify again "
        "takes new behaviour.",
        see=("Verdict",),
    ),
    Term(
        word="SAL",
        stands_for="sales-accepted lead",
        definition="In the waterfall of MQL, SAL and SQL: a lead that sales took on.",
        see=("Accepted",),
    ),
    Term(
        word="SLA",
        stands_for="service level agreement",
        definition="What marketing and sales promise each other, each promise with a unit, a "
        "target and a period.",
        see=("Term", "Clock"),
    ),
    Term(
        word="SQL",
        stands_for="sales-qualified lead",
        definition="A lead that meets the signed sales-ready clause, and is handed over.",
        see=("Hand-over", "Clause"),
    ),
    Term(
        word="Stage",
        definition="The furthest point of the funnel that a contact has reached. It is another "
        "thing than the status of one hand-over.",
        see=("Hand-over",),
    ),
    Term(
        word="Term",
        definition="One measurable promise of the SLA, of marketing, sales or leadership.",
        see=("SLA",),
    ),
    Term(
        word="Touch",
        definition="Something that a buyer did with us, or that our people did for the buyer. "
        "Touches share the credit for a deal; what a machine did is none.",
        see=("First touch",),
    ),
    Term(
        word="Verdict",
        definition="What sales says of a lead that was handed over: accepted, rejected with a "
        "reason, or recycled with a date.",
        see=("Accepted", "Recycled"),
    ),
    Term(
        word="Version",
        definition="A document as it was proposed, word for word. It is in force from its day, or "
        "from its last signature if that falls later, until the next one begins, and judges what "
        "happened in between.",
        see=("Accord", "Baseline"),
    ),
    Term(
        word="Won",
        definition="A deal that the buyer signed. Who bought is a customer from then on.",
        see=("Opportunity", "Customer"),
    ),
)
