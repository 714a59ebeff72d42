"""Transfers that wait for a reason or an approval: kept encrypted, answered for, released once. Decides nothing about who waits."""
