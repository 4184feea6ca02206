"""The accord: its documents, drafts, versions and signatures, the first accord, the glossary."""
