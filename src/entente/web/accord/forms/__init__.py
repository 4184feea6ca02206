"""The form of a document, made from its kind's description: read as typed, checked, drawn."""
