"""Speed and memory beside the stock tools, in one run: `python -m benchmarks`. Programs of their own: the product never imports them."""
