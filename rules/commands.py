"""The rules' part of the command line."""

import typer

app = typer.Typer()
rules = typer.Typer(no_args_is_help=True, help="Check, try and explain the policy.")
app.add_typer(rules, name="rules")
