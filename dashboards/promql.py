"""The shapes of PromQL that panels are made of. Every selector carries the board's `job` and `instance`."""

UPLOAD = 'direction="upload"'
DOWNLOAD = 'direction="download"'
GAPS = 'reason!="exempt_by_policy"'
"""What was not inspected although it should have been."""


def select(metric: str, where: str = "") -> str:
    """A selector of the metric on the chosen instances, narrowed by further matchers."""
    matchers = ",".join(part for part in ('job=~"$job"', 'instance=~"$instance"', where) if part)
    return f"{metric}{{{matchers}}}"


def summed(inner: str, by: str = "", how: str = "sum") -> str:
    """The inner expression aggregated, by the labels given (comma-separated)."""
    return f"{how} by ({by}) ({inner})" if by else f"{how}({inner})"


def total(metric: str, where: str = "", by: str = "") -> str:
    """How much a counter grew over the whole time shown."""
    return summed(f"increase({select(metric, where)}[$__range])", by)


def growth(metric: str, where: str = "", by: str = "") -> str:
    """How much a counter grew in each step of a graph."""
    return summed(f"increase({select(metric, where)}[$__rate_interval])", by)


def speed(metric: str, where: str = "", by: str = "") -> str:
    """A counter per second."""
    return summed(f"rate({select(metric, where)}[$__rate_interval])", by)


def quantile(share: float, metric: str, where: str = "", by: str = "") -> str:
    """A quantile (0 to 1) of a histogram, along time."""
    labels = f"{by}, le" if by else "le"
    return f"histogram_quantile({share:g}, {speed(f'{metric}_bucket', where, labels)})"


def latest(metric: str, where: str = "", by: str = "", how: str = "max") -> str:
    """A gauge now, over the chosen instances."""
    return summed(select(metric, where), by, how)
