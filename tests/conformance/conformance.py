#!/usr/bin/python3
"""simmerctl against a mock server made from the description of each service: the server accepts each
request that the service's profile makes, and each of its example answers is read right.

The descriptions beside this file hold what our profiles touch. With SIMMER_DESCRIPTIONS naming a
folder with the published ones (their names stand in x-simmer), these are served instead, with our
examples put into them, so that both requests and examples are held to what the service says."""

import functools
import glob
import json
import os
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'e2e'))
import prism  # noqa: E402
from simmer_e2e import BUILD, main  # noqa: E402

PUBLISHED = os.environ.get('SIMMER_DESCRIPTIONS')
PROFILES = os.path.join(HERE, '..', '..', 'data', 'profiles')
METHODS = ('get', 'post', 'put', 'patch', 'delete')
TOKEN = 'a-credential'
JSON = 'application/json'


def load(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)


class Service:
    """A profile, the stage that plays its service, and a home in which simmerctl knows it."""

    def __init__(self, world, folder, name):
        self.world = world
        self.ours = load(os.path.join(HERE, name + '.json'))
        self.own = self.ours['x-simmer']
        self.profile = load(os.path.join(PROFILES, name + '.json'))
        self.inputs = {key: json.dumps(value) for key, value in self.own.get('inputs', {}).items()}
        self.ids = 0
        self.usual = {}
        self.description = self.merge(self.read_published(folder)) if PUBLISHED else self.ours
        self.stage = prism.Stage(folder, self.description, world.root)
        world.ending.append(self.stage.stop)
        world.env['SIMMER_TOKEN'] = TOKEN
        self.mount = urllib.parse.urlsplit(self.profile['address']).path
        self.server = ['--profile', name, '--server', self.stage.server.url + self.mount]
        self.stage.wait()
        # What happens without trouble stands first.
        for method, path, code, _, content in contents(self.ours):
            for example in content.get('examples', {}):
                self.usual.setdefault((method.upper(), path), (code, example))
        self.stage.chosen.update(self.usual)

    def read_published(self, folder):
        path = os.path.join(PUBLISHED, self.own['published'])
        return prism.read_yaml(folder, path) if path.endswith('.yaml') else load(path)

    def merge(self, published):
        """Puts our examples into a published description, of which only what we ask for is kept."""
        for method, path, code, kind, content in contents(self.ours):
            there = resolve(published, published['paths'][path][method]['responses'][code])['content'][kind]
            examples = there.setdefault('examples', {})
            if 'example' in there:
                examples['published'] = {'value': there.pop('example')}
            for name, example in content.get('examples', {}).items():
                if name in examples:
                    # What they give as an example of a state must be read as that state, too.
                    examples[name + '-published'] = {
                        **examples[name], 'x-reads': {'status': example['x-reads']['status']}}
                examples[name] = example
        paths = {path: published['paths'][path] for path in self.ours['paths']}
        return {**published, 'paths': paths, 'servers': self.ours['servers'], 'x-simmer': self.own}

    def operation(self, verb):
        """Method and path, as the description has them, of the request for a verb."""
        request = self.profile['requests'][verb]
        path = request['path'][-1] if isinstance(request['path'], list) else request['path']
        path = self.mount + path.split('?')[0]
        for item in self.profile['inputs']:
            path = path.replace('{%s}' % item['name'], str(item.get('default')))
        method = request.get('method', 'GET')
        found = self.stage.find(method, path[len(self.stage.base):])
        assert found, f'{verb}: {method} {path} is not in the description'
        return method, found

    def examples(self, verb):
        """Each example of the answers to a verb: code, name, value, what Simmer must read in it."""
        method, path = self.operation(verb)
        for m, p, code, _, content in contents(self.description):
            if (m.upper(), p) == (method, path):
                for name, example in content.get('examples', {}).items():
                    yield code, name, example['value'], self.stage.localize(example.get('x-reads', {}))

    def choose(self, verb, code, example):
        self.stage.choose(*self.operation(verb), code, example)

    def choose_state(self, status):
        """From now on the service says that the task is in this state."""
        code, name = next((code, name) for code, name, _, reads in self.examples('status')
                          if reads.get('status') == status)
        self.choose('status', code, name)

    def new_id(self):
        self.ids += 1
        return f'{self.ids:08x}-0000-4000-8000-000000000000'

    def run(self, command, *args):
        return self.world.run(command, '--json', *self.server, *args)

    def submit(self, *args, **inputs):
        words = []
        for name, value in {**self.inputs, **inputs}.items():
            words += ['-i', f'{name}={value}']
        prompt = ['a lighthouse'] if any(i['name'] == 'prompt' for i in self.profile['inputs']) else []
        return self.run('submit', *args, *words, *prompt)

    def check(self):
        """That nothing was asked that the description does not allow."""
        assert not self.stage.violations(), '\n'.join(self.stage.violations())
        for asked in self.stage.elsewhere:
            assert TOKEN not in repr(asked.headers), f'a credential went elsewhere: {asked}'


def contents(description):
    """Each kind of answer: method, path, code, media type, and what stands of it in the description."""
    for path, item in description['paths'].items():
        for method in METHODS:
            for code, answer in item.get(method, {}).get('responses', {}).items():
                for kind, content in resolve(description, answer).get('content', {}).items():
                    yield method, path, code, kind, content


def resolve(description, part):
    while '$ref' in part:
        place, part = part['$ref'], description
        for name in place.removeprefix('#/').split('/'):
            part = part[name.replace('~1', '/').replace('~0', '~')]
    return part


def check_reads(task, reads, what):
    """That a task is what an example must be read as; of an object, the members that stand there."""
    for name, wanted in reads.items():
        got = task[name]
        if name == 'results':
            got = [result['uri'] for result in got]
        if isinstance(wanted, dict):
            got = {key: (got or {}).get(key) for key in wanted}
        assert got == wanted, f'{what}: {name} is {got!r}, not {wanted!r}\n{task}'


# What is asked of each service.

def check_mock(service):
    """The mock server does refuse what does not fit, or this whole test would show nothing."""
    method, path = service.operation('submit')
    status, headers, data = service.stage.prism.ask(method, path, {'Content-Type': JSON}, b'{"prompt": 5}')
    assert prism.get_violation(status, headers, data), (status, headers, data)


def check_states(service):
    """Each example of the answer to a question, for a task of its own."""
    seen = set()
    for code, name, _, reads in service.examples('status'):
        service.choose('status', code, name)
        answer = service.run('track', service.new_id())
        check_reads(answer.object, reads, f'{name}: {answer}')
        seen.add(answer.object['status'])
    assert seen >= {'PENDING', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED'} - set(
        service.own.get('never', [])), seen


def check_submissions(service):
    """Each example of the answer to a submission, and each value that the form offers."""
    for code, name, value, reads in service.examples('submit'):
        service.choose('submit', code, name)
        answer = service.submit().check(0 if code[0] == '2' else 5)
        check_reads(answer.object, reads, f'{name}: {answer}')
    service.choose('submit', *service.usual[service.operation('submit')])
    for item in service.profile['inputs']:
        values = item.get('enum') or [item[key] for key in ('minimum', 'maximum') if key in item]
        for value in values if item['type'] in ('string', 'integer', 'number') else []:
            service.submit(**{item['name']: value}).check()


def check_way(service):
    """A task's whole way: made, followed, done, its results fetched and saved."""
    service.choose_state('COMPLETED')
    done = service.submit('--wait', '--output', service.world.path('out')).check().object
    assert done['status'] == 'COMPLETED' and done['results'], done
    for result in done['results']:
        with open(result['path'], 'rb') as file:
            assert file.read() == prism.make_picture(), result


def check_cancellation(service):
    """A cancellation, and what had come of the task; where its answer says nothing, the next question
    tells that."""
    service.choose_state('PENDING')
    task = service.submit().check().object
    if 'CANCELLED' not in service.own.get('never', []):
        service.choose_state('CANCELLED')
    service.world.run('cancel', '--json', task['id']).check()
    usual = service.usual.get(service.operation('cancel'))
    reads = next((reads for code, name, _, reads in service.examples('cancel') if (code, name) == usual), {})
    check_reads(service.world.show(task['id']), {'status': 'CANCELLED', **reads}, 'cancelled')


def check_retry(service):
    service.choose_state('FAILED')
    task = service.submit('--wait').check(1).object
    service.choose_state('COMPLETED')
    again = service.world.run('retry', '--json', '--wait', task['id']).check().object
    assert again['attempt'] == 2 and again['status'] == 'COMPLETED', again


def check_account(service):
    """An account that is tried out: by the tasks that the service lists, or one that it cannot have."""
    added = service.world.run('accounts', 'add', service.server[1], service.server[3],
                              text_input=TOKEN + '\n').check(1)  # No keyring takes the credential.
    service.world.run('accounts', 'test', added.out.split()[0]).check()


def check_service(world, folder, name):
    service = Service(world, folder, name)
    check_mock(service)
    try:
        check_states(service)
        check_submissions(service)
        check_way(service)
        if 'cancel' in service.profile['requests']:
            check_cancellation(service)
        check_retry(service)
        check_account(service)
    finally:
        # What is not allowed is mostly why something else went wrong.
        service.check()
    missing = {verb for verb in service.profile['requests']
               if service.operation(verb) not in service.stage.operations_asked()}
    assert not missing, f'never asked: {missing}'


def make_tests(folder):
    """One for each description beside this file; their names are those of the profiles."""
    names = sorted(os.path.basename(path)[:-len('.json')] for path in glob.glob(os.path.join(PROFILES, '*.json')))
    return {'test_' + name: functools.partial(check_service, folder=folder, name=name)
            for name in names if os.path.exists(os.path.join(HERE, name + '.json'))}


try:
    main(make_tests(prism.install(BUILD)))
except prism.Missing as missing:
    print(f'1..0 # SKIP {missing}')
