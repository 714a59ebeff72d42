"""Keeps the evidence: records, counts over time, incidents and reports. Holds counts and keyed fingerprints, never text."""
