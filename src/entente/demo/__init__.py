"""The demo company: a year and a quarter of life with stories in it, from a seed.

Everything is written through the operations of real life, in their bulk forms where there are any.
"""
