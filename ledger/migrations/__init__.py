"""The schema, step by step. Released steps are never changed."""
