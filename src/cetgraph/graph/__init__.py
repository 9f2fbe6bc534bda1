"""The graph: terms, identifiers, triples, checks, store and exports."""
