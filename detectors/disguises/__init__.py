"""Ways of writing that hide personal data from patterns, undone before anything is looked for."""
