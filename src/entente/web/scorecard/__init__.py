"""How both sides keep what they promised, with the facts behind each breach."""
