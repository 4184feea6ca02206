"""The lead definition and the points card on plain values. Pure."""
