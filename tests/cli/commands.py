#!/usr/bin/python3
"""Each command of simmerctl, each exit code, and what goes where, with the real generator."""

import contextlib
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'e2e'))
from simmer_e2e import SIMMERCTL, Result, main, terminal_alone, wait_for  # noqa: E402

FIELDS = ['id', 'account', 'remoteId', 'title', 'status', 'tracking', 'progress', 'queuePosition', 'eta',
          'message', 'error', 'results', 'attempt', 'createdAt', 'startedAt', 'finishedAt']
ACCOUNT_FIELDS = ['id', 'name', 'profile', 'server', 'live', 'pace', 'shortest', 'longest', 'limit']
SMALL = ['-i', 'width=64', '-i', 'height=48']
TIME = re.compile(r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$')
LONG = '[duration=30]'


def check_object(task):
    assert list(task) == FIELDS, list(task)
    for name in ('id', 'account', 'title', 'status', 'tracking'):
        assert isinstance(task[name], str), (name, task)
    for name in ('remoteId', 'message'):
        assert task[name] is None or isinstance(task[name], str), (name, task)
    assert task['progress'] is None or 0 <= task['progress'] <= 1, task
    assert task['queuePosition'] is None or isinstance(task['queuePosition'], int), task
    assert task['eta'] is None or task['eta'] >= 0, task
    if task['error'] is not None:
        assert list(task['error']) == ['code', 'message', 'hint', 'rawAnswer'], task
        answer = task['error']['rawAnswer']
        assert answer is None or list(answer) == ['httpStatus', 'mediaType', 'length', 'text'], task
    assert isinstance(task['attempt'], int), task
    for name in ('createdAt', 'startedAt', 'finishedAt'):
        assert task[name] is None or TIME.match(task[name]), (name, task)
    for result in task['results']:
        assert list(result) == ['uri', 'mediaType', 'path'], task


def test_submit_prints_the_id(world):
    world.generator()
    result = world.run('submit', 'a', 'lighthouse', 'in', 'fog', *SMALL).check()
    assert re.fullmatch(r'[0-9a-f-]{36}\n', result.out), result
    task = world.show(result.lines[0])
    check_object(task)
    assert task['title'] == 'a lighthouse in fog', task
    assert task['remoteId'] and task['account'] == 'builtin' and task['attempt'] == 1, task


def test_submit_and_wait_prints_the_path_of_a_real_picture(world):
    world.generator()
    result = world.run('submit', '--wait', 'the sea', *SMALL).check()
    assert len(result.lines) == 1, result
    with open(result.lines[0], 'rb') as file:
        head = file.read(26)
    assert head[:8] == b'\x89PNG\r\n\x1a\n', head
    assert head[16:24] == (64).to_bytes(4, 'big') + (48).to_bytes(4, 'big'), head


def test_nothing_that_is_kept_names_the_generators_port_or_token(world):
    generator = world.generator()
    world.submit('--wait', '--quiet', 'sea', *SMALL)
    kept = b''
    for folder, _folders, files in os.walk(world.path('data')):
        for name in files:
            with open(os.path.join(folder, name), 'rb') as file:
                kept += file.read()
    assert b'sea' in kept
    assert generator.token.encode() not in kept and f':{generator.port}'.encode() not in kept


def test_submit_starts_the_generator_if_none_runs(world):
    assert world.launched_generators() == []
    result = world.run('submit', '--wait', 'the sea', *SMALL).check()
    assert os.path.getsize(result.lines[0]) > 100
    assert len(world.launched_generators()) == 1


def test_submit_reads_the_prompt_from_standard_input(world):
    world.generator()
    result = world.run('submit', '--json', '-', *SMALL, text_input='a sea\nat night\n').check()
    assert result.object['title'] == 'a sea at night', result


def test_submit_writes_json_when_accepted_and_at_the_end(world):
    world.generator()
    accepted = world.run('submit', '--json', 'sea', *SMALL).check().object
    check_object(accepted)
    assert accepted['status'] in ('PENDING', 'IN_PROGRESS', 'COMPLETED'), accepted
    ended = world.run('submit', '--json', '--wait', 'sea', *SMALL).check().object
    check_object(ended)
    assert ended['status'] == 'COMPLETED' and ended['tracking'] == 'ended', ended
    assert ended['progress'] == 1 and ended['error'] is None and ended['finishedAt'], ended
    assert ended['results'][0]['mediaType'] == 'image/png', ended
    assert os.path.isfile(ended['results'][0]['path']), ended


def test_inputs_have_the_types_of_the_profile(world):
    world.generator()
    ended = world.run('submit', '--json', '--wait', 'a poem', '-i', 'kind=text', '-i', 'count=2').check()
    assert [result['mediaType'].split(';')[0] for result in ended.object['results']] == ['text/plain'] * 2
    bad = world.run('submit', 'sea', '-i', 'width=wide').check(2)
    assert 'whole number' in bad.err and bad.out == '', bad
    bad = world.run('submit', 'sea', '-i', 'wdith=64').check(2)
    assert 'width' in bad.err, bad
    bad = world.run('submit', 'sea', '-i', 'style=oil').check(2)
    assert 'flame' in bad.err, bad


def test_results_are_saved_under_names_from_the_prompt_and_never_written_over(world):
    world.generator()
    out = world.path('out')
    for _ in range(2):
        world.run('submit', '--wait', '-o', out, 'Über: die/See', *SMALL, '-i', 'count=2').check()
    names = sorted(os.listdir(out))
    assert len(names) == 4 and all(re.fullmatch(r'über-die-see(-\d+)?\.png', name) for name in names), names


def test_a_folder_that_cannot_be_made_is_told_and_nothing_else(world):
    world.generator()
    done = world.run('submit', '--quiet', '--wait', '-o', '/proc/nowhere', 'sea', *SMALL).check(5)
    lines = done.err.strip().splitlines()
    assert len(lines) == 1 and 'cannot be made' in lines[0], done.err
    # The results were fetched all the same, and can be saved elsewhere.
    world.run('save', world.run('list', '--json').check().objects[0]['id'], world.path('out')).check()
    assert len(os.listdir(world.path('out'))) == 1


def test_a_result_that_cannot_be_stored_is_told_and_fetched_later(world):
    world.generator()
    data = world.path('data', 'simmer')
    os.makedirs(data, exist_ok=True)
    blocked = os.path.join(data, 'results')
    with open(blocked, 'w'):
        pass
    for more in ([], ['-o', world.path('out')]):
        done = world.run('submit', '--wait', *more, 'sea', *SMALL).check(5)
        assert not done.out and 'cannot be written' in done.err, done
        assert re.search(r'still at the service. “simmerctl wait [0-9a-f]+” fetches it', done.err), done
    os.unlink(blocked)
    task = world.run('list', '--json').check().objects[0]['id']
    with open(world.run('wait', task).check().lines[0], 'rb') as file:
        assert file.read(8) == b'\x89PNG\r\n\x1a\n'


def test_saved_paths_stand_in_the_json(world):
    world.generator()
    out = world.path('out', 'new', 'folder')
    task = world.run('submit', '--json', '--wait', '-o', out, 'sea', *SMALL).check().object
    assert os.path.dirname(task['results'][0]['path']) == out, task


def test_save_copies_the_results_of_an_ended_task(world):
    world.generator()
    task = world.run('submit', '--json', '--wait', 'sea', *SMALL).check().object
    result = world.run('save', task['id'], world.path('out')).check()
    with open(result.lines[0], 'rb') as copy, open(task['results'][0]['path'], 'rb') as original:
        assert copy.read() == original.read()
    blocked = world.run('save', task['id'], '/proc/no/such/folder').check(5)
    assert blocked.err and not blocked.out, blocked


def test_save_of_a_running_task_says_that_there_is_nothing_yet(world):
    world.generator()
    task = world.submit(LONG)
    assert 'no results' in world.run('save', task, world.path('out')).check(5).err


def test_track_asks_once_and_prints_what_the_service_says(world):
    generator = world.generator()
    remote = generator.ask('POST', '/api/v1/generate', {'prompt': LONG})['taskId']
    generator.forget_log()
    task = world.run('track', '--json', remote).check().object
    check_object(task)
    assert task['remoteId'] == remote and task['status'] in ('PENDING', 'IN_PROGRESS'), task
    assert len(generator.questions(remote)) == 1, generator.log()
    text = world.run('track', remote).check()
    assert remote in text.out and task['id'] in text.out, text


def test_track_takes_several_ids_and_addresses(world):
    generator = world.generator()
    remotes = [generator.ask('POST', '/api/v1/generate', {'prompt': f'sea {n}', 'width': 64, 'height': 64})['taskId']
               for n in range(2)]
    result = world.run('track', '--wait', '--json', *world.server(generator), remotes[0],
                       f'{generator.url}/api/v1/generate/status/{remotes[1]}').check()
    tasks = {task['remoteId']: task for task in result.objects}
    assert set(tasks) == set(remotes), result
    assert all(task['status'] == 'COMPLETED' for task in tasks.values()), result


def test_track_of_an_unknown_task_is_refused(world):
    world.generator()
    result = world.run('track', 'no-such-task').check(5)
    assert 'no-such-task' in result.err or 'know' in result.err, result


def test_track_of_what_is_no_id_ends_and_can_be_removed(world):
    world.generator()
    result = world.run('track', '../../x').check(5)
    assert '../../x: ' in result.err, result
    task = world.run('list', '--json').check().object
    assert task['status'] == 'FAILED' and task['tracking'] == 'ended', task
    world.run('remove', task['id']).check()
    assert not world.run('list').check().lines


def test_list_shows_tasks_newest_first(world):
    world.generator()
    assert 'no tasks' in world.run('list').check().err
    world.run('submit', '--wait', 'first', *SMALL).check()
    second = world.submit(LONG + ' second')
    text = world.run('list').check()
    assert len(text.lines) == 2 and 'second' in text.lines[0] and 'first' in text.lines[1], text
    assert text.lines[0].startswith(second[:8]), text
    tasks = world.run('list', '--json').check().objects
    assert [task['title'] for task in tasks] == [LONG + ' second', 'first'], tasks
    for task in tasks:
        check_object(task)
    assert [task['id'] for task in world.run('list', '--json', '--active').check().objects] == [second]


def test_tasks_are_named_by_id_prefix_and_remote_id(world):
    world.generator()
    task = world.show(world.submit(LONG))
    for name in (task['id'], task['id'][:4], task['id'][:12], task['remoteId']):
        assert world.show(name)['id'] == task['id'], name
    for name in (task['id'][:3], 'ffffffff-no-such', ''):
        missing = world.run('show', name).check(2)
        assert missing.out == '' and 'simmerctl list' in missing.err, missing


def test_an_ambiguous_name_lists_the_candidates(world):
    first = world.generator()
    second = world.generator(name='second')
    world.run('track', 'same-id')
    world.run('track', *world.server(second), 'same-id')
    tasks = world.run('list', '--json').check().objects
    assert len(tasks) == 2 and first.url != second.url, tasks
    result = world.run('show', 'same-id').check(2)
    assert all(task['id'] in result.err for task in tasks), result
    assert result.out == '', result


def test_cancel_ends_a_waiting_and_a_running_task(world):
    world.generator('--workers', '1')
    tasks = [world.submit(LONG) for _ in range(2)]
    result = world.run('cancel', *tasks).check()
    assert result.err.count('Cancelled') == 2 and result.out == '', result
    for task in tasks:
        assert world.show(task)['status'] == 'CANCELLED'
    again = world.run('cancel', tasks[0]).check(5)
    assert 'ended' in again.err, again


def test_retry_keeps_the_task_and_counts_the_attempt(world):
    world.generator()
    failed = world.run('submit', '--json', '--wait', '[fail-once] sea', *SMALL).check(1).object
    check_object(failed)
    assert failed['status'] == 'FAILED' and failed['error']['message'], failed
    again = world.run('retry', '--json', '--wait', failed['id']).check().object
    assert again['id'] == failed['id'] and again['attempt'] == 2, again
    assert again['status'] == 'COMPLETED' and again['error'] is None, again
    assert 'done' in world.run('retry', failed['id']).check(5).err


def test_remove_forgets_ended_tasks_alone(world):
    world.generator()
    ended = world.run('submit', '--json', '--wait', 'sea', *SMALL).check().object['id']
    running = world.submit(LONG)
    result = world.run('remove', ended, running).check(5)
    assert 'cancel' in result.err, result
    assert [task['id'] for task in world.run('list', '--json').check().objects] == [running]


def test_show_tells_all_and_asks_nobody(world):
    generator = world.generator()
    task = world.run('submit', '--json', '--wait', '[fail] a storm', *SMALL).check(1).object
    generator.forget_log()
    text = world.run('show', task['id']).check()
    for part in ('a storm', task['id'], task['remoteId'], task['error']['message'], task['error']['hint']):
        assert part in text.out, (part, text)
    assert generator.log() == []


def test_accounts_are_listed(world):
    generator = world.generator(name='other')
    world.run('track', *world.server(generator), 'x')
    accounts = {account['id']: account for account in world.run('accounts', 'list', '--json').check().objects}
    assert accounts['builtin']['server'] is None, accounts
    assert [a['server'] for a in accounts.values() if a['id'] != 'builtin'] == [generator.url], accounts
    assert len(world.run('accounts').check().lines) == 2
    for verb in ('add', 'edit', 'remove', 'test'):
        assert '“x”' in world.run('accounts', verb, 'x').check(2).err
    assert 'always there' in world.run('accounts', 'remove', 'builtin').check(2).err


def test_an_account_is_set_up_tried_edited_and_removed(world):
    generator = world.generator(name='other')
    keyring = os.path.join(world.env['XDG_DATA_HOME'], 'keyring')
    env = dict(world.env, DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent', SECRET_BACKEND='file',
               SECRET_FILE_TEST_PATH=keyring, SECRET_FILE_TEST_PASSWORD='of the portal')
    env.pop('SIMMER_TOKEN', None)
    # libsecret's file forgets to free the old tag of what it loads and then writes.
    env['ASAN_OPTIONS'] = env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'

    def run(*words, given='', env=env):
        done = subprocess.run([SIMMERCTL, 'accounts', *words], env=env, input=given, capture_output=True,
                              text=True, check=False)
        assert not generator.token or generator.token not in done.stdout + done.stderr
        return Result(done.args, done.returncode, done.stdout, done.stderr)

    name = run('add', 'generate-v1', generator.url, 'Mine', given='wrong\n').check().out.split()[0]
    assert run('test', name).check(5).err
    run('edit', name, given=generator.token + '\n').check()
    run('test', name).check()
    assert os.path.exists(keyring)
    with open(keyring, 'rb') as file:
        assert generator.token.encode() not in file.read()
    second = run('add', 'generate-v1', generator.url).check().out.split()[0]
    assert second == name + '#2'
    assert 'Renamed' in run('edit', second, 'Renamed').check().out
    known = run('show', '--json', name, second).check().objects
    assert [list(account) for account in known] == [ACCOUNT_FIELDS] * 2, known
    assert run('edit', '--json', name, known[0]['name']).check().objects == known[:1]
    assert run('set', '--json', name, 'live=yes').check().objects == known[:1]
    assert run('test', '--json', name).check().objects == known[:1]
    assert run('test', '--json', second).check(5).out == ''
    assert run('remove', '--json', name, second).check().objects == known
    assert len(run('list').check().lines) == 1
    again = run('add', '--json', 'generate-v1', generator.url, known[0]['name']).check().objects
    assert again == known[:1], again
    assert run('remove', name).check().out == ''

    nobody = dict(env, SECRET_BACKEND='service')
    assert 'keyring' in run('add', 'generate-v1', generator.url, given='key\n', env=nobody).check(1).err


def test_an_account_is_followed_as_the_person_wishes(world):
    generator = world.generator()
    task = world.show(world.submit('[duration=8] sea', *SMALL))
    usual = world.run('accounts', 'show', 'builtin').check().lines
    assert usual[1] == 'live=yes pace=usual shortest=usual longest=usual limit=3600', usual
    world.run('accounts', 'set', 'builtin', 'live=no', 'shortest=2', 'longest=2', 'limit=none').check()
    wishes = world.run('accounts', 'show', 'builtin', '--json').check().objects[0]
    assert [wishes[key] for key in ('live', 'pace', 'shortest', 'longest', 'limit')] == [False, 'usual', 2, 2, None]
    generator.forget_log()
    world.run('wait', task['id']).check()
    times = [entry['at'] for entry in generator.questions(task['remoteId'])]
    assert len(times) >= 2 and all(b - a > 1900 for a, b in zip(times[1:], times[2:])), times

    for wrong in ('live=perhaps', 'pace=slow', 'shortest=-1', 'longest=nan', 'limit=usual', 'shortest=3', 'frequency=1', 'live'):
        refused = world.run('accounts', 'set', 'builtin', wrong).check(2)
        assert refused.out == '' and refused.err.startswith('simmerctl: '), refused
    assert world.run('accounts', 'show', 'builtin', '--json').check().objects[0] == wishes


@terminal_alone
def test_the_command_line_counts_before_the_account(world):
    # Not with the application: it follows tasks in its own rhythm.
    generator = world.generator()
    world.run('accounts', 'set', 'builtin', 'live=no', 'shortest=2', 'longest=2').check()
    task = world.show(world.submit('[duration=10] sea', *SMALL))
    generator.forget_log()
    world.run('wait', '--interval', '0.3', task['id']).check()
    times = [entry['at'] for entry in generator.questions(task['remoteId'])]
    assert min(b - a for a, b in zip(times[1:], times[2:])) < 1900, times


def test_a_server_is_used_with_a_credential_from_the_environment_alone(world):
    generator = world.generator(name='other')
    server = world.server(generator)
    task = world.run('submit', '--wait', '--json', '--profile', 'generate-v1', *server, 'sea', *SMALL).check().object
    assert task['account'] != 'builtin' and task['status'] == 'COMPLETED', task
    for folder, _, names in os.walk(world.path('data')):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as file:
                assert generator.token.encode() not in file.read(), name


def test_a_wrong_credential_is_refused(world):
    generator = world.generator(name='other')
    server = world.server(generator)
    world.env['SIMMER_TOKEN'] = 'wrong'
    for args in (('submit', 'sea'), ('submit', '--wait', 'sea'), ('track', 'x'), ('track', '--wait', 'x')):
        result = world.run(*args, *server).check(5)
        assert 'key' in result.err and result.out == '', result


@terminal_alone
def test_the_credential_goes_to_the_service_of_the_named_tasks(world):
    # Not with the application: it follows tasks with the credentials that it has.
    generator = world.generator(name='other')
    task = world.run('submit', '--json', *world.server(generator), 'sea', *SMALL).check().object
    world.run('wait', task['id']).check()
    running = world.run('submit', '--json', *world.server(generator), LONG).check().object
    del world.env['SIMMER_TOKEN']
    world.run('wait', running['id']).check(5)


def test_a_profile_may_be_a_file(world):
    generator = world.generator(name='other')
    missing = world.run('submit', '--profile', './no.json', *world.server(generator), 'sea').check(2)
    assert 'profile' in missing.err, missing
    unknown = world.run('submit', '--profile', 'no-such', *world.server(generator), 'sea').check(2)
    assert '“no-such”' in unknown.err, unknown
    broken = world.path('broken.json')
    with open(broken, 'w', encoding='utf-8') as file:
        file.write('{"id": ')
    refused = world.run('submit', '--profile', broken, *world.server(generator), 'sea').check(2)
    assert broken in refused.err and 'answer' not in refused.err, refused


def test_profiles_are_listed_shown_and_checked(world):
    listed = world.run('profiles', 'list').check()
    assert {line.split()[0] for line in listed.out.splitlines()} >= {'fal', 'generate-v1', 'replicate'}, listed
    assert world.run('profiles').check().out == listed.out
    shown = world.run('profiles', 'show', 'fal').check()
    assert 'https://queue.fal.run' in shown.out and 'outcome' in shown.out, shown
    described = world.run('profiles', 'show', '--json', 'replicate').check().object
    assert described['id'] == 'replicate' and 'cancel' in described['requests'], described
    world.run('profiles', 'show', 'no-such').check(1)
    world.run('profiles', 'sing').check(2)

    good = world.path('good.json')
    with open(good, 'w', encoding='utf-8') as file:
        json.dump({'id': 'mine', 'name': 'Mine', 'requests': {'status': {'path': '/{id}'}}}, file)
    assert world.run('profiles', 'check', good).check().out == ''
    bad = world.path('bad.json')
    with open(bad, 'w', encoding='utf-8') as file:
        file.write('{\n"id": "BAD",\n"name": "Bad",\n"requests": {\n"status": {\n"pth": "/x" } } }')
    faults = world.run('profiles', 'check', good, bad).check(1).out.splitlines()
    assert [fault.split(':')[:2] for fault in faults] == [[bad, '2'], [bad, '5'], [bad, '6']], faults
    assert 'requests.status.pth' in faults[2], faults
    first = json.loads(world.run('profiles', 'check', '--json', bad).check(1).out.splitlines()[0])
    assert first['line'] == 2 and first['member'] == 'id' and first['reason'], first
    world.run('profiles', 'check', './no.json').check(1)


def test_a_broken_profile_of_ones_own_is_reported_and_left_out(world):
    folder = os.path.join(world.env['XDG_DATA_HOME'], 'simmer', 'profiles')
    os.makedirs(folder)
    for name, text in (('mine', '{"id":"mine","name":"Mine","requests":{"status":{"path":"/{id}"}}}'),
                       ('broken', '{"id":"broken"'), ('half', '{"id":"half","name":"Half"}')):
        with open(os.path.join(folder, f'{name}.json'), 'w', encoding='utf-8') as file:
            file.write(text)
    listed = world.run('profiles').check()
    ids = [line.split()[0] for line in listed.out.splitlines()]
    assert 'mine' in ids and 'fal' in ids and 'broken' not in ids and 'half' not in ids, listed
    assert 'broken.json' in listed.err and 'half.json' in listed.err, listed
    assert 'Mine' in world.run('profiles', 'show', 'mine').check().out


def test_an_account_whose_profile_is_gone_is_told_and_its_tasks_wait(world):
    mine = world.path('mine.json')
    with open(mine, 'w', encoding='utf-8') as file:
        json.dump({'id': 'mine', 'name': 'Mine', 'requests': {'status': {'path': '/{id}'}}}, file)
    world.run('accounts', 'add', mine, 'http://127.0.0.1:9', 'My Backend', text_input='\n')
    added = world.run('accounts', 'list').check()
    account = next(line.split()[0] for line in added.out.splitlines() if 'My Backend' in line)
    world.run('track', '--account', account, 'r1').check(5)
    where = os.path.join(world.env['XDG_DATA_HOME'], 'simmer', 'profiles', 'mine.json')
    os.unlink(where)

    gone = world.run('accounts', 'list').check()
    assert 'My Backend' in gone.err and '“mine”' in gone.err, gone
    assert [task['status'] for task in world.run('list', '--json').check().objects] == ['PENDING']
    shutil.copy(mine, where)
    again = world.run('accounts', 'list').check()
    assert again.err == '' and 'My Backend' in again.out, again


class SoundMaker(http.server.BaseHTTPRequestHandler):
    """A service whose answer about a task that is done is what it made."""

    sound = b'ID3\x04' + os.urandom(1024) * 6 * 1024

    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'audio/mpeg')
        if self.path.endswith('/announced'):
            self.send_header('Content-Length', str(len(self.sound)))
        elif self.path.endswith('/endless'):
            self.send_header('Content-Length', str(64 << 20))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(self.sound)

    def log_message(self, format, *args):
        pass


def test_a_result_in_the_answer_may_be_larger_than_an_answer(world):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), SoundMaker)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    world.ending.append(server.server_close)
    world.ending.append(server.shutdown)
    world.env['SIMMER_TOKEN'] = 'key'
    where = ['--profile', 'stability', '--server', f'http://127.0.0.1:{server.server_address[1]}']
    for name in ('announced', 'not-announced'):
        out = world.path('out', name)
        done = world.run('track', '--wait', '--json', '-o', out, *where, name).check().object
        with open(done['results'][0]['path'], 'rb') as file:
            assert file.read() == SoundMaker.sound, done['results']
    endless = world.run('track', *where, 'endless').check(5)
    assert '32' in endless.err, endless


def test_exit_code_0_1_and_3_tell_how_tasks_ended(world):
    world.generator()
    world.run('submit', '--wait', 'sea', *SMALL).check(0)
    world.run('submit', '--wait', '[fail]', *SMALL).check(1)
    waiting = world.start('submit', '--wait', LONG)
    waiting.wait_for_talk('Ordered as ([0-9a-f]+)')
    task = re.search('Ordered as ([0-9a-f]+)', waiting.talk)[1]
    wait_for(lambda: world.show(task)['remoteId'], 'accepted')
    world.run('cancel', task).check()
    waiting.end().check(3)


def test_exit_code_2_says_what_is_wrong(world):
    for args in ((), ('frobnicate',), ('submit',), ('submit', '  '), ('wait',), ('wait', 'none-such'),
                 ('list', 'x'), ('wait', '--timeout', 'soon', 'x'), ('submit', '--server', 'no address', 'sea'),
                 ('submit', '-a', 'nobody', 'sea'), ('--frobnicate',)):
        result = world.run(*args).check(2)
        assert result.err.startswith('simmerctl: ') and result.out == '', result


def test_exit_code_4_when_the_time_is_over(world):
    world.generator()
    task = world.submit(LONG)
    result = world.run('wait', '--timeout', '0.5', task).check(4)
    assert 'simmerctl wait ' + task[:8] in result.err, result
    assert world.show(task)['status'] in ('PENDING', 'IN_PROGRESS')


def test_exit_code_4_when_the_task_s_own_time_is_over(world):
    world.generator()
    world.run('accounts', 'set', 'builtin', 'limit=1').check()
    late = world.run('submit', '--json', '--wait', LONG).check(4).object
    assert late['status'] == 'FAILED' and late['error']['code'] == 'timed-out', late
    assert 'simmerctl' not in late['error']['message'], late
    world.run('wait', late['id']).check(4)


def test_exit_code_5_when_the_service_cannot_be_reached(world):
    generator = world.generator(name='other')
    server = world.server(generator)
    generator.stop()
    for args in (('submit', 'sea'), ('track', 'x')):
        result = world.run(*args, *server).check(5)
        assert result.err and result.out == '', result


def test_the_worst_of_several_tasks_gives_the_exit_code(world):
    world.generator('--workers', '4')
    good = world.submit('sea', *SMALL)
    bad = world.submit('[fail]', *SMALL)
    cancelled = world.submit(LONG)
    world.run('cancel', cancelled).check()
    world.run('accounts', 'set', 'builtin', 'limit=1').check()
    late = world.run('submit', '--json', '--wait', LONG).check(4).object['id']
    world.run('accounts', 'set', 'builtin', 'limit=none').check()
    long = world.submit(LONG)

    # 5 before 4 before 1 before 3 before 0, in whichever order they are named
    for code, tasks in ((0, [good]), (3, [good, cancelled]), (1, [cancelled, bad, good]),
                        (4, [late, bad, cancelled, good]), (4, [bad, late])):
        world.run('wait', *tasks).check(code)
        world.run('wait', *tasks[::-1]).check(code)
    world.run('wait', '--timeout', '1', good, bad, long).check(4)
    # Not to be able to save what is done comes before all that.
    for tasks in ((late, good), (good, bad)):
        world.run('wait', '-o', '/proc/nowhere', *tasks).check(5)


def test_an_interrupt_ends_with_130_and_the_task_goes_on(world):
    world.generator()
    waiting = world.start('submit', '--wait', '[duration=3] sea', *SMALL)
    waiting.wait_for_talk(r'sea: (?!being sent)')
    waiting.send(signal.SIGINT)
    result = waiting.end().check(130)
    task = re.search('simmerctl wait ([0-9a-f]{8})', result.err)
    assert task, result
    assert os.path.isfile(world.run('wait', task[1]).check().lines[0])


def test_a_request_to_end_ends_with_143(world):
    world.generator()
    waiting = world.start('submit', '--wait', LONG)
    waiting.wait_for_talk('Ordered as')
    waiting.send(signal.SIGTERM)
    waiting.end().check(143)


def test_quiet_says_nothing_but_data(world):
    world.generator()
    result = world.run('submit', '--quiet', '--wait', 'sea', *SMALL).check()
    assert result.err == '' and len(result.lines) == 1, result
    failed = world.run('submit', '-q', '--wait', '[fail]', *SMALL).check(1)
    assert failed.out == '', failed


@terminal_alone
def test_the_interval_of_the_person_is_kept(world):
    # Not with the application: it follows tasks in its own rhythm.
    generator = world.generator()
    task = world.show(world.submit('[duration=5] sea', *SMALL))
    generator.forget_log()
    world.run('wait', '--interval', '2', task['id']).check()
    times = [entry['at'] for entry in generator.questions(task['remoteId'])]
    assert 2 <= len(times) <= 5, times
    assert all(b - a > 1900 for a, b in zip(times, times[1:])), times


@terminal_alone
def test_the_preferences_count_where_nothing_else_is_said(world):
    # Not with the application: it has read the preferences before they are written here.
    generator = world.generator()
    folder = world.path('config', 'glib-2.0', 'settings')
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'keyfile'), 'w', encoding='utf-8') as file:
        file.write('[io/github/simmer_app/Simmer]\npoll-minimum=2\npoll-maximum=2\nlive-updates=false\n')
    env = world.environment(GSETTINGS_BACKEND='keyfile')

    def gaps(*words):
        task = world.show(world.submit('[duration=10] sea', *SMALL))
        generator.forget_log()
        world.run('wait', *words, task['id'], env=env).check()
        times = [entry['at'] for entry in generator.questions(task['remoteId'])]
        return [b - a for a, b in zip(times, times[1:])]

    chosen = gaps()
    assert len(chosen) >= 1 and all(gap > 1900 for gap in chosen[1:]), chosen
    assert min(gaps('--interval', '0.3')[1:]) < 1900
    world.run('accounts', 'set', 'builtin', 'longest=0.5').check()
    assert min(gaps()[1:]) < 1900


def test_output_that_cannot_be_written_is_told(world):
    world.generator()
    with open('/dev/full', 'w', encoding='utf-8') as full:
        done = subprocess.run([SIMMERCTL, 'accounts'], env=world.env, stdout=full, stderr=subprocess.PIPE,
                              text=True, check=False)
    Result(done.args, done.returncode, '', done.stderr).check(1)
    assert 'could not be written' in done.stderr, done.stderr


def test_a_closed_stream_is_no_file_that_is_opened_later(world):
    world.generator()
    world.submit('--wait', 'sea', *SMALL)

    def run(*args, close):
        return subprocess.run(['/bin/sh', '-c', f'exec "$0" "$@" {close}', SIMMERCTL, *args], env=world.env,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    closed = run('list', close='>&-')
    assert closed.returncode == 1 and 'could not be written: Bad file descriptor' in closed.stderr, closed
    assert run('submit', '-', close='<&-').returncode == 2
    silent = run('submit', '--wait', 'sea', *SMALL, close='2>&-')
    assert silent.returncode == 0 and os.path.isfile(silent.stdout.strip()), silent
    assert [task['status'] for task in world.run('list', '--json').check().objects] == ['COMPLETED'] * 2


def test_help_and_version_need_nothing(world):
    env = world.environment(HOME='/nonexistent', XDG_DATA_HOME='/nonexistent')
    assert world.run('--version', env=env).check().out.startswith('simmerctl ')
    for name in ('submit', 'track', 'wait', 'list', 'show', 'cancel', 'retry', 'remove', 'save', 'accounts'):
        assert name in world.run('--help', env=env).check().out
        assert '--json' in world.run(name, '--help', env=env).check().out


def test_the_manual_names_each_command_option_and_field(world):
    source = os.environ.get('SIMMER_SOURCE_DIR') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
    with open(os.path.join(source, 'docs', 'simmerctl.1'), encoding='utf-8') as file:
        manual = file.read().replace('\\-', '-')
    commands = re.findall(r'^  (\w+) +\S', world.run('--help').check().out.split('Commands:')[1], re.M)
    assert len(commands) == 12, commands
    words = set(FIELDS) | set(commands)
    for command in commands:
        words |= set(re.findall(r'--[a-z]+', world.run(command, '--help').check().out))
    missing = [word for word in words if word not in manual]
    assert not missing, missing


def test_a_store_that_cannot_be_opened_is_told(world):
    result = world.run('list', env=world.environment(XDG_DATA_HOME='/proc/nowhere')).check(1)
    assert result.err.startswith('simmerctl: ') and result.out == '', result


main(globals())
