"""A real browser behind the proxy: Chromium without a window, told what to do over a pipe.

**Source:** Chrome DevTools Protocol, `--remote-debugging-pipe`: JSON with a zero byte after each message, in by descriptor 3, out by 4.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECONDS = 40.0
"""Longest wait for a page."""
SIZE = "900,1200"


class Browser:
    """One window. Its proxy is the one under test, also for loopback addresses; it trusts what `authority` has signed, and nothing else."""

    def __init__(self, folder: Path, proxy: str, authority: Path) -> None:
        command = shutil.which("chromium") or shutil.which("google-chrome") or ""
        ours, its = os.pipe()
        its_input, our_output = os.pipe()
        switches = [
            "--headless=new",
            "--remote-debugging-pipe",
            "--no-sandbox",  # of the browser: tests run as root in containers
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            f"--user-data-dir={folder / 'browser'}",
            f"--proxy-server={proxy}",
            "--proxy-bypass-list=<-loopback>",
            f"--ignore-certificate-errors-spki-list={_pin(authority)}",
            f"--window-size={SIZE}",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec "$0" "$@" 3<&{its_input} 4>&{its}', command, *switches],
            pass_fds=(its_input, its),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": str(folder)},
        )
        os.close(its_input)
        os.close(its)
        self._read, self._write = os.fdopen(ours, "rb", buffering=0), os.fdopen(our_output, "wb", buffering=0)
        self._number, self._rest, self._session = 0, b"", ""
        page = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self.do("Page.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._write.close()
        self._read.close()
        self._process.terminate()
        self._process.wait(20)

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        self._number += 1
        said = {"id": self._number, "method": method, "params": parameters} | ({"sessionId": self._session} if self._session else {})
        self._write.write(json.dumps(said).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._number:
                assert "error" not in told, told
                return dict(told["result"])

    def open(self, url: str) -> None:
        """Open a page, and wait until it is there."""
        self.do("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        return self.do("Runtime.evaluate", expression=script, returnByValue=True, userGesture=True)["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression is true in whatever page is shown then."""
        deadline = time.monotonic() + SECONDS
        while not self.run(condition):
            assert time.monotonic() < deadline, (condition, self.url, self.text[:500])
            time.sleep(0.05)

    def press(self, words: str) -> None:
        """Press the button or follow the link whose words begin so, and wait for the page that follows."""
        pressed = f"""(() => {{
            const found = [...document.querySelectorAll("a, button, input[type=submit]")].find(
                (one) => (one.innerText || one.value).trim().startsWith({json.dumps(words)}));
            if (!found) return false;
            window.before = true;
            found.click();
            return true;
        }})()"""
        assert self.run(pressed), (words, self.text[:500])
        self.wait("!window.before && document.readyState === 'complete'")

    @property
    def url(self) -> str:
        """Where it is."""
        return str(self.run("location.href"))

    @property
    def text(self) -> str:
        """What a person reads."""
        return str(self.run("document.body.innerText"))

    def screenshot(self, path: Path) -> None:
        """Take a picture of the whole page."""
        shot = self.do("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(shot))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = self._read.read(1 << 16)
            assert piece, "the browser ended"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))


def _pin(authority: Path) -> str:
    """Return what Chromium knows a certificate by: the digest of its public key."""
    key = x509.load_pem_x509_certificate(authority.read_bytes()).public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(spki).digest()).decode()
