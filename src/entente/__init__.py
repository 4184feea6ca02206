"""Entente: one revenue team on one ledger and one accord."""
