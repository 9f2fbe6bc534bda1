"""cetgraph: a knowledge graph of bilateral technology cooperation, read from governments' joint documents."""

__version__ = "0.1.0"
