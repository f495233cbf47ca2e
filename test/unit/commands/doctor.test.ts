import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { examine } from '../../../src/commands/doctor/checks.ts';
import { type Facts, parseConfiguration, readFacts } from '../../../src/commands/doctor/facts.ts';

const healthy: Facts = {
  release: '6.1.0',
  configuration: parseConfiguration('CONFIG_KEXEC=y\nCONFIG_KEXEC_FILE=y\nCONFIG_CRASH_DUMP=y\n'),
  configurationFile: '/boot/config-6.1.0',
  calls: { load: true, fileLoad: true },
  jump: undefined,
  restriction: undefined,
  secureBoot: undefined,
  loaded: false,
  crashLoaded: true,
  crashBytes: 2 ** 28,
  drivers: new Set(['ext4']),
  watchdogs: [],
  iommu: false,
};

function find(name: string, facts: Partial<Facts>): [string, string] {
  const check = examine({ ...healthy, ...facts }).find((one) => one.name === name);
  return [check!.verdict, check!.text];
}

test('of a machine where nothing stands in the way every check is ok', () => {
  assert.equal([...new Set(examine(healthy).map(({ verdict }) => verdict))], ['ok']);
});

for (const [name, facts, verdict, text] of [
  [
    'kernel',
    { calls: { load: false, fileLoad: false }, configuration: new Map([['CONFIG_KEXEC', 'y']]) },
    'failure',
    /without kexec \(CONFIG_KEXEC_FILE of \/boot\/config-6\.1\.0 not set\)/,
  ],
  ['kernel', { calls: { load: true, fileLoad: false } }, 'warning', /no kexec_file_load .*use a kernel that has it/],
  ['kernel', { calls: { load: false, fileLoad: true } }, 'warning', /no kexec_load \(CONFIG_KEXEC\):/],
  ['restriction', { restriction: { by: 'user' } }, 'unknown', /Run this as root/],
  [
    'restriction',
    { restriction: { by: 'sysctl', name: 'kexec_load_disabled' } },
    'failure',
    /sysctl kernel\.kexec_load_disabled/,
  ],
  ['restriction', { restriction: { by: 'lockdown', mode: 'integrity' } }, 'warning', /locked down \(integrity\)/],
  ['signatures', { secureBoot: true }, 'warning', /Secure Boot is on/],
  ['signatures', { configuration: new Map([['CONFIG_KEXEC_SIG_FORCE', 'y']]) }, 'warning', /CONFIG_KEXEC_SIG_FORCE/],
  ['crash', { crashBytes: 0 }, 'warning', /crashkernel=256M/],
  ['crash', { crashLoaded: false }, 'warning', /256 MiB are reserved/],
  ['jump', { configuration: undefined }, 'unknown', /cannot be read/],
  ['jump', {}, 'ok', /cannot jump back/],
  ['jump', { jump: false, configuration: undefined }, 'ok', /cannot jump back/],
  ['jump', { jump: true, release: '6.12.5-amd64' }, 'ok', /can jump into another one and back/],
  ['jump', { jump: true, release: '6.1.192-baton' }, 'ok', /can jump into another one and back/],
  ['jump', { jump: true, release: '6.12.4' }, 'ok', /crashes on the way back: that needs 6\.12\.5/],
  ['jump', { jump: true, release: '7.0-rc1' }, 'ok', /can jump into another one and back/],
  ['graphics', { drivers: new Set(['nouveau', 'i915']) }, 'warning', /After nouveau and i915/],
  [
    'watchdog',
    { watchdogs: [{ name: 'watchdog0', stoppable: false }] },
    'warning',
    /watchdog0 runs and cannot be stopped/,
  ],
] as const satisfies readonly (readonly [string, Partial<Facts>, string, RegExp])[]) {
  test(`${name}: ${verdict} for ${text.source}`, () => {
    const found = find(name, facts);
    assert.is(found[0], verdict);
    assert.match(found[1], text);
  });
}

/** The facts of a system whose files these are; a link is an array with where it leads. */
async function factsOf(files: Readonly<Record<string, string | Uint8Array | readonly [string]>>): Promise<Facts> {
  using directory = await temporaryDirectory();
  for (const [path, content] of Object.entries(files)) {
    const place = join(directory.path, path);
    mkdirSync(dirname(place), { recursive: true });
    if (Array.isArray(content)) symlinkSync(content[0], place);
    else writeFileSync(place, content as string);
  }
  return await readFacts(directory.path, '6.1.0');
}

/** What is said about one thing on such a system. */
async function about(name: string, files: Parameters<typeof factsOf>[0]): Promise<[string, string]> {
  const { calls: _, jump: __, ...facts } = await factsOf(files);
  return find(name, facts);
}

const efi = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
const root = process.getuid?.() === 0;

for (const [name, files, verdict, text] of [
  ['jump', { '/proc/config.gz': gzipSync('CONFIG_KEXEC_JUMP=y\n') }, 'ok', /can jump into another one, but crashes/],
  ['jump', { '/proc/config.gz': 'damaged', '/boot/config-6.1.0': '# no jump\n' }, 'ok', /cannot jump back/],
  ['jump', { '/lib/modules/6.1.0/config': 'CONFIG_KEXEC_JUMP=y\n' }, 'ok', /can jump into another one/],
  ['jump', { '/boot/config-6.2.0': 'CONFIG_KEXEC_JUMP=y\n' }, 'unknown', /cannot be read/],
  ['signatures', { '/boot/config-6.1.0': 'CONFIG_KEXEC_SIG_FORCE=y\n' }, 'warning', /sign your own/],
  ['signatures', { [efi]: Uint8Array.of(6, 0, 0, 0, 1) }, 'warning', /Secure Boot is on: sign/],
  ['signatures', { [efi]: Uint8Array.of(6, 0, 0, 0, 0) }, 'ok', /Secure Boot is off/],
  ['signatures', {}, 'ok', /no Secure Boot on this machine/],
  ['loaded', { '/sys/kernel/kexec_loaded': '1\n' }, 'ok', /A kernel is loaded/],
  ['loaded', { '/sys/kernel/kexec_loaded': '0\n' }, 'ok', /No kernel is loaded/],
  ['crash', { '/sys/kernel/kexec_crash_size': '0\n' }, 'warning', /Start with crashkernel=256M/],
  ['crash', { '/sys/kernel/kexec_crash_size': '268435456\n' }, 'warning', /256 MiB are reserved.*baton crash load/],
  [
    'crash',
    {
      '/boot/config-6.1.0': 'CONFIG_CRASH_DUMP=y\n',
      '/sys/kernel/kexec_crash_size': '268435456\n',
      '/sys/kernel/kexec_crash_loaded': '1\n',
    },
    'ok',
    /A crash kernel is loaded into 256 MiB/,
  ],
  ['crash', { '/boot/config-6.1.0': '# CONFIG_CRASH_DUMP is not set\n' }, 'warning', /CONFIG_CRASH_DUMP.*Use one that/],
  ['graphics', { '/proc/modules': 'ext4 999 1 - Live 0x0\nnouveau 9 0 - Live 0x0\n' }, 'warning', /After nouveau/],
  [
    'graphics',
    { '/sys/class/drm/card0/device/driver': ['../../bus/pci/drivers/i915'] },
    'warning',
    /After i915.*initrd/,
  ],
  ['graphics', { '/sys/class/drm/card0/device/driver': ['../../bus/pci/drivers/bochs-drm'] }, 'ok', /No graphics/],
  [
    'watchdog',
    { '/sys/class/watchdog/watchdog0/state': 'active\n', '/sys/class/watchdog/watchdog0/nowayout': '1\n' },
    'warning',
    /watchdog0 runs and cannot be stopped/,
  ],
  [
    'watchdog',
    { '/sys/class/watchdog/watchdog0/state': 'active\n', '/sys/class/watchdog/watchdog0/nowayout': '0\n' },
    'warning',
    /watchdog0 runs\. Stop it/,
  ],
  ['watchdog', { '/sys/class/watchdog/watchdog0/state': 'inactive\n' }, 'ok', /No watchdog runs/],
  ['iommu', { '/sys/class/iommu/dmar0/name': '' }, 'ok', /An IOMMU is in use.*iommu=pt/],
  ['iommu', {}, 'ok', /No IOMMU/],
  ...(root
    ? ([
        ['restriction', { '/proc/sys/kernel/kexec_load_disabled': '1\n' }, 'failure', /kexec_load_disabled.*sysctl\.d/],
        ['restriction', { '/proc/sys/kernel/kexec_load_limit_reboot': '0\n' }, 'failure', /kexec_load_limit_reboot/],
        [
          'restriction',
          { '/sys/kernel/security/lockdown': 'none [integrity] confidentiality\n' },
          'warning',
          /locked down \(integrity\).*sign your own/,
        ],
        ['restriction', { '/sys/kernel/security/lockdown': '[none] integrity\n' }, 'ok', /Neither a sysctl nor/],
      ] as const)
    : ([['restriction', {}, 'unknown', /Run this as root/]] as const)),
] as const satisfies readonly (readonly [string, Parameters<typeof factsOf>[0], string, RegExp])[]) {
  test(`${name}: ${verdict} where ${Object.keys(files).join(' and ') || 'no file'} tells of ${text.source}`, async () => {
    const found = await about(name, files);
    assert.is(found[0], verdict);
    assert.match(found[1], text);
  });
}

test('the facts of this very machine can be read', async () => {
  const facts = await readFacts();
  assert.ok(facts.drivers instanceof Set);
  assert.type(facts.calls.fileLoad, 'boolean');
  if (facts.configuration) assert.is(facts.configuration.get('CONFIG_KEXEC_FILE') === 'y', facts.calls.fileLoad);
});

test.run();
