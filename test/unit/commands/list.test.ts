// `baton list`, run as people run it.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const project = resolve(import.meta.dirname, '../../..');
const scratch = mkdtempSync(join(tmpdir(), 'baton-list-'));
test.after(() => rmSync(scratch, { recursive: true }));

function baton(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'src/cli.ts'), ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function place(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(scratch, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return join(scratch, name);
}

const root = place('root', {
  '.fs.json': '{"uuid":"2222-AAAA","label":"root","device":"/dev/vda2","type":"ext4"}',
  'boot/grub/grub.cfg': `set timeout=5
set default="more>1"
menuentry 'First' --id first { search --fs-uuid --set=root 1111-BBBB; linux /vmlinuz root=/dev/vda2 ro; initrd /initrd; }
submenu 'More' --id more {
  menuentry 'Gone' { linux /gone; }
  menuentry 'Second' { linux /boot/vmlinuz two; devicetree /boot/dtb; }
}
`,
  'boot/vmlinuz': 'kernel',
  'boot/dtb': 'tree',
});
const boot = place('boot', { '.fs.json': '{"uuid":"1111-BBBB","device":"/dev/vda1"}', vmlinuz: 'k', initrd: 'i' });

test('--json prints every entry in its stable shape', () => {
  const { status, stdout, stderr } = baton('list', '--json', root, boot);
  assert.equal([status, stderr], [0, '']);
  const common = { source: 'grub', config: '/boot/grub/grub.cfg', kind: 'linux', diagnostics: [] };
  assert.equal(JSON.parse(stdout), [
    {
      ...common,
      id: 'first',
      title: 'First',
      line: 3,
      kernel: { fs: '1111-BBBB', path: '/vmlinuz' },
      initrds: [{ fs: '1111-BBBB', path: '/initrd' }],
      devicetree: null,
      cmdline: 'root=/dev/vda2 ro',
      default: false,
      submenu: [],
    },
    {
      ...common,
      id: 'More>Gone',
      title: 'Gone',
      line: 5,
      kernel: { fs: '2222-AAAA', path: '/gone' },
      initrds: [],
      devicetree: null,
      cmdline: '',
      default: false,
      submenu: ['More'],
      diagnostics: [`line 5: /gone does not exist on ${root}`],
    },
    {
      ...common,
      id: 'More>Second',
      title: 'Second',
      line: 6,
      kernel: { fs: '2222-AAAA', path: '/boot/vmlinuz' },
      initrds: [],
      devicetree: { fs: '2222-AAAA', path: '/boot/dtb' },
      cmdline: 'two',
      default: true,
      submenu: ['More'],
    },
  ]);
});

test('for people: submenus, the default, places and problems', () => {
  const { status, stdout } = baton('list', root, boot);
  assert.is(status, 0);
  const lines = stdout.split('\n');
  assert.ok(lines[0]!.startsWith('/boot/grub/grub.cfg on ') && lines[0]!.endsWith('boots after 5 s'), lines[0]);
  for (const expected of [
    /^ {2}First {2}\(first, line 3\)$/,
    /^ {2}More >$/,
    /^ {2}\* Second/,
    /kernel +\/vmlinuz on .*boot$/,
    /! +line 5: \/gone does not exist/,
  ])
    assert.ok(
      lines.some((line) => expected.test(line)),
      String(expected),
    );
});

test('nothing to boot is said, with what was looked for', () => {
  const empty = place('empty', { file: '' });
  const { status, stdout, stderr } = baton('list', empty);
  assert.equal([status, stdout], [1, '']);
  assert.match(stderr, `nothing that can be booted was found on ${empty}`);
  assert.match(stderr, '/boot/grub/grub.cfg');
  assert.equal([baton('list', '--json', empty).status, baton('list', '--json', empty).stdout], [1, '[]\n']);
});

test('wrong usage ends with 2 and says what to do', () => {
  const bad = place('bad', { '.fs.json': '{' });
  for (const [args, message] of [
    [['list', '--nonsense'], '--nonsense'],
    [['list', join(scratch, 'none')], 'does not exist'],
    [['list', join(root, 'boot/vmlinuz')], /no filesystem that baton can read|only root can mount it/],
    [['list', bad], 'not valid JSON'],
    [['nonsense'], 'no command'],
  ] as const) {
    const { status, stderr } = baton(...args);
    assert.is(status, 2, args.join(' '));
    assert.match(stderr, message);
  }
});

test('help is printed', () => {
  assert.match(baton('list', '--help').stdout, 'Usage: baton list [--json] [PLACE]');
  assert.match(baton('list', '--help').stdout, 'Exit status');
  assert.is(baton('list', '--help').status, 0);
});

test('the installed system can be asked', () => {
  const { status, stdout } = baton('list', '--json');
  assert.ok(status === 0 || status === 1);
  assert.ok(Array.isArray(JSON.parse(stdout)));
});

test('baton.mjs runs the command on the pinned Node, from anywhere', () => {
  const script = join(project, 'build/baton.mjs');
  const help = spawnSync('node', [script, 'list', '--help'], { encoding: 'utf8', cwd: scratch });
  assert.equal([help.status, help.stdout], [0, baton('list', '--help').stdout]);
  assert.is(spawnSync('node', [script, 'nonsense'], { cwd: scratch }).status, 2);
});

test.run();
