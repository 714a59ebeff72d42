"""Japanese addresses: Japan Post's places, and the grammar of what follows them."""
