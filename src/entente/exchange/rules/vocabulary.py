"""Headings that are understood: HubSpot's, Salesforce's, and plain ones. Pure.

A heading is folded first (`fold`): “Company / Account”, `company_account` and `CompanyAccount` are
one. Record "" means: of whatever record the file is about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

_PREFIX: Final = re.compile(r"^(properties|property)[_ .]")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


class Meaning(NamedTuple):
    """What a heading stands for: a record ("" of the file's own) and a target or a role."""

    record: str
    target: str


def fold(heading: str) -> str:
    """The heading without case, accents, punctuation and the prefixes of warehouse copies."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return _NOT_WORD.sub("", _PREFIX.sub("", plain.strip())) or heading.strip().casefold()


def _words(record: str, target: str, headings: str) -> dict[str, Meaning]:
    return {fold(heading): Meaning(record, target) for heading in headings.split(",")}


MEANINGS: Final[dict[str, Meaning]] = {
    # keys
    **_words("", "key", "Record ID,Id,hs_object_id,External ID,Customer ID"),
    **_words("contact", "key", "Lead ID,Contact ID,Person ID,mql_id,vid,Lead Number"),
    **_words("company", "key", "Company ID,Account ID,Associated Company IDs,Organization ID"),
    **_words("company", "key", "Associated Company ID,associatedcompanyid,Converted Account ID"),
    **_words("deal", "key", "Deal ID,Opportunity ID,Opportunity Number"),
    **_words("contact", "other_key", "Converted Contact ID"),
    **_words("deal", "contacts", "Associated Contact IDs,Associated Contact ID"),
    # people
    **_words("contact", "email", "Email,E-mail,Email Address,E-mail Address,Mail,E-mail 1 - Value"),
    **_words("contact", "email", "Work Email,Business Email,Contact Email,Lead Email,Courriel"),
    **_words("contact", "first_name", "First Name,Given Name,Forename,Vorname,Prénom"),
    **_words("contact", "last_name", "Last Name,Family Name,Surname,Nachname,Apellido,Apellidos"),
    **_words("contact", "name", "Full Name,Contact Name,Lead Name,Person Name,Contact"),
    **_words("contact", "job_title", "Job Title,Title,Position,Role,Occupation,Funktion,Fonction"),
    **_words(
        "contact", "channel", "Lead Source,Original Source,hs_analytics_source,Origin,Channel"
    ),
    **_words("contact", "channel", "Source,Original Traffic Source,First Source"),
    **_words("", "phone", "Phone,Phone Number,Telephone,Business Phone,Telefon,Téléphone,Tel"),
    **_words("contact", "mobile", "Mobile,Mobile Phone,Mobile Phone Number,Cell Phone"),
    **_words("contact", "phone", "Phone 1 - Value"),
    # companies
    **_words(
        "company", "name", "Company,Company Name,Account,Account Name,Organization,Organisation"
    ),
    **_words(
        "company", "name", "Company / Account,Associated Company,Firma,Société,Empresa,Employer"
    ),
    **_words("company", "name", "Opportunity: Account,Organization 1 - Name"),
    **_words("company", "domain", "Domain,Company Domain Name,Company Domain,Email Domain"),
    **_words("company", "website", "Website,Website URL,Company Website,URL,Homepage,Web"),
    **_words("company", "industry", "Industry,Sector,Branche,Vertical"),
    **_words("company", "employees", "No. of Employees,Number of Employees,Employees,Company Size"),
    # where
    **_words("", "country", "Country,Country/Region,Mailing Country,Billing Country,Land,Pays"),
    **_words("", "region", "State,State/Region,State/Province,Region,Province,Bundesland"),
    **_words("", "region", "Mailing State,Billing State"),
    **_words("", "city", "City,Town,Mailing City,Billing City,Ort,Stadt,Ville,Ciudad"),
    # deals
    **_words("deal", "name", "Deal Name,Opportunity Name,Opportunity,Deal,dealname"),
    **_words("deal", "stage", "Deal Stage,Stage,Stage Name,dealstage,Opportunity Stage"),
    **_words("deal", "stage", "Deal Pipeline Stage ID,Sales Stage"),
    **_words("deal", "pipeline", "Pipeline,Deal Pipeline,Deal Pipeline ID"),
    **_words(
        "deal", "amount", "Amount,Deal Amount,Opportunity Amount,Deal Value,Close Value,Value"
    ),
    **_words("deal", "currency", "Currency,Deal Currency Code,CurrencyIsoCode,Currency Code"),
    **_words("deal", "closes_at", "Close Date,Closed Date,closedate,Expected Close Date,Won Date"),
    **_words("deal", "is_won", "Is Won,Won,hs_is_closed_won,Is Closed Won"),
    **_words("deal", "is_closed", "Is Closed,Closed,hs_is_closed"),
    **_words("deal", "loss_reason", "Loss Reason,Lost Reason,Closed Lost Reason"),
    **_words("deal", "next_step", "Next Step"),
    **_words("deal", "opened_at", "Opened,Open Date,Engage Date"),
    # of whatever the file is about
    **_words("", "name", "Name"),
    **_words("", "since", "Create Date,Created Date,Created,Created At,createdate,Date Added"),
    **_words("", "owner", "Owner,Owner ID,hubspot_owner_id,Contact owner,Company owner,Deal owner"),
    **_words("", "owner", "Lead Owner,Opportunity Owner,Account Owner,Sales Agent,Sales Rep"),
    # a person's no
    **_words("contact", "no_mail", "HasOptedOutOfEmail,Email Opt Out,hs_email_optout,Unsubscribed"),
    **_words("contact", "no_mail", "Unsubscribed from all email,Opted Out of Email,Do Not Email"),
    **_words("contact", "no_mail", "Opted out of email,Email Opted Out,Opt Out,Optout,No Email"),
    **_words("contact", "no_phone", "DoNotCall,Do Not Call,No Calls,Phone Opt Out"),
    **_words("contact", "no_tracking", "Do Not Track,No Tracking,Tracking Opt Out"),
    # rows that the other system has thrown away
    **_words("", "deleted", "Is Deleted,isdeleted,_fivetran_deleted,Deleted,Archived"),
    # plain headings in Portuguese, Spanish, French and German
    **_words("", "name", "Nome,Nombre,Nom"),
    **_words("contact", "name", "Nome completo,Nombre completo,Nom complet,Vollständiger Name"),
    **_words("contact", "first_name", "Primeiro nome,Nombre de pila,Rufname"),
    **_words("contact", "last_name", "Sobrenome,Apelido,Nom de famille,Familienname"),
    **_words("contact", "email", "Endereço de e-mail,Correo,Correo electrónico,Adresse e-mail"),
    **_words("contact", "email", "Adresse électronique,E-Mail-Adresse,Mailadresse"),
    **_words("contact", "job_title", "Cargo,Puesto,Poste,Intitulé du poste,Stellenbezeichnung"),
    **_words("", "phone", "Telefone,Fone,Teléfono,Numéro de téléphone,Telefonnummer,Rufnummer"),
    **_words("contact", "mobile", "Celular,Móvil,Portable,Handy,Mobiltelefon"),
    **_words("", "country", "País"),
    **_words("", "region", "Estado,Província,Région"),
    **_words("", "city", "Cidade,Município,Localidad,Localidade,Wohnort"),
    **_words("company", "name", "Nome da empresa,Razão social,Razón social,Compañía,Companhia"),
    **_words("company", "name", "Organização,Organización,Entreprise,Raison sociale"),
    **_words("company", "name", "Nom de l'entreprise,Nombre de la empresa,Unternehmen,Firmenname"),
    **_words("deal", "name", "Negócio,Nome do negócio,Nombre del negocio,Oportunidade"),
    **_words("deal", "name", "Oportunidad,Affaire,Opportunité,Geschäft,Verkaufschance"),
    **_words("deal", "stage", "Etapa,Etapa do negócio,Etapa del negocio,Fase,Étape,Phase"),
    **_words("deal", "amount", "Valor,Valor do negócio,Montante,Importe,Monto,Montant"),
    **_words("deal", "amount", "Betrag,Auftragswert"),
    **_words("deal", "closes_at", "Data de fechamento,Data do fechamento,Data de fecho"),
    **_words("deal", "closes_at", "Fecha de cierre,Date de clôture,Abschlussdatum,Abschluss am"),
    **_words("", "since", "Data de criação,Data de cadastro,Fecha de creación,Date de création"),
    **_words("", "since", "Erstellt am,Erstelldatum,Angelegt am"),
}
# A column for names beside one for surnames, or for first names, holds the other half.
GIVEN_NAMES: Final = frozenset({"nome", "nombre"})
SURNAMES: Final = frozenset({("nom", "prenom"), ("name", "vorname")})


def _folded(headings: str) -> frozenset[str]:
    return frozenset(fold(heading) for heading in headings.split(","))


# Headings that tell what a file is about; the first record that has one is it.
SIGNS: Final = {
    "deal": _folded(
        "Deal Name,Deal Stage,Deal ID,Opportunity ID,Opportunity Name,Stage Name,Deal Pipeline ID,"
        "Is Won,Deal Pipeline Stage ID,Opportunity Amount,Close Value"
    ),
    "contact": _folded(
        "Email,E-mail,Email Address,First Name,Last Name,Job Title,Lead ID,Contact ID,mql_id,"
        "Full Name,Lead Name,Contact Name,Given Name,Lead Status,Phone 1 - Value,Work Email,"
        "E-mail 1 - Value,Vorname,Nachname,Prénom,Apellido,Apellidos,Sobrenome,Correo,Courriel,"
        "Correo electrónico,E-Mail-Adresse,Adresse e-mail,Endereço de e-mail,Nome completo,"
        "Nombre completo,Nom complet,Cargo,Celular"
    ),
    "company": _folded(
        "Company Name,Domain,Company Domain Name,Industry,Number of Employees,Company owner,"
        "Account,Account Name,Company ID,Sector,Employees,Website URL"
    ),
}

# Of plain headings for these, two make a file one about deals.
_OF_DEALS: Final = frozenset({"name", "amount", "closes_at", "stage", "pipeline"})


def is_of_deals(folded: Iterable[str]) -> bool:
    """Whether headings, folded, tell of deals without naming them for certain: Amount, Stage.

    A list whose rows bear the key of a lead is one of leads.
    """
    found = {one for heading in folded if (one := MEANINGS.get(heading)) is not None}
    told = {one.target for one in found if one.record == "deal"}
    return len(told & _OF_DEALS) > 1 and Meaning("contact", "key") not in found


# Lifecycle dates of other systems that are entries into a stage of the funnel.
_LIFECYCLE: Final = (
    ("mql", "Marketing Qualified Lead", "marketingqualifiedlead"),
    ("sql", "Sales Qualified Lead", "salesqualifiedlead"),
    ("opportunity", "Opportunity", "opportunity"),
    ("customer", "Customer", "customer"),
)
STAGE_DATES: Final = {
    heading: stage
    for stage, words, name in _LIFECYCLE
    for heading in _folded(
        f"Became a {words} Date,Became an {words} Date,hs_lifecyclestage_{name}_date,"
        f"hs_v2_date_entered_{name}"
    )
}

_HUBSPOT: Final = re.compile(
    r"^(property_|hs_|hubspot|_fivetran)|^record id$|^lifecycle stage$", re.I
)
_SALESFORCE: Final = re.compile(
    r"__c$|_c$|^(stage_?name|lead_?source|is_?won|is_?converted|has_?opted_?out_?of_?email|"
    r"system_?modstamp|owner_?id|account_?id)$",
    re.I,
)


def system_of(headings: list[str]) -> str:
    """hubspot or salesforce where the headings say so, else ""."""
    hubspot = sum(bool(_HUBSPOT.search(h)) for h in headings)
    salesforce = sum(bool(_SALESFORCE.search(h)) for h in headings)
    if max(hubspot, salesforce) == 0:
        return ""
    return "hubspot" if hubspot >= salesforce else "salesforce"
