"""Finds personal data in bytes and counts the people concerned.

Takes bytes, what they claim to be, limits and a deadline; gives an `Inspection`. Knows nothing of HTTP, users, policy or storage.
"""
