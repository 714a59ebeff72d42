"""A pool process that is ready and ends at once."""

import os

from proxy.pool.protocol import EVENT, Event

if __name__ == "__main__":
    os.write(1, EVENT.dump_json(Event(workers=1)) + b"\n")
