#!/usr/bin/python3
"""embed.py FILE…: prints the files as a C table of names and contents, for a library to carry."""

import os
import sys

names = []
for number, path in enumerate(sys.argv[1:]):
    names.append(os.path.splitext(os.path.basename(path))[0])
    with open(path, 'rb') as source:
        data = source.read()
    print(f'static const guint8 contents_{number}[] = {{')
    for start in range(0, len(data), 16):
        print('  ' + ' '.join(f'0x{byte:02x},' for byte in data[start:start + 16]))
    print('};')

print('static const struct { const char *name; const guint8 *data; gsize length; } table[] = {')
for number, name in enumerate(names):
    print(f'  {{ "{name}", contents_{number}, sizeof contents_{number} }},')
print('};')
