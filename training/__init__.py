"""How what the detectors have learnt was learnt; nothing here runs in the product."""
