// What is saved as the default is what the boot loader's own configuration then boots.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeDefault, timeoutRefusal } from '../../../src/bookkeeping/native-default.ts';
import { newTrialsFile } from '../../../src/bookkeeping/trials-file.ts';
import { readConfiguration } from '../../../src/dialects/grub/read.ts';
import { failure } from '../../failure.ts';
import { PC } from '../dialects/grub/read-grub.ts';
import { entry, reading } from '../entries.ts';
import { MemoryVolume } from '../memory-volume.ts';

const MENU = `menuentry A --id a { linux /k; }
submenu 'B > b' --id b { menuentry C { linux /k first; }
 menuentry C { linux /k second; } }
`;
const SAVED = `load_env\nif [ "\${next_entry}" ]; then set default="\${next_entry}"; else set default="\${saved_entry}"; fi\n${MENU}`;
const FIXED = `load_env\nset default=0\n${MENU}`;

/** Asks for the entry with this cmdline on a volume in memory, where writing fails: it says what would be written. */
async function asked(config: string, cmdline: string, block: Record<string, string> = {}): Promise<string> {
  const files = { '/k': 'kernel', '/boot/grub/grub.cfg': config, '/boot/grub/grubenv': newTrialsFile(block) };
  const volume = new MemoryVolume({ id: 'vda2', type: 'ext4' }, files);
  const readings = [await readConfiguration('/boot/grub/grub.cfg', volume, [volume], PC)];
  const wanted = readings[0]!.entries.find((one) => one.cmdline === cmdline)!;
  const surroundings = { readings, volumes: [volume], machine: PC, setLoaderDefault: undefined };
  return (await failure(makeDefault(wanted, surroundings))).message;
}

const wouldWrite = 'vda2 is no disk or partition, and nothing can be written there.';
const refused = /does not boot what is saved in grubenv\. Set GRUB_DEFAULT=saved in \/etc\/default\/grub there/;

test('an entry in a submenu is saved by its path, also while something is set for one boot', async () => {
  assert.is(await asked(SAVED, 'first'), wouldWrite);
  assert.is(await asked(SAVED, 'first', { next_entry: 'a' }), wouldWrite);
});

test('a second entry of the same name cannot be saved, since GRUB would boot the first', async () => {
  assert.match(await asked(SAVED, 'second'), refused);
});

test('a configuration with a fixed default is left alone, and the sentence says what to do', async () => {
  assert.match(await asked(FIXED, 'first'), refused);
});

test("an entry of systemd-boot is set in the firmware, and without UEFI its loader.conf is somebody's own", async () => {
  const arch = entry('Arch', { source: 'bls', config: '/loader/entries/arch.conf', volume: 'vda1' });
  const set: string[] = [];
  const surroundings = { readings: [reading([arch])], volumes: [], machine: PC };
  const setLoaderDefault = async ({ title }: { title: string }) => void set.push(title);
  assert.match(await makeDefault(arch, { ...surroundings, setLoaderDefault }), '"Arch" is the default from now on');
  assert.equal(set, ['Arch']);
  const { message } = await failure(makeDefault(arch, { ...surroundings, setLoaderDefault: undefined }));
  assert.is(message, 'Its default stands in loader.conf on vda1, which baton does not change. Change it there.');
});

test('other boot loaders keep it in a file of their own', async () => {
  const label = entry('linux', { source: 'syslinux', config: '/syslinux/syslinux.cfg', volume: 'vda1' });
  const surroundings = { readings: [reading([label])], volumes: [], machine: PC, setLoaderDefault: undefined };
  assert.match((await failure(makeDefault(label, surroundings))).message, '/syslinux/syslinux.cfg on vda1');
});

test('the countdown is set in the firmware for systemd-boot alone, and otherwise it says where it stands', () => {
  const arch = entry('Arch', { source: 'bls', volume: 'vda1' });
  assert.is(timeoutRefusal(arch, true), undefined);
  assert.match(timeoutRefusal(arch, false)!, 'loader.conf on vda1');
  assert.match(timeoutRefusal(entry('Debian'), true)!, 'Set GRUB_TIMEOUT in /etc/default/grub');
  assert.match(
    timeoutRefusal(entry('x', { source: 'lilo', config: '/etc/lilo.conf' }), true)!,
    '/etc/lilo.conf on vda2',
  );
  assert.match(timeoutRefusal(undefined, true)!, 'There is no default entry');
});

test.run();
