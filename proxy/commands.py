"""The proxy's part of the command line."""

import typer

app = typer.Typer()
