"""What measurements in Python print, and how they end: as table.c does for those in C."""

import json
import sys


def add_options(parser):
    parser.add_argument('--json', action='store_true', help='print JSON')
    parser.add_argument('--check', action='store_true', help='fail if a goal is missed')


def row(what, figure, measured, goal=None):
    """A figure, which must not exceed its goal if it has one."""
    found = {'what': what, 'figure': figure, 'measured': measured}
    return found if goal is None else {**found, 'goal': goal, 'ok': measured <= goal}


def say(rows):
    policies = [found for found in rows if 'policy' in found]
    print(f'  {"what":42} {"figure":38}   {"goal":>7}  {"measured":>9}')
    for found in rows:
        if 'policy' in found:
            continue
        goal = f'≤ {found["goal"]:7.2f}' if 'goal' in found else ' ' * 9
        verdict = '' if 'goal' not in found else 'ok' if found['ok'] else 'over'
        print(f'  {found["what"]:42} {found["figure"]:38} {goal}  {found["measured"]:9.2f}  {verdict}'.rstrip())
    if policies:
        print(f'\n  {"policy":34} {"":22} {"requests":>8}  {"mean lag":>9}  {"95 %":>9}')
    for found in policies:
        print(f'  {found["what"]:34} {found["policy"]:22} {found["requests"]:8.2f}  {found["lag"]:7.2f} s'
              f'  {found["p95"]:7.2f} s')


def end(options, rows):
    """Prints the rows and ends the program."""
    if options.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        say(rows)
    sys.exit(1 if options.check and not all(found.get('ok', True) for found in rows) else 0)
