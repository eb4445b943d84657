"""Claims of the articles, each held against their own figures and against projections."""
