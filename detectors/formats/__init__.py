"""One file a format: each reads a part into text, tables, gaps and further parts. `registry` lists them."""
