// Other files that a configuration reads: environment blocks, further configurations, BLS entries, disc images.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareFileNames } from '../../../../src/dialects/grub/bls.ts';
import { parseEnvironmentBlock } from '../../../../src/dialects/grub/environment-block.ts';
import { grub } from '../../../../src/dialects/grub/index.ts';
import { defaultOf, PC, readGrub, volume } from './read-grub.ts';

const scratch = mkdtempSync(join(tmpdir(), 'baton-grub-files-'));
test.after(() => rmSync(scratch, { recursive: true }));

const has = (tool: string) => !spawnSync(tool, ['--version']).error;

/** grub-mkconfig's header, as far as it chooses the default. */
const HEADER = `if [ -s $prefix/grubenv ]; then set have_grubenv=true; load_env; fi
if [ "\${next_entry}" ]; then set default="\${next_entry}"; set next_entry=; save_env next_entry; set boot_once=true
else set default="\${saved_entry}"; fi
menuentry A { linux /vmlinuz; }
submenu B --id b { menuentry C { linux /vmlinuz; }
 menuentry D { linux /vmlinuz once=$boot_once; } }
`;

if (has('grub-editenv')) {
  test('the environment block that grub-editenv writes is read', () => {
    const file = join(scratch, 'grubenv');
    execFileSync('grub-editenv', [file, 'create']);
    execFileSync('grub-editenv', [file, 'set', 'saved_entry=b>1', 'back=a\\b', 'empty=', 'words=a b=c']);
    assert.equal(parseEnvironmentBlock(readFileSync(file, 'latin1')), [
      ['saved_entry', 'b>1'],
      ['back', 'a\\b'],
      ['empty', ''],
      ['words', 'a b=c'],
    ]);
  });
}

test('saved_entry is the default, and next_entry before it', async () => {
  const block = (text: string) => ({ '/boot/grub/grubenv': `# GRUB Environment Block\n${text}\n#####` });
  assert.is(defaultOf(await readGrub(HEADER, block('saved_entry=b>1'))), 'B > D');
  const once = await readGrub(HEADER, block('saved_entry=b>1\nnext_entry=A'));
  assert.is(defaultOf(once), 'A');
  assert.is(defaultOf(await readGrub(HEADER)), 'A');
});

test('load_env takes what it is asked for, and a block without its signature is none', async () => {
  const files = { '/e': '# GRUB Environment Block\na=1\nb=2\n', '/bad': 'a=1\n' };
  const { entries } = await readGrub('load_env --file /e b\nmenuentry x { linux /vmlinuz "<$a>" $b; }\n', files);
  assert.is(entries[0]!.cmdline, '<> 2');
  const bad = await readGrub('if load_env -f /bad; then menuentry x { true; }; fi\n', files);
  assert.is(bad.entries.length, 0);
  assert.match(bad.diagnostics[0]!.message, 'no environment block');
});

test('sourced files share variables, and their entries say where they come from', async () => {
  const { entries } = await readGrub('set a=1\nsource $prefix/part.cfg\nmenuentry main { linux /vmlinuz $b; }\n', {
    '/boot/grub/part.cfg': '\nset b=2\nset where=$config_directory\nmenuentry part { linux /vmlinuz $a $where; }\n',
  });
  assert.equal(
    entries.map(({ title, cmdline, config, line }) => [title, cmdline, config, line]),
    [
      ['part', '1 (hd0,gpt1)/boot/grub', '/boot/grub/part.cfg', 4],
      ['main', '2', '/boot/grub/grub.cfg', 3],
    ],
  );
});

test('extract_entries takes the entries and leaves the variables', async () => {
  const { entries } = await readGrub('extract_entries_source /x.cfg\nmenuentry b { linux /vmlinuz "<$v>"; }\n', {
    '/x.cfg': 'set v=1\nmenuentry a { linux /vmlinuz a; }\n',
  });
  assert.equal(
    entries.map(({ cmdline }) => cmdline),
    ['a', '<>'],
  );
});

test('the stub on an ESP leads to the configuration on another volume', async () => {
  const esp = volume('vda1', {
    '/EFI/debian/grub.cfg':
      "search.fs_uuid 2222 root hd0,gpt2\nset prefix=($root)'/boot/grub'\nconfigfile $prefix/grub.cfg\n",
  });
  const root = volume(
    'vda2',
    { '/boot/grub/grub.cfg': 'set timeout=3\nmenuentry a { linux /k; }\n', '/k': 'k' },
    { uuid: '2222' },
  );
  assert.equal(await grub.find(esp), ['/EFI/debian/grub.cfg']);
  const reading = await grub.read('/EFI/debian/grub.cfg', esp, [esp, root], PC);
  assert.equal([reading?.volume, reading?.config, reading?.timeout], ['vda2', '/boot/grub/grub.cfg', 3]);
  assert.equal(reading?.entries[0]?.kernel, { volume: 'vda2', path: '/k' });
  const alone = await grub.read('/EFI/debian/grub.cfg', esp, [esp], PC);
  assert.equal([alone?.config, alone?.entries.length], ['/EFI/debian/grub.cfg', 0]);
  assert.match(alone!.diagnostics[0]!.message, 'no filesystem with UUID 2222');
});

test('a file under two names is found once', async () => {
  const disk = volume('vda1', { '/grub/grub.cfg': 'menuentry a { true; }\n', '/boot': { link: '.' } });
  assert.equal(await grub.find(disk), ['/grub/grub.cfg']);
});

test('blscfg makes entries of BLS files, the newest first', async () => {
  const file = (version: string) =>
    `title Linux ${version}\nlinux /k-${version}\ninitrd /i-${version}\noptions root=x $kernelopts quiet\n`;
  const { entries } = await readGrub(
    'set kernelopts="ro rhgb"\nset default=m-6.1\nblscfg\nmenuentry last { linux /vmlinuz; }\n',
    {
      '/loader/entries/m-6.1.conf': file('6.1'),
      '/loader/entries/m-6.12.conf': file('6.12'),
      '/loader/entries/m-0-rescue.conf': file('0-rescue'),
      '/loader/entries/none.conf': 'title without a kernel\n',
      '/k-6.12': 'k',
      '/i-6.12': 'i',
    },
  );
  assert.equal(
    entries.map(({ id, default: isDefault }) => [id, isDefault]),
    [
      ['m-6.12', false],
      ['m-6.1', true],
      ['m-0-rescue', false],
      ['last', false],
    ],
  );
  assert.equal(
    [entries[0]!.title, entries[0]!.kernel?.path, entries[0]!.initrds[0]?.path, entries[0]!.cmdline],
    ['Linux 6.12', '/k-6.12', '/i-6.12', 'root=x ro rhgb quiet'],
  );
});

test('file names are ordered as by ls -v', () => {
  const names = ['a-1', 'a-1.10', 'a-1.2', 'a-1~rc', 'a-1a', 'a-10', 'a-2', 'b-0', 'a-1+x', 'a-01.3'];
  for (const name of names) writeFileSync(join(scratch, name), '');
  const sorted = execFileSync('ls', ['-v', ...names], { cwd: scratch, encoding: 'utf8' });
  assert.equal([...names].sort(compareFileNames), sorted.trim().split('\n'));
});

const isoTool = ['xorriso', 'genisoimage'].find(has);
if (isoTool) {
  test('kernels inside a disc image are found, and its loopback.cfg is a menu', async () => {
    const tree = join(scratch, 'iso');
    mkdirSync(join(tree, 'Live Dir'), { recursive: true });
    mkdirSync(join(tree, 'boot/grub'), { recursive: true });
    writeFileSync(join(tree, 'Live Dir', 'VMLinuz-long.name.with-dots'), 'kernel');
    writeFileSync(
      join(tree, 'boot/grub/loopback.cfg'),
      'menuentry inside { linux "/Live Dir/VMLinuz-long.name.with-dots" iso=$iso_path; }\n',
    );
    const image = join(scratch, 'live.iso');
    const args = ['-quiet', '-R', '-o', image, tree];
    execFileSync(isoTool, isoTool === 'xorriso' ? ['-as', 'mkisofs', ...args] : args, { stdio: 'ignore' });
    const { entries } = await readGrub(
      `set isofile=/live.iso
menuentry direct { loopback loop $isofile; linux '(loop)/Live Dir/VMLinuz-long.name.with-dots' findiso=$isofile; }
submenu sub { set iso_path=$isofile; export iso_path; loopback loop ($root)/live.iso; set root=(loop); configfile /boot/grub/loopback.cfg; }
menuentry gone { loopback loop $isofile; linux (loop)/gone; }
`,
      { '/live.iso': readFileSync(image) },
    );
    const kernel = { volume: 'vda1', path: '/Live Dir/VMLinuz-long.name.with-dots', image: '/live.iso' };
    assert.equal(entries[0]!.kernel, kernel);
    assert.equal(entries[0]!.diagnostics, []);
    assert.equal(
      [entries[1]!.title, entries[1]!.submenu, entries[1]!.kernel, entries[1]!.line],
      ['inside', ['sub'], kernel, 3],
    );
    assert.match(entries[2]!.diagnostics[0]!, '/gone does not exist on the disc image /live.iso on vda1');
  });
}

test.run();
