// The rules of modprobe.d, compared with what the real modprobe would do.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Modprobe, type Wanted } from '../../../src/disks/modprobe.ts';
import { readModprobeConfig } from '../../../src/disks/modprobe-config.ts';
import { readModuleIndex } from '../../../src/disks/module-index.ts';
import { parseCmdline } from '../../../src/linux/cmdline.ts';
import { ensureTestTools } from '../../tools.ts';
import { makeModuleTree, modprobe } from './module-tree.ts';

await ensureTestTools(['unit']);

const test = suite('modprobe', { root: '' });
test.before((context) => {
  context.root = mkdtempSync(join(tmpdir(), 'baton-modprobe-'));
  makeModuleTree(
    context.root,
    {
      'disk-core': {},
      disk: { needs: ['disk-core'], aliases: ['pci:v00001234d*', 'fs-odd', 'usb:v1p00[0-3]*'] },
      rival: { aliases: ['pci:v00001234d0000*'] },
      cipher: { aliases: ['crypto-cipher'] },
      fast_cipher: { needs: ['cipher'], aliases: ['crypto-cipher'] },
      wisher: { needs: ['disk-core'], softdep: 'pre: crypto-cipher' },
      follower: {},
    },
    ['inside'],
  );
});
test.after(({ root }) => rmSync(root, { recursive: true }));

interface Case {
  /** What is asked for. */
  readonly words: readonly string[];
  /** Files by path below a directory that stands for `/`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly cmdline?: string;
}

const places = ['etc', 'run', 'lib'];

/** Asserts that for each word the same modules come with the same parameters. Returns what baton has to remark. */
function compare(root: string, { words, files = {}, cmdline }: Case): readonly string[] {
  const base = mkdtempSync(join(root, 'config-'));
  const directories = places.map((place) => join(base, place, 'modprobe.d'));
  for (const directory of directories) mkdirSync(directory, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
  const modules = join(root, 'lib/modules/1.0');
  const config = readModprobeConfig(modules, parseCmdline(cmdline ?? ''), directories);
  const ours = new Modprobe(readModuleIndex(modules), config);
  for (const word of words) {
    const real = modprobe(root, directories, ['--show-depends', word], cmdline);
    assert.equal(actions(ours, word), real.sort(), `${word} with ${JSON.stringify(files)} ${cmdline ?? ''}`);
  }
  return config.remarks.map((remark) => remark.replaceAll(base, ''));
}

/** What is done for a word, as `modprobe --show-depends` prints it, sorted: the order is a matter of waiting. */
function actions(of: Modprobe, word: string): string[] {
  const lines = new Set<string>();
  const visit = (wanted: Wanted): void => {
    const { name } = wanted;
    const path = of.index.path(name);
    const refusal = of.refusal(name);
    const parameters = of.parameters(wanted);
    let line = `insmod ${of.index.directory}/${path} ${parameters}`.trim();
    if (refusal !== undefined) line = `install ${/run in its place \((.*)\)/.exec(refusal)?.[1]} ${parameters}`.trim();
    else if (path === undefined) line = `builtin ${name}`;
    if ((path === undefined && refusal === undefined && !of.index.builtin(name)) || lines.has(line)) return;
    lines.add(line);
    const { before, after } = of.softDependencies(name);
    for (const each of [...of.index.dependencies(name).map((needed) => ({ name: needed })), ...before, ...after]) {
      visit(each);
    }
  };
  for (const wanted of of.find(word)) if (!of.isBlacklisted(wanted)) visit(wanted);
  return [...lines].sort();
}

const device = 'pci:v00001234d00001111sv0';

test('a name, an alias, and one of several modules; - and _ are the same; what is built in counts as there', ({
  root,
}) => {
  const words = [
    'disk',
    'disk_core',
    'disk-core',
    'fs-odd',
    'fs_odd',
    device,
    'crypto-cipher',
    'usb:v1p002x',
    'wisher',
  ];
  compare(root, { words: [...words, 'inside', 'nothing', 'pci:v9', 'usb:v1p004x'] });
});

test('a blacklisted module is passed over for its aliases, and loaded by its name or as a dependency', ({ root }) => {
  const files = { 'etc/modprobe.d/a.conf': 'blacklist rival\nblacklist cipher\nblacklist disk-core\n' };
  compare(root, { words: [device, 'rival', 'crypto-cipher', 'cipher', 'wisher', 'disk'], files });
});

test('options of several files are added together, in the order of the files, also those for an alias', ({ root }) => {
  const files = {
    'lib/modprobe.d/b.conf': 'options disk b=2\toptional="a b"\n',
    'etc/modprobe.d/c.conf': 'options disk c=3\noptions volume index=0 \nalias volume disk\n',
    'run/modprobe.d/a.conf': 'options   disk   a=1\noptions disk-core debug\n',
  };
  compare(root, { words: ['disk', 'volume', device, 'wisher'], files });
});

test('of files with the same name the first directory counts; other names than *.conf do not', ({ root }) => {
  const files = {
    'lib/modprobe.d/a.conf': 'options disk from=lib\n',
    'run/modprobe.d/a.conf': 'options disk from=run\n',
    'etc/modprobe.d/a.conf': '# nothing\n',
    'etc/modprobe.d/b.conf~': 'options disk backup\n',
    'etc/modprobe.d/README': 'options disk readme\n',
    'etc/modprobe.d/.hidden.conf': 'options disk hidden\n',
    'run/modprobe.d/b.conf': 'options disk b=1\n',
    'lib/modprobe.d/b.conf': 'options disk b=2\n',
  };
  compare(root, { words: ['disk'], files });
});

test('an alias of the configuration overrides modules and their own aliases, with wildcards; off is none', ({
  root,
}) => {
  const files = {
    'etc/modprobe.d/a.conf': [
      'alias my-disk* disk',
      'alias follower disk',
      'alias pci:v00001234d0000111* follower',
      'alias usb:v1p00[!4]* rival',
      'alias crypto-cipher off',
      'alias twice cipher',
      'alias twice rival and more',
    ].join('\n'),
  };
  const words = ['my_disk-7', 'my-disk', 'follower', device, 'usb:v1p002x', 'usb:v1p004x', 'crypto-cipher', 'twice'];
  compare(root, { words, files });
});

test('soft dependencies: the first line for a module counts, before and after, by name, alias or pattern', ({
  root,
}) => {
  const files = {
    'etc/modprobe.d/a.conf':
      'softdep follower pre: fs-odd not-there post: crypto-cipher\nsoftdep follower pre: rival\n',
    'etc/modprobe.d/zzz.conf': 'softdep wisher pre: rival\nsoftdep riv* lost post: disk\n',
  };
  compare(root, { words: ['follower', 'wisher', 'rival', device], files });
  compare(root, { words: ['wisher'], files: { 'etc/modprobe.d/a.conf': 'softdep wisher pre: rival\n' } });
});

test('modules that want each other softly are each loaded once', ({ root }) => {
  const files = { 'etc/modprobe.d/a.conf': 'softdep disk pre: rival post: follower\nsoftdep rival pre: disk\n' };
  compare(root, { words: ['disk', 'rival'], files });
});

test('a command in place of a module is not run, and the module not loaded, unless it has soft dependencies', ({
  root,
}) => {
  const files = {
    'etc/modprobe.d/a.conf': [
      'install disk-core /bin/false',
      'install not-there echo $CMDLINE_OPTS',
      'install wisher /bin/true',
      'install rival first',
      'install rival second',
      'remove follower rm -rf /',
    ].join('\n'),
  };
  const remarks = compare(root, { words: ['disk', 'disk_core', 'not-there', 'wisher', 'rival', 'follower'], files });
  assert.equal(remarks, [
    '/etc/modprobe.d/a.conf: the driver follower is never removed, so its command (rm -rf /) is not run.',
  ]);
});

test('lines go on behind a backslash; what is not understood is remarked on and passed over', ({ root }) => {
  const files = {
    'etc/modprobe.d/a.conf':
      'options disk a=1 \\\n  b=2\n  \n\t options rival c\\d\n#blacklist disk\n# goes on \\\nblacklist rival\n' +
      'blacklist\noptions disk\nalias disk\ninclude /etc/other\nblacklist disk # and more',
  };
  const remarks = compare(root, { words: ['disk', 'rival', device, 'fs-odd'], files });
  assert.equal(
    remarks.map((remark) => /: the line "(.*)" is not understood/.exec(remark)?.[1]),
    ['blacklist', 'options disk', 'alias disk', 'include /etc/other'],
  );
});

test("the kernel's command line adds parameters, quoted ones too, and modprobe.blacklist", (context) => {
  if (process.getuid?.() !== 0) {
    console.log('skipped: only root can show modprobe another command line');
    return;
  }
  const { root } = context;
  const files = { 'etc/modprobe.d/a.conf': 'options disk a=1\n' };
  const words = ['disk', 'disk-core', device, 'crypto-cipher', 'rival'];
  compare(root, { words, files, cmdline: 'quiet disk.b=2 root=/dev/x.y disk_core.debug disk.c.d=1 disk-core.x="a b"' });
  compare(root, {
    words,
    files,
    cmdline: 'disk.b="two words" "disk.c=three words" modprobe.blacklist=rival,fast_cipher',
  });
});

test("the kernel's own module_blacklist keeps a module out by its name, too", ({ root }) => {
  const modules = join(root, 'lib/modules/1.0');
  const config = readModprobeConfig(modules, parseCmdline('module_blacklist=disk-core,rival'), []);
  const ours = new Modprobe(readModuleIndex(modules), config);
  assert.match(ours.refusal('rival')!, /module_blacklist/);
  assert.match(ours.refusal('disk_core')!, /module_blacklist/);
  assert.is(ours.refusal('disk'), undefined);
});

test('any bytes make a configuration, without an exception', ({ root }) => {
  const directory = mkdtempSync(join(root, 'bytes-'));
  const words = [
    'alias',
    'options',
    'softdep',
    'install',
    'blacklist',
    'disk',
    'pre:',
    'post:',
    '*',
    '[',
    ']',
    '\\',
    '\n',
  ];
  let seed = 1;
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return (seed >> 8) % below;
  };
  for (let round = 0; round < 300; round++) {
    const parts = Array.from({ length: 40 }, () => words[next(words.length + 8)] ?? String.fromCharCode(next(256)));
    writeFileSync(join(directory, 'a.conf'), parts.join(next(2) === 0 ? ' ' : ''), 'latin1');
    const modules = join(root, 'lib/modules/1.0');
    const ours = new Modprobe(readModuleIndex(modules), readModprobeConfig(modules, [], [directory]));
    for (const word of ['disk', 'disk-core', device]) {
      for (const wanted of ours.find(word)) [ours.refusal(wanted.name), ours.parameters(wanted)];
    }
  }
});

test.run();
