"""The inspection pool: workers forked from one warm process, fed with descriptors over a Unix socket."""
