"""`python -m dashboards`: writes the boards again."""

from dashboards.output import write

if __name__ == "__main__":
    write()
