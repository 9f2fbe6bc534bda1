"""Documents as their governments issued them: what is known of each, its text, and the passages it falls into."""
