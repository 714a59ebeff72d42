"""ZIP archives closed with a password by AES, as people send them: nobody between can read them.

**Source:** WinZip, "AES Encryption Information" (AE-2, AES-256); PKWARE APPNOTE.TXT 6.3 (headers).
"""

import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

METHOD, STORED, ENCRYPTED, UTF8 = 99, 0, 0x1, 0x800
EXTRA = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, STORED)


def as_aes_zip(name: str, content: bytes, password: bytes) -> bytes:
    """Return an archive with one member, stored and encrypted."""
    data, raw = _closed(content, password), name.encode()
    shared = struct.pack("<HHHHIIIHH", ENCRYPTED | UTF8, METHOD, 0, 0x5A21, 0, len(data), len(content), len(raw), len(EXTRA))
    local = b"PK\x03\x04" + struct.pack("<H", 51) + shared + raw + EXTRA + data
    central = b"PK\x01\x02" + struct.pack("<HH", 51, 51) + shared + struct.pack("<HHHII", 0, 0, 0, 0, 0) + raw + EXTRA
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def _closed(content: bytes, password: bytes) -> bytes:
    """Return salt, check of the password, ciphertext and its code."""
    salt = hashlib.blake2b(content, digest_size=16).digest()
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 66)
    block = Cipher(AES(keys[:32]), ECB()).encryptor()  # the counter of these archives counts the other way round than CTR does
    stream = b"".join(block.update(counter.to_bytes(16, "little")) for counter in range(1, len(content) // 16 + 2))
    text = bytes(a ^ b for a, b in zip(content, stream, strict=False))
    return salt + keys[64:] + text + hmac.new(keys[32:64], text, "sha1").digest()[:10]
