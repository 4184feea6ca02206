"""Settings: the company's own fields on contacts, companies and deals."""
