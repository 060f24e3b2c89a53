#!/usr/bin/python3
"""What simmerctl shows on a terminal and in a pipe, whatever the network sends."""

import os
import re
import signal
import sys
import termios

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'e2e'))
from simmer_e2e import SIMMERCTL, Screen, Terminal, main, wait_for  # noqa: E402

SMALL = ['-i', 'width=64', '-i', 'height=48']
HOSTILE = 'a\x1b[2J\x1b]0;owned\x07\x1b[31m b\x08\x08\x9b2J \u202egpj.exe\u2066 c\x7f'


def test_in_a_pipe_there_are_plain_lines_at_changes_alone(world):
    world.generator()
    result = world.run('submit', '--wait', '[duration=4] the sea', *SMALL, '--interval', '0.1').check()
    assert '\x1b' not in result.err and '\r' not in result.err, result
    lines = [line for line in result.err.splitlines() if 'the sea: ' in line]
    percents = [int(match[1]) for match in (re.search(r'(\d+)\s?%', line) for line in lines) if match]
    assert 3 <= len(lines) <= 16, result
    assert len({percent // 10 for percent in percents}) == len(percents), result
    assert percents == sorted(percents), result


def test_on_a_terminal_bars_are_drawn_in_place(world):
    world.generator()
    terminal = world.terminal('submit', '--wait', '[duration=3] the sea', *SMALL)
    assert terminal.end() == 0
    assert '█' in terminal.text and '\x1b[1A' in terminal.text, terminal.text[-2000:]
    screen = Screen().feed(terminal.text)
    shown = [line for line in screen.lines if line]
    assert not any('█' in line for line in shown), shown
    assert any(line.startswith('✓') and 'the sea' in line for line in shown), shown
    assert any(line.endswith('.png') for line in shown) or any('.png' in line for line in shown), shown


def test_bars_move_at_most_ten_times_a_second(world):
    world.generator()
    terminal = world.terminal('submit', '--wait', '[duration=8] the sea', *SMALL)
    assert terminal.end() == 0
    frames = [at for at, chunk in terminal.writes if b'\x1b[K' in chunk]
    assert len(frames) >= 5, frames
    for i in range(len(frames) - 12):
        assert frames[i + 12] - frames[i] > 0.9, frames[i:i + 13]


def test_all_waited_tasks_have_a_bar(world):
    world.generator('--workers', '3')
    tasks = [world.submit(f'[duration=4] sea {n}', *SMALL) for n in range(3)]
    terminal = world.terminal('wait', *tasks)
    wait_for(lambda: all(any(f'sea {n}' in line and '▕' in line for line in screen(terminal))
                         for n in range(3)), 'three bars')
    assert terminal.end() == 0


def screen(terminal, columns=80, rows=24):
    return Screen(columns, rows).feed(terminal.text).lines


def test_more_tasks_than_rows_are_counted(world):
    world.generator('--workers', '2')
    tasks = [world.submit(f'[duration=20] sea {n}', *SMALL) for n in range(12)]
    terminal = world.terminal('wait', *tasks, rows=8)
    wait_for(lambda: any('6 not shown' in line for line in screen(terminal, rows=8)), 'the count')
    shown = screen(terminal, rows=8)
    assert sum('▕' in line for line in shown) == 6, shown
    terminal.type(b'\x03')
    assert terminal.end() == 130


def test_lines_are_never_wider_than_the_terminal(world):
    world.generator()
    for columns in (10, 30, 45, 60, 120):
        terminal = world.terminal('submit', '--wait', '[duration=1] ' + '灯台と霧の絵 ' * 12, *SMALL, columns=columns)
        assert terminal.end() == 0
        for line in re.findall(r'[^\n\r]*\x1b\[K', terminal.text):
            plain = re.sub(r'\x1b\[[0-9]*[A-Za-z]', '', line)
            width = sum(2 if '\u1100' <= c <= '\uffdc' and c not in '…▕▏█▉▊▋▌▍▎·✓' else 1 for c in plain)
            assert width < columns, (columns, width, plain)


def test_a_resize_leaves_no_trash(world):
    world.generator()
    terminal = world.terminal('submit', '--wait', '[duration=4] the sea', *SMALL, columns=120)
    terminal.wait_for_text('▕')
    terminal.resize(50, 20)
    before = len(terminal.text)
    wait_for(lambda: re.search(r'\x1b\[[2-9]A', terminal.text[before:]) and '\x1b[J' in terminal.text[before:],
             'the old, now broken line taken away')
    terminal.resize(200, 50)
    assert terminal.end() == 0


def test_no_color_is_respected(world):
    world.generator()
    plain = world.terminal('submit', '--wait', 'sea', *SMALL, env=world.environment(NO_COLOR='1'))
    assert plain.end() == 0
    assert not re.search(r'\x1b\[[0-9;]*m', plain.text), plain.text
    coloured = world.terminal('submit', '--wait', 'sea', *SMALL)
    assert coloured.end() == 0
    assert '\x1b[32m' in coloured.text, coloured.text


def test_without_utf8_bars_are_ascii(world):
    world.generator()
    terminal = world.terminal('submit', '--wait', '[duration=2] Grüße 世界', *SMALL,
                              env=world.environment(LC_ALL='C'))
    assert terminal.end() == 0
    talk = terminal.text.replace('\x1b', '').split('/')[0]
    assert '[#' in terminal.text, terminal.text[-2000:]
    assert talk.isascii(), talk


def test_a_dumb_terminal_gets_plain_lines(world):
    world.generator()
    terminal = world.terminal('submit', '--wait', 'sea', *SMALL, env=world.environment(TERM='dumb'))
    assert terminal.end() == 0
    assert '\x1b' not in terminal.text, terminal.text[-2000:]


def test_hostile_titles_never_reach_the_terminal(world):
    generator = world.generator()
    remote = generator.ask('POST', '/api/v1/generate',
                           {'prompt': HOSTILE + '[duration=2]', 'width': 64, 'height': 48})['taskId']
    for args in (('track', '--wait', remote), ('list',), ('list', '--json'), ('show', remote),
                 ('track', remote), ('retry', remote), ('save', remote, world.path('out'))):
        terminal = world.terminal(*args)
        terminal.end()
        Screen().feed(terminal.text)
        for bad in ('\x07', '\x08', '\x7f', '\x9b', '\u202e', '\u2066', '\x1b[2J', '\x1b[31m'):
            assert bad not in terminal.text, (args, bad, terminal.text[-2000:])
    for name in os.listdir(world.path('out')):
        assert re.fullmatch(r'[\w-]+\.png', name), name


def test_hostile_errors_never_reach_the_terminal(world):
    world.generator()
    terminal = world.terminal('show', '\x1b[2Jx')
    assert terminal.end() == 2
    assert '\x1b[2J' not in terminal.text, terminal.text[-2000:]


def test_control_c_ends_the_bars_cleanly(world):
    world.generator()
    terminal = world.terminal('submit', '--wait', '[duration=30] the sea', *SMALL)
    terminal.wait_for_text('▕')
    terminal.type(b'\x03')
    assert terminal.end() == 130
    shown = [line for line in screen(terminal) if line]
    assert 'simmerctl wait ' in ' '.join(shown), shown
    assert not any('▕' in line for line in shown), shown


def test_data_in_a_pipe_stays_clean_while_bars_move(world):
    world.generator()
    terminal = Terminal(['/bin/sh', '-c', f'"{SIMMERCTL}" submit --wait "[duration=2] sea" '
                         f'-i width=64 -i height=48 > "{world.path("paths")}"'], world.env)
    world.ending.append(terminal.kill)
    assert terminal.end() == 0
    assert '█' in terminal.text and '.png' not in terminal.text, terminal.text[-2000:]
    with open(world.path('paths'), encoding='utf-8') as file:
        assert re.fullmatch(r'/\S+\.png\n', file.read())


def test_stopping_and_going_on_keeps_the_picture_whole(world):
    world.generator()
    terminal = world.terminal('submit', '--wait', '[duration=3] the sea', *SMALL)
    terminal.wait_for_text('▕')
    terminal.process.send_signal(signal.SIGSTOP)
    terminal.process.send_signal(signal.SIGCONT)
    assert terminal.end() == 0
    Screen().feed(terminal.text)


def shows_what_is_typed(terminal):
    return bool(termios.tcgetattr(terminal.master)[3] & termios.ECHO)


def with_key_file(world):
    """An environment with a keyring that is a file, and with all that is logged."""
    env = world.environment(
        DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent', SECRET_BACKEND='file', G_MESSAGES_DEBUG='all',
        SECRET_FILE_TEST_PATH=world.path('data', 'keyring'), SECRET_FILE_TEST_PASSWORD='of the portal',
        SIMMER_TOKEN=None)
    # libsecret's file forgets to free the old tag of what it loads and then writes.
    env['ASAN_OPTIONS'] = env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
    return env


def find_in_files(folder, secret):
    found = []
    for path, _, names in os.walk(folder):
        for name in names:
            if os.path.isfile(os.path.join(path, name)):
                with open(os.path.join(path, name), 'rb') as file:
                    if secret in file.read():
                        found.append(os.path.join(path, name))
    return found


def test_a_key_is_typed_unseen_and_stands_nowhere(world):
    generator = world.generator(name='other')
    env = with_key_file(world)
    secret = generator.token.encode()
    terminal = world.terminal('accounts', 'add', 'generate-v1', generator.url, 'Mine', env=env)
    terminal.wait_for_text('nothing shows')
    assert not shows_what_is_typed(terminal)
    terminal.type(secret[:-1] + b'x\x7f' + secret[-1:])
    for of_process in ('cmdline', 'environ'):
        with open(f'/proc/{terminal.process.pid}/{of_process}', 'rb') as file:
            assert secret not in file.read()
    terminal.type(b'\n')
    assert terminal.end() == 0, terminal.text
    assert shows_what_is_typed(terminal)

    # It was taken as it was meant, and asking with it tells it to nobody else.
    account = re.search(r'generate-v1@[\d.]+:\d+', terminal.text)[0]
    asked = world.terminal('accounts', 'test', account, env=env)
    assert asked.end() == 0, asked.text
    assert 'Simmer-' in asked.text, asked.text
    task = world.run('submit', '--account', account, 'a boat', *SMALL, env=env).check()
    for said in (terminal.seen, asked.seen, (task.out + task.err).encode()):
        assert secret not in said, said
    for folder in ('home', 'data', 'config', 'cache', 'state', 'out'):
        assert find_in_files(world.path(folder), secret) == []


def test_what_is_typed_shows_again_after_an_interrupted_question(world):
    env = with_key_file(world)
    terminal = world.terminal('accounts', 'add', 'generate-v1', 'http://127.0.0.1:9', env=env)
    terminal.wait_for_text('nothing shows')
    terminal.type(b'half of a key')
    terminal.type(b'\x03')
    assert terminal.end() != 0
    assert shows_what_is_typed(terminal)
    assert b'half of a key' not in terminal.seen, terminal.seen


main(globals())
