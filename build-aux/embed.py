#!/usr/bin/python3
"""Prints a file as the contents of a C array, for what a library carries in itself."""

import sys

with open(sys.argv[1], "rb") as source:
    data = source.read()

for start in range(0, len(data), 16):
    print(" ".join(f"0x{byte:02x}," for byte in data[start:start + 16]))
