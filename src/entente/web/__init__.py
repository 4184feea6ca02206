"""The pages: addresses, who may open them, what they show. Owns no facts and no rules.

One folder per area (`urls`, `views`, `forms`, `pages`); what two rooms show side by side is
composed here.
"""
