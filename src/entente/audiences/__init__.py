"""Who meets a criterion: its vocabulary, lists and saved views, and every watched criterion.

Does not own the language (kit.criteria), nor what follows when somebody meets one.
"""
