"""Transfer encodings of mail and multipart (RFC 2045 §6): base64 and quoted-printable."""

import binascii
import quopri

from detectors.budget import Budget


def decode_transfer(data: memoryview, encoding: str, budget: Budget) -> memoryview:
    """Undo `encoding`; data of an unknown one, or that does not decode, stays as it is (it is then read as it stands)."""
    name = encoding.strip().lower()
    if name == "quoted-printable":
        out = quopri.decodestring(bytes(data))
    elif name == "base64":
        try:
            out = binascii.a2b_base64(bytes(data))
        except binascii.Error:
            return data
    else:
        return data
    budget.spend(len(out), produced=len(out), consumed=len(data))
    return memoryview(out)
