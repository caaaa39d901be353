"""Seal one value a million times and look for anything that repeats: `python -m bench.nonces [COUNT]`.

The suite samples ten thousand; this is the number that the security brief asks for (line I5). It takes about
a minute and half a gigabyte.
"""

import sys
import time

from bot.vault import Place, RootKey, Vault

# Where a record holds its wrap nonce, its wrapped key, its nonce and its ciphertext (`bot.vault.record`).
PARTS = {"wrap nonce": (9, 21), "wrapped key": (21, 69), "nonce": (69, 81), "ciphertext": (81, 129)}


def main(count: int) -> int:
    """Print what repeats; the exit code is the number of parts that do."""
    vault, place = Vault(RootKey(bytes(range(32)))), Place("case", "owner", "table", "column", "row")
    seen: dict[str, set[bytes]] = {name: set() for name in PARTS}
    began = time.perf_counter()
    for _ in range(count):
        blob = vault.seal(b"172839405162738495", place)
        for name, (start, stop) in PARTS.items():
            seen[name].add(blob[start:stop])
    repeated = [name for name, found in seen.items() if len(found) != count]
    print(f"{count} records in {time.perf_counter() - began:.1f} s; repeated: {repeated or 'nothing'}")
    return len(repeated)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
