import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { entryKey } from '../../../src/entry/key.ts';
import { nextChoice } from '../../../src/policy/fallback.ts';
import { makePlan } from '../../../src/policy/plan.ts';
import { entry, reading } from '../entries.ts';

const debian = entry('Debian');
const old = entry('Debian, old', { default: true });

test('the default is the one of the boot loader, and the reason names its file', () => {
  const plan = makePlan([reading([debian, old], { timeout: 3 })], {});
  assert.is(plan.default, old);
  assert.is(plan.timeout, 3);
  assert.is(plan.reason, 'it is the default of /boot/grub/grub.cfg on vda2');
});

test('a setting names the default by title or id, and gives the timeout', () => {
  const named = entry('Rescue', { id: 'rescue-1' });
  for (const boot of ['Rescue', 'rescue-1']) {
    const plan = makePlan([reading([old, named], { timeout: 3 })], { boot, timeout: 0 });
    assert.is(plan.default, named);
    assert.is(plan.timeout, 0);
  }
});

test('a setting that names nothing leaves the default of the boot loader', () => {
  assert.is(makePlan([reading([debian, old])], { boot: 'Plan 9' }).default, old);
});

test('the first volume in order wins, and its own timeout counts', () => {
  const other = entry('Fedora', { volume: 'vdb1', default: true });
  const plan = makePlan([reading([old], { timeout: 7 }), reading([other], { volume: 'vdb1', timeout: 1 })], {});
  assert.is(plan.default, old);
  assert.is(plan.timeout, 7);
  assert.equal(plan.entries, [old, other]);
});

test('what lies at a URL that the settings name comes before the defaults of disks, but not before baton.boot', () => {
  const install = entry('Install', { default: true });
  const wanted = reading([install], { volume: 'http://h', config: '/a.ipxe', wanted: true, timeout: 0 });
  const readings = [reading([old], { timeout: 7, chosenBy: 'once' }), wanted];
  const plan = makePlan(readings, {});
  assert.equal([plan.default, plan.timeout, plan.reason], [install, 0, 'the settings name /a.ipxe on http://h']);
  assert.is(makePlan(readings, { boot: old.id }).default, old);
});

test('of what a server offers only its default boots by itself, and not an installer beside one that is for the disk', () => {
  const volume = 'http://h';
  const local = entry('Local disk', { kind: 'none', default: true, volume });
  const install = entry('Install', { kernel: { volume, path: '/vmlinuz-9.9' }, volume });
  const server = reading([local, install], { volume });
  assert.is(makePlan([server], {}).default, undefined);
  assert.is(makePlan([reading([debian]), server], {}).default, debian);
  const chosen = { ...install, default: true };
  assert.is(makePlan([reading([chosen], { volume })], {}).default, chosen);
  const plan = makePlan([reading([old]), server], {});
  assert.is(nextChoice(plan, new Set([entryKey(old)])), undefined);
});

test('a default that cannot be booted gives way to one that can', () => {
  const windows = entry('Windows', { kind: 'chainload', default: true });
  const waiting = entry('On another disk', { kernel: { path: '/vmlinuz', wants: 'UUID=1234' } });
  const plan = makePlan([reading([windows, waiting, debian])], {});
  assert.is(plan.default, debian);
  assert.is(plan.reason, 'its kernel is the newest of those that can be booted');
});

test('a unified kernel image can be booted, and so can a kernel in a disc image', () => {
  const unified = entry('Unified', { kind: 'uki', default: true });
  const inImage = entry('In an image', { kernel: { volume: 'vda2', path: '/vmlinuz', image: '/debian.iso' } });
  assert.is(makePlan([reading([debian, unified])], {}).default, unified);
  assert.is(makePlan([reading([inImage, debian])], {}).default, inImage);
});

test('without a timeout in the configuration a person has five seconds', () => {
  assert.is(makePlan([reading([debian])], {}).timeout, 5);
});

test('no reading makes an empty plan', () => {
  const plan = makePlan([], {});
  assert.is(plan.default, undefined);
  assert.equal(plan.entries, []);
});

/** As GRUB reads them: what is set for one boot, and what was saved. */
const saved = { chosenBy: 'saved', environmentBlock: { volume: 'vda1', path: '/grubenv' } } as const;
const fedora = entry('Fedora', { volume: 'vdb1', default: true });
const onceOnB = reading([fedora], { volume: 'vdb1', chosenBy: 'once' });

test('what was set for one boot comes before every other default, but not before the setting', () => {
  const readings = [reading([old, debian], saved), onceOnB];
  const once = makePlan(readings, { loader: { default: debian } });
  assert.equal([once.default, once.once], [fedora, true]);
  assert.is(once.reason, 'it was set for one boot in /boot/grub/grub.cfg on vdb1');
  const wished = makePlan(readings, { boot: 'Debian' });
  assert.equal([wished.default, wished.once], [debian, undefined]);
});

test("the firmware's variables: one boot before all configurations, a default before theirs", () => {
  const readings = [reading([old, debian], saved), onceOnB];
  const once = makePlan(readings, { loader: { oneShot: debian, default: fedora } });
  assert.equal([once.default, once.once], [debian, true]);
  assert.match(once.reason, 'LoaderEntryOneShot');
  const plan = makePlan([reading([old, debian], saved)], {
    loader: { default: debian, timeout: { seconds: 9, style: 'menu' } },
  });
  assert.equal([plan.default, plan.timeout, plan.style], [debian, 9, 'menu']);
  assert.match(plan.reason, 'LoaderEntryDefault');
  const bad = entry('Bad', { tries: { left: 0, done: 1 } });
  assert.is(makePlan([reading([old, debian, bad])], { loader: { preferred: bad, default: debian } }).default, debian);
});

test('what only the firmware can start is the default where there is a firmware that can be asked', () => {
  const windows = entry('Windows Boot Manager', { kind: 'efi', default: true });
  assert.is(makePlan([reading([debian, windows])], {}).default, debian);
  assert.is(makePlan([reading([debian, windows])], { loader: {} }).default, windows);
  assert.is(makePlan([reading([debian, windows])], { loader: { oneShot: debian } }).default, debian);
});

test('a saved default says where it is saved', () => {
  assert.is(makePlan([reading([old], saved)], {}).reason, 'it is the saved default in /grubenv on vda1');
});

test('where nothing may be written, what was set for one boot is obeyed and the reason says that it stays', () => {
  const plan = makePlan([onceOnB], { readonly: true });
  assert.is(plan.default, fedora);
  assert.match(plan.reason, /and stays so, because nothing may be written \(baton\.readonly\)$/);
  assert.not.match(makePlan([reading([old], saved)], { readonly: true }).reason, 'readonly');
});

test('a disc image with a newer kernel does not take the place of what is installed', () => {
  const kernel = (path: string) => ({ kernel: { volume: 'vda2', path } });
  const live = entry('Live', { source: 'loopback', ...kernel('/live/vmlinuz-7.0') });
  const installed = entry('Installed', kernel('/boot/vmlinuz-6.1'));
  assert.is(makePlan([reading([live, installed])], {}).default, installed);
  assert.is(makePlan([reading([live])], {}).default, live);
});

test('without any default the newest kernel on the first kind of device boots, maintenance systems aside', () => {
  const at = (name: string, volume: string, cmdline = 'ro') =>
    entry(name, { volume, cmdline, kernel: { volume, path: `/boot/vmlinuz-${name}` } });
  const readings = [
    reading([at('6.9.1', 'vda1'), at('6.10.2', 'vda1'), at('6.11.0', 'vda1', 'single')], { volume: 'vda1' }),
    reading([at('5.10.0', 'sda1')], { volume: 'sda1' }),
  ];
  assert.is(makePlan(readings, {}).default?.title, '6.10.2');
  const kindOf = (volume: string) => (volume === 'sda1' ? 'usb' : 'disk');
  const plan = makePlan(readings, { order: ['cdrom', 'usb'], kindOf });
  assert.is(plan.default?.title, '5.10.0');
  assert.match(plan.reason, '(usb)');
});

test('of several defaults the one on the first kind of device counts', () => {
  const kindOf = (volume: string) => (volume === 'vdb1' ? 'usb' : 'disk');
  const readings = [reading([old]), reading([fedora], { volume: 'vdb1' })];
  assert.is(makePlan(readings, { order: ['usb'], kindOf }).default, fedora);
  assert.is(makePlan(readings, { order: ['disk'], kindOf }).default, old);
});

test('the style of the menu is that of the configuration of the default', () => {
  const hidden = reading([fedora], { volume: 'vdb1', timeoutStyle: 'hidden' });
  assert.is(makePlan([hidden], {}).style, 'hidden');
  assert.is(makePlan([hidden], { timeout: 5 }).style, undefined);
  assert.is(makePlan([reading([old]), hidden], {}).style, undefined);
});

test.run();
