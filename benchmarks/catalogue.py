"""The list of benchmarks: one more is one file and one line here."""

from benchmarks import deciding, prose_scan, table_scan
from benchmarks.figure import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark(name="tables", about="100,000 customers as CSV", run=table_scan.run),
    Benchmark(name="prose", about="notes of call centres", run=prose_scan.run),
    Benchmark(name="deciding", about="the past counted, the verdict reached", run=deciding.run),
)
