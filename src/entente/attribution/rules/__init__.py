"""The rules of credit as plain functions: the reference that the bulk form is held against."""
