"""Finds in a document's passages the parties, people, bodies, instruments and commitments."""
