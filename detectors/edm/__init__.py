"""Exact data match: whose customer somebody is, told from keyed, salted indexes that hold no plain value."""
