"""The detectors' part of the command line."""

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def detect(
    model: Annotated[bool, typer.Option(help="Let GiNZA read prose; without it the dictionary and patterns decide alone.")] = True,
) -> None:
    """Find personal data in JSON Lines from standard input, one answer a line.

    In: {"text": …}. Out, in the same order: {"entities": [{"start", "end", "label", "score"}]}, offsets in code points of the text as
    given. A bad line
    gives {"entities": [], "error": …} in its place.
    """
    import os
    import sys

    # One line after the other: threads of the matrix product would only wait for each other. Read when numpy is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    from detectors.analyzer import Analyzer
    from detectors.config import DetectorConfig
    from detectors.jsonlines import answers

    analyzer = Analyzer(DetectorConfig(model=model))
    for line in answers(sys.stdin.buffer, analyzer):
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
