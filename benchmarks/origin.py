"""A destination over TLS that reads requests and answers `ok`, as fast as Python can: `python -m benchmarks.origin CERTIFICATE HOST…`.

Prints its port. Knows nothing of what is measured.
"""

import asyncio
import ssl
import sys

ANSWER = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}'


class Origin(asyncio.Protocol):
    """One connection; requests have a content-length or no body."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.head = b""
        self.left = 0

    def data_received(self, data: bytes) -> None:
        """Count the body down; answer when it is there."""
        while data:
            if self.left:
                taken = min(self.left, len(data))
                self.left -= taken
                data = data[taken:]
                if not self.left:
                    self.transport.write(ANSWER)
                continue
            self.head += data
            head, end, data = self.head.partition(b"\r\n\r\n")
            if not end:
                return
            self.head = b""
            _, found, length = head.lower().partition(b"\r\ncontent-length:")
            self.left = int(length.partition(b"\r\n")[0]) if found else 0
            if not self.left:
                self.transport.write(ANSWER)


async def main(certificate: str, hosts: list[str]) -> None:
    """Serve until killed."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    port = 0
    for host in hosts:
        server = await loop.create_server(Origin, host, port, ssl=context, backlog=512)
        port = server.sockets[0].getsockname()[1]
    print(port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
