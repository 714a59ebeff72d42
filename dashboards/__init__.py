"""Grafana boards and Prometheus rules, generated from the metric catalogue and from nothing else."""
