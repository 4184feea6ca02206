"""The same deeds on up to 20,000 deals at once, set-based, for imports and made-up companies.

Each runs inside the caller's transaction and expects values that `people.rules.changes.read_all`
and `pipeline.rules.fields.checked` have read.
"""
