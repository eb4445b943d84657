"""The reference model: docs/submodels.md once more, in plain Mesa, slow and readable.

It shares nothing with ``sim`` but words, numbers and names of measures, so that two readings of one text are compared.
"""
