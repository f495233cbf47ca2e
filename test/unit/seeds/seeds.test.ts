// Answers for installers: of which kind they are, and how the installers are told.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { seedFromFile, seedFromUrl } from '../../../src/seeds/apply.ts';
import { type SeedKind, seedKind } from '../../../src/seeds/kind.ts';

await ensureTools(['cpio']);

/** As the documentation of each has its first example. */
const examples: Readonly<Record<SeedKind, string>> = {
  kickstart: '# a comment\nlang en_US.UTF-8\nkeyboard us\nrootpw --lock\nautopart\n%packages\n@core\n%end\n',
  preseed: '#_preseed_V1\nd-i debian-installer/locale string en_US\nd-i netcfg/get_hostname string unassigned\n',
  autoinstall: '#cloud-config\nautoinstall:\n  version: 1\n  identity: {hostname: box}\n',
  'cloud-config': '#cloud-config\nusers:\n  - name: demo\n',
  ignition: '{\n  "ignition": { "version": "3.4.0" }\n}\n',
  autoyast:
    '<?xml version="1.0"?>\n<!DOCTYPE profile>\n<profile xmlns="http://www.suse.com/1.0/yast2ns">\n</profile>\n',
};
const kinds = Object.keys(examples) as SeedKind[];
const url = 'http://10.0.0.1/seeds/answers';

test('answers are known by what they say', () => {
  for (const kind of kinds) assert.is(seedKind(Buffer.from(examples[kind])), kind);
  for (const other of ['', 'hello\n', '{"a": 1}', '<html></html>', '\0\xff'.repeat(1000)])
    assert.is(seedKind(Buffer.from(other, 'latin1')), undefined, other.slice(0, 20));
});

test('whatever is in a file, what it is is known at once', () => {
  const start = performance.now();
  for (const piece of ['\n', ' ', '\n ', 'd-i ', '<', '{"ignition"', 'autoinstall', '#cloud-config\n ', '%'])
    seedKind(Buffer.from(piece.repeat(2 ** 18 / piece.length)));
  assert.ok(performance.now() - start < 30_000, `${performance.now() - start} ms`);
});

test('each installer is told the URL in its own words, before what is for the installed system', () => {
  const told = (kind: SeedKind, at = url) => seedFromUrl(kind, 'quiet --- splash', at).cmdline;
  assert.is(told('kickstart'), `quiet inst.ks=${url} --- splash`);
  assert.is(told('preseed'), `quiet auto=true priority=critical url=${url} --- splash`);
  assert.is(told('autoinstall'), `quiet autoinstall cloud-config-url=${url} --- splash`);
  assert.is(told('autoinstall', 'http://h/a/user-data'), 'quiet autoinstall ds=nocloud-net;s=http://h/a/ --- splash');
  assert.is(told('cloud-config'), `quiet cloud-config-url=${url} --- splash`);
  assert.is(
    told('ignition'),
    `quiet ignition.firstboot ignition.platform.id=metal ignition.config.url=${url} --- splash`,
  );
  assert.is(told('autoyast'), `quiet autoyast=${url} --- splash`);
});

test('what was said before is taken back', () => {
  assert.is(seedFromUrl('kickstart', 'inst.ks=http://old/ks a', url).cmdline, `a inst.ks=${url}`);
  const own = 'cloud-config-url=/dev/null ip=dhcp url=http://h/x.iso';
  assert.is(
    seedFromUrl('autoinstall', own, url).cmdline,
    `ip=dhcp url=http://h/x.iso autoinstall cloud-config-url=${url}`,
  );
});

/** The files that cpio takes out of what goes behind the initrds. */
async function unpacked<T>(kind: SeedKind, use: (root: string, cmdline: string) => T): Promise<T> {
  using directory = await temporaryDirectory();
  const { cmdline, archive } = seedFromFile(kind, 'quiet', Buffer.from(examples[kind]));
  execFileSync('cpio', ['-idm', '--quiet'], { cwd: directory.path, input: archive! });
  return use(directory.path, cmdline);
}

test('a file of this machine goes along in an archive, under the name that the cmdline says', async () => {
  const names: Partial<Record<SeedKind, [string, string]>> = {
    kickstart: ['ks.cfg', 'quiet inst.ks=file:/ks.cfg'],
    preseed: ['preseed.cfg', 'quiet auto=true priority=critical'],
    ignition: ['config.ign', 'quiet ignition.firstboot ignition.platform.id=metal'],
    autoyast: ['autoinst.xml', 'quiet autoyast=file:///autoinst.xml'],
  };
  for (const [kind, [name, expected]] of Object.entries(names) as [SeedKind, [string, string]][])
    await unpacked(kind, (root, cmdline) => {
      assert.is(cmdline, expected);
      assert.is(readFileSync(join(root, name), 'utf8'), examples[kind]);
    });
});

test('for cloud-init an initramfs of initramfs-tools puts it where the system finds it', async () => {
  await unpacked('autoinstall', (root, cmdline) => {
    assert.is(cmdline, 'quiet autoinstall ds=nocloud;s=file:///run/baton-seed/');
    // As its init does: everything in conf.d, and later param.conf, here with another root.
    const here = (script: string) => script.replaceAll(/(^|[\s>])\/(run|conf|baton)/g, `$1${root}/$2`);
    const conf = readFileSync(join(root, 'conf/conf.d/baton-seed'), 'utf8');
    mkdirSync(join(root, 'run'));
    writeFileSync(join(root, 'baton-seed.conf'), here(readFileSync(join(root, 'baton-seed.conf'), 'utf8')));
    execFileSync('sh', ['-ec', here(conf)]);
    execFileSync('sh', ['-ec', readFileSync(join(root, 'conf/param.conf'), 'utf8')]);
    assert.is(readFileSync(join(root, 'run/baton-seed/user-data'), 'utf8'), examples.autoinstall);
    assert.ok(existsSync(join(root, 'run/baton-seed/meta-data')));
  });
});

test.run();
