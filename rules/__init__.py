"""Decides: a `Transfer`, an `Inspection` and the past counts in, a `Verdict` out. Pure; knows no HTTP library and no storage."""
