import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { examine } from '../../../src/commands/doctor/checks.ts';
import { type Facts, parseConfiguration, readFacts } from '../../../src/commands/doctor/facts.ts';

const healthy: Facts = {
  release: '6.1.0',
  configuration: parseConfiguration('CONFIG_KEXEC=y\nCONFIG_KEXEC_FILE=y\n# CONFIG_KEXEC_JUMP is not set\n'),
  configurationFile: '/boot/config-6.1.0',
  calls: { load: true, fileLoad: true },
  jump: undefined,
  restriction: undefined,
  secureBoot: undefined,
  loaded: false,
  crashLoaded: true,
  crashBytes: 2 ** 28,
  modules: new Set(['ext4']),
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
  ['kernel', { calls: { load: true, fileLoad: false } }, 'warning', /no kexec_file_load/],
  ['kernel', { calls: { load: false, fileLoad: true } }, 'warning', /no kexec_load:/],
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
  ['jump', { jump: true }, 'ok', /can jump into another one and back/],
  ['graphics', { modules: new Set(['nouveau', 'i915']) }, 'warning', /After nouveau and i915/],
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

test('the facts of this very machine can be read', async () => {
  const facts = await readFacts();
  assert.ok(facts.modules instanceof Set);
  assert.type(facts.calls.fileLoad, 'boolean');
  if (facts.configuration) assert.is(facts.configuration.get('CONFIG_KEXEC_FILE') === 'y', facts.calls.fileLoad);
});

test.run();
