"""Mappings: checked with clear answers, and guessed from headings and cells."""

import json
from itertools import islice

import pytest

from entente.exchange.files import table
from entente.exchange.rules import document
from entente.exchange.rules.guess import guess
from entente.exchange.rules.problems import BadMapping
from entente.project.testing import shared_data

LEADS = {
    "version": 1,
    "system": "olist",
    "timezone": "UTC",
    "contact": {"match": ["key"], "fields": {"key": "mql_id"}},
}


def test_a_mapping_reads_and_writes_itself():
    mapping = document.check(given=LEADS)

    assert document.check(given=document.write(mapping)) == mapping
    assert document.columns(mapping) == {"mql_id"}


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ("{", ["The mapping is no JSON: Expecting property name enclosed in double quotes in line 1, column 2."]),
        ("[]", ["The mapping: Input should be a valid dictionary or instance of Document."]),
        ("{}", ["version: this is missing."]),
        (
            '{"version": 2}',
            ["version: Input should be 1."],
        ),
        (
            '{"version": 1}',
            ["A mapping makes a contact, a company, a deal or people of ours; this one makes none."],
        ),
        (
            json.dumps({**LEADS, "contcat": {}}),
            ["contcat: there is nothing of that name in a mapping."],
        ),
        (
            json.dumps({**LEADS, "timezone": "Mars/Base"}),
            ["timezone: Mars/Base is not a time zone; use one like Europe/Paris."],
        ),
        (
            json.dumps({**LEADS, "contact": {"match": ["phone"], "fields": {"key": "a", "shoe": "b"}}}),
            [
                (
                    "contact.fields.shoe: a contact has no such field; use one of key, email, name, first_name, "
                    "last_name, phone, job_title, country, region, city, channel, since, or field:<label> for a "
                    "field of your own."
                ),
                "contact.match: phone does not find a contact; use one of key, email.",
            ],
        ),
        (
            json.dumps({**LEADS, "contact": {"match": ["email"], "fields": {"key": "a"}}}),
            ["contact.match: email has no column under contact.fields."],
        ),
        (
            json.dumps({**LEADS, "touches": [{"kind": "visit.made", "at": {"column": "a", "value": "b"}}]}),
            ["touches[0].at: say either a column or a value."],
        ),
        (
            json.dumps({"version": 1, "people": [{"key": "a"}], "stages": [{"stage": "a", "at": "b"}]}),
            ["stages: these belong to a contact; say how to find it under contact."],
        ),
    ],
)  # fmt: skip
def test_a_faulty_mapping_names_the_place_and_the_way_out(given, problems):
    with pytest.raises(BadMapping) as refused:
        document.read(text=given)

    assert refused.value.problems == problems


def guessed(folder: str, name: str):
    path = shared_data(folder) / name
    layout = table.look(path=path, unpacked=path, chosen=table.Chosen())
    rows = list(islice(table.rows(path=path, unpacked=path, layout=layout), 200))
    samples = {
        column: [row.cells[place] for row in rows] for place, column in enumerate(layout.columns)
    }
    return guess(columns=layout.columns, samples=samples)


DELETED = ["1", "ja", "on", "oui", "si", "sim", "sí", "t", "true", "x", "y", "yes"]


def skip(column: str) -> list[dict]:
    return [{"column": column, "holds": DELETED, "reason": "It is deleted there."}]


EXPECTED = {
    "hubspot/contact_data.csv": {
        "version": 1,
        "system": "hubspot",
        "skip": skip("_fivetran_deleted"),
        "contact": {
            "match": ["key", "email"],
            "fields": {
                "key": {"column": "id"},
                "email": {"column": "property_email", "bad": "blank"},
                "first_name": {"column": "property_firstname"},
                "last_name": {"column": "property_lastname"},
                "job_title": {"column": "property_jobtitle"},
                "since": {"column": "property_createdate"},
            },
        },
        "company": {"match": ["name"], "fields": {"name": {"column": "property_company"}}},
    },
    "hubspot/company_data.csv": {
        "version": 1,
        "system": "hubspot",
        "skip": skip("is_deleted"),
        "company": {
            "match": ["key", "name"],
            "fields": {
                "key": {"column": "id"},
                "name": {"column": "property_name"},
                "industry": {"column": "property_industry"},
                "city": {"column": "property_city"},
                "region": {"column": "property_state"},
                "country": {"column": "property_country"},
                "since": {"column": "property_createdate"},
            },
        },
    },
    "hubspot/deal_data.csv": {
        "version": 1,
        "system": "hubspot",
        "skip": skip("is_deleted"),
        "deal": {
            "match": ["key"],
            "fields": {
                "key": {"column": "deal_id"},
                "pipeline": {"column": "deal_pipeline_id"},
                "stage": {"column": "deal_pipeline_stage_id"},
                "name": {"column": "property_dealname"},
                "amount": {"column": "property_amount"},
                "closes_at": {"column": "property_closedate"},
                "opened_at": {"column": "property_createdate"},
            },
            "owner": {"key": {"column": "owner_id"}, "team": "sales"},
        },
    },
    "salesforce/sf_lead_data.csv": {
        "version": 1,
        "system": "salesforce",
        "skip": skip("is_deleted"),
        "contact": {
            "match": ["key", "email"],
            "fields": {
                "key": {"column": "id"},
                "email": {"column": "email"},
                "first_name": {"column": "first_name"},
                "last_name": {"column": "last_name"},
                "phone": {"column": "phone"},
                "job_title": {"column": "title"},
                "country": {"column": "country"},
                "region": {"column": "state"},
                "city": {"column": "city"},
                "channel": {"column": "lead_source"},
                "since": {"column": "created_date"},
            },
            "other_keys": [{"key": {"column": "converted_contact_id"}}],
            "owner": {"key": {"column": "owner_id"}},
        },
        "company": {
            "match": ["key", "name"],
            "fields": {
                "key": {"column": "converted_account_id"},
                "name": {"column": "company"},
                "website": {"column": "website"},
                "industry": {"column": "industry"},
                "employees": {"column": "number_of_employees", "bad": "blank"},
            },
        },
        "opt_outs": [
            {"means": "mail", "said": {"column": "has_opted_out_of_email", "bad": "blank"}}
        ],
    },
    "salesforce/sf_opportunity_data.csv": {
        "version": 1,
        "system": "salesforce",
        "skip": skip("is_deleted"),
        "company": {"match": ["key"], "fields": {"key": {"column": "account_id"}}},
        "deal": {
            "match": ["key"],
            "fields": {
                "key": {"column": "id"},
                "name": {"column": "name"},
                "stage": {"column": "stage_name"},
                "amount": {"column": "amount"},
                "opened_at": {"column": "created_date"},
                "closes_at": {"column": "close_date"},
                "is_won": {"column": "is_won"},
                "is_closed": {"column": "is_closed"},
                "next_step": {"column": "next_step"},
            },
            "owner": {"key": {"column": "owner_id"}, "team": "sales"},
        },
    },
}


@pytest.mark.parametrize("name", EXPECTED)
def test_exports_of_other_systems_are_understood_without_correction(name):
    assert document.write(guessed("crm_exports_fivetran", name).mapping) == EXPECTED[name]


LABELS = {
    "hubspot_contacts_a.csv": ("contact", ()),
    "hubspot_contacts_b.csv": ("contact", ("Lead Status",)),
    "hubspot_contacts_c.csv": ("contact", ("Lead Status",)),
    "hubspot_contacts_d.csv": ("contact", ()),
    "hubspot_companies.csv": ("company", ()),
    "salesforce_leads.csv": ("contact", ("Status",)),
    "hubspot_deals.csv": (
        "deal",
        (
            *("Lead source", "Dedicated server", "Product (event type)", "Live date"),
            *("Date entered current stage", "Customer tier"),
        ),
    ),
}


@pytest.mark.parametrize("name", LABELS)
def test_labels_of_web_exports_are_understood(name):
    found = guessed("crm_ui_export_headers", name)

    assert (found.about, found.left_out) == LABELS[name]


def test_what_a_column_holds_outweighs_its_heading():
    found = guess(columns=["id", "email"], samples={"id": ["1"], "email": ["a1b2", "c3d4"]})

    assert [(doubt.column, doubt.words) for doubt in found.doubts] == [
        ("email", "2 of 2 cells looked at are no e-mail; such cells are left out.")
    ]


def test_an_ambiguous_date_is_asked_about():
    found = guess(
        columns=["Email", "Create Date"],
        samples={"Email": ["a@x.org"], "Create Date": ["3/4/2026", "5/6/2026"]},
    )

    assert [doubt.column for doubt in found.doubts] == ["Create Date"]
    assert found.mapping.contact.fields["since"].order == "dmy"


HEADINGS = [
    (
        "Nome,Sobrenome,Telefone,Cidade,Empresa,Endereço de e-mail,Cargo,País",
        {
            "company.name": "Empresa",
            "contact.first_name": "Nome",
            "contact.last_name": "Sobrenome",
            "contact.phone": "Telefone",
            "contact.city": "Cidade",
            "contact.email": "Endereço de e-mail",
            "contact.job_title": "Cargo",
            "contact.country": "País",
        },
    ),
    (
        "Nombre completo,Móvil,Ciudad,Razón social,Correo electrónico,Puesto,Estado",
        {
            "company.name": "Razón social",
            "contact.name": "Nombre completo",
            "contact.phone": "Móvil",
            "contact.city": "Ciudad",
            "contact.email": "Correo electrónico",
            "contact.job_title": "Puesto",
            "contact.region": "Estado",
        },
    ),
    (
        "Nom,Prénom,Téléphone,Ville,Société,Adresse e-mail,Poste,Pays",
        {
            "company.name": "Société",
            "contact.last_name": "Nom",
            "contact.first_name": "Prénom",
            "contact.phone": "Téléphone",
            "contact.city": "Ville",
            "contact.email": "Adresse e-mail",
            "contact.job_title": "Poste",
            "contact.country": "Pays",
        },
    ),
    (
        "Name,Vorname,Telefonnummer,Ort,Unternehmen,E-Mail-Adresse,Funktion,Land",
        {
            "company.name": "Unternehmen",
            "contact.last_name": "Name",
            "contact.first_name": "Vorname",
            "contact.phone": "Telefonnummer",
            "contact.city": "Ort",
            "contact.email": "E-Mail-Adresse",
            "contact.job_title": "Funktion",
            "contact.country": "Land",
        },
    ),
    (
        "Deal,E-mail,Company,Amount,Close date,Stage",
        {
            "company.name": "Company",
            "contact.email": "E-mail",
            "deal.name": "Deal",
            "deal.key": "Deal",
            "deal.amount": "Amount",
            "deal.closes_at": "Close date",
            "deal.stage": "Stage",
        },
    ),
    (
        "Negócio,E-mail,Telefone,Cidade,Valor,Etapa",
        {
            "contact.email": "E-mail",
            "contact.phone": "Telefone",
            "contact.city": "Cidade",
            "deal.name": "Negócio",
            "deal.key": "Negócio",
            "deal.amount": "Valor",
            "deal.stage": "Etapa",
        },
    ),
    (
        "Lead ID,E-mail,Stage,Value",
        {"contact.key": "Lead ID", "contact.email": "E-mail"},
    ),
    (
        "E-mail,Company,Amount,Close date",
        {
            "company.name": "Company",
            "contact.email": "E-mail",
            "deal.key": "E-mail",
            "deal.amount": "Amount",
            "deal.closes_at": "Close date",
        },
    ),
    (
        "Geschäft,Betrag,Abschlussdatum,Phase",
        {
            "deal.name": "Geschäft",
            "deal.key": "Geschäft",
            "deal.amount": "Betrag",
            "deal.closes_at": "Abschlussdatum",
            "deal.stage": "Phase",
        },
    ),
]


@pytest.mark.parametrize(("headings", "meant"), HEADINGS)
def test_plain_headings_are_understood_in_five_languages(headings, meant):
    found = guess(columns=headings.split(","), samples={})

    parts = {name: getattr(found.mapping, name) for name in ("company", "contact", "deal")}
    fields = {
        f"{record}.{name}": source.column
        for record, part in parts.items()
        if part is not None
        for name, source in part.fields.items()
    }
    assert fields == meant
