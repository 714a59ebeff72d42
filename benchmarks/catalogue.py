"""The list of benchmarks: one more is one file and one line here."""

from benchmarks import deciding, edm, lab, large_upload, memory, prose_scan, small_requests, table_scan, time_to_block
from benchmarks.figure import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    Benchmark(name="tables", about="100,000 customers as CSV", run=table_scan.run),
    Benchmark(name="edm", about="the same table beside an index of customers", run=edm.run),
    Benchmark(name="prose", about="notes of call centres", run=prose_scan.run),
    Benchmark(name="requests", about="small requests through both proxies", run=small_requests.run),
    Benchmark(name="uploads", about="10 MB through both proxies", run=large_upload.run),
    Benchmark(name="deciding", about="the past counted, the verdict reached", run=deciding.run),
    Benchmark(name="lab", about="ten million transfers decided again", run=lab.run),
    Benchmark(name="memory", about="200 MB through both proxies", run=memory.run),
    Benchmark(name="blocking", about="how soon an upload is stopped", run=time_to_block.run),
)
