"""Who is at the terminal: proven by a password, named by a front proxy, or assigned to an address.

It must not know what follows from it.
"""

from proxy.identity.answer import Challenge
from proxy.identity.directory import Directory, load_directory
from proxy.identity.identity import Identity, load_identity

__all__ = ["Challenge", "Directory", "Identity", "load_directory", "load_identity"]
