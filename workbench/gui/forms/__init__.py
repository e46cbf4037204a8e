"""Forms that draw themselves from a JSON Schema."""
