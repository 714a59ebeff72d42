"""Steps after repeated attempts, as administrators see and reset them."""
