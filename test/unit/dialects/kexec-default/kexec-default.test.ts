import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kexecDefault } from '../../../../src/dialects/kexec-default/index.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';
import { summary } from '../summary.ts';

const PC = { firmware: 'pc', cpu: 'x86_64' } as const;

/** As the package's own script writes it, with LOAD_KEXEC answered by yes. */
const DEBIAN = `# Load a kexec kernel (true/false)
LOAD_KEXEC=true

# Kernel and initrd image
KERNEL_IMAGE="/vmlinuz"
INITRD="/initrd.img"

# If empty, use current /proc/cmdline
APPEND="root=/dev/sda1 ro"

# Load the default kernel from grub config (true/false)
USE_GRUB_CONFIG=false
`;

async function read(config: string, files: Readonly<Record<string, Content>> = {}) {
  const content = { '/etc/default/kexec': config, '/vmlinuz': 'k', '/initrd.img': 'i', ...files };
  const own = new MemoryVolume({ id: 'sda1', device: '/dev/sda1' }, content);
  return (await kexecDefault.read('/etc/default/kexec', own, [own], PC))!;
}

test('the kernel that is loaded on reboot', async () => {
  const reading = await read(DEBIAN);
  assert.equal(summary(reading), [
    '*Kernel that Debian loads on reboot (kexec-tools): sda1:/vmlinuz + sda1:/initrd.img | root=/dev/sda1 ro',
  ]);
  assert.equal([reading.entries[0]!.line, reading.entries[0]!.diagnostics], [5, []]);
});

test('nothing is loaded where LOAD_KEXEC is not true', async () => {
  const reading = await read(DEBIAN.replace('=true', '=false'));
  assert.equal(reading.entries, []);
  assert.match(reading.diagnostics[0]!.message, 'LOAD_KEXEC is not "true"');
  assert.is(reading.diagnostics[0]!.line, 2);
});

test('snippets have the last word, in the order of their names', async () => {
  const reading = await read(DEBIAN, {
    '/etc/default/kexec.d/10-a': 'APPEND="$APPEND quiet"\nKERNEL_IMAGE=/boot/other',
    '/etc/default/kexec.d/20-b': '\nKERNEL_IMAGE=/boot/last\n',
    '/etc/default/kexec.d/30-c.conf': 'KERNEL_IMAGE=/never\n',
  });
  const [entry] = reading.entries;
  assert.equal([entry!.kernel?.path, entry!.cmdline], ['/boot/last', 'root=/dev/sda1 ro quiet']);
  assert.equal([entry!.config, entry!.line], ['/etc/default/kexec.d/20-b', 2]);
  assert.match(reading.diagnostics[0]!.message, 'run-parts passes over');
});

test("an empty APPEND is worked out from the system's fstab", async () => {
  const reading = await read(DEBIAN.replace(/APPEND=.*/, 'APPEND=""'), {
    '/etc/fstab': 'UUID=77 / ext4 defaults 0 1\n',
  });
  assert.is(reading.entries[0]!.cmdline, 'root=UUID=77 ro');
  assert.match(reading.entries[0]!.diagnostics[0]!, 'APPEND is empty');
});

test("GRUB's default is taken where the settings say so", async () => {
  const grub =
    'set default=1\nmenuentry a { linux /vmlinuz a; }\nmenuentry b { linux /vmlinuz b c; initrd /initrd.img; }\n';
  const reading = await read(DEBIAN.replace('CONFIG=false', 'CONFIG=true'), { '/boot/grub/grub.cfg': grub });
  assert.equal(summary(reading), [
    '*Kernel that Debian loads on reboot (kexec-tools): sda1:/vmlinuz + sda1:/initrd.img | b c',
  ]);
  assert.equal([reading.entries[0]!.source, reading.entries[0]!.line], ['kexec-default', 12]);
});

test('a kernel that is missing is told', async () => {
  const reading = await read('LOAD_KEXEC=true\nKERNEL_IMAGE=/gone\nAPPEND=x\n');
  assert.equal(reading.entries[0]!.diagnostics, ['/gone does not exist on sda1.']);
});

test.run();
