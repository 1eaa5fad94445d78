"""Damage to a file, for the tests of the profile and for the longer ones of `make torture`."""

from __future__ import annotations

import random


def corrupted(content: bytes, dice: random.Random) -> bytes:
    """`content` with something wrong: a flipped bit, a cut, a hole, noise, a doubled piece, other digits."""
    damaged = bytearray(content)
    begin = dice.randrange(len(damaged))
    end = min(begin + dice.randrange(1, 40), len(damaged))
    kind = dice.randrange(6)
    if kind == 0:
        damaged[begin] ^= 1 << dice.randrange(8)
    elif kind == 1:
        del damaged[begin:]
    elif kind == 2:
        del damaged[begin:end]
    elif kind == 3:
        damaged[begin:end] = dice.randbytes(end - begin)
    elif kind == 4:
        damaged[begin:begin] = damaged[begin:end]
    else:
        damaged[begin:end] = bytes(dice.choice(b"0123456789.,-e") for _ in range(end - begin))
    return bytes(damaged)
