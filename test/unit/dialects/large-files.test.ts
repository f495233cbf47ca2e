// Files that want to hold up the boot: however large they are and whatever they repeat, each language is done in time.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dialects } from '../../../src/dialects/index.ts';
import { MemoryVolume } from '../memory-volume.ts';

/** Milliseconds of processor time, since other tests run beside this one. */
const LIMIT = 1_000;
const BYTES = 4 * 2 ** 20;
const PC = { firmware: 'pc', cpu: 'x86_64' } as const;

const FILES: Readonly<Record<string, readonly string[]>> = {
  kboot: ['/boot/petitboot.conf', '/kboot.conf'],
  yaboot: ['/etc/yaboot.conf'],
  lilo: ['/etc/lilo.conf'],
  rpi: ['/config.txt'],
  android: ['/boot.img'],
  'kexec-default': ['/etc/default/kexec'],
  kdump: ['/etc/sysconfig/kdump', '/etc/default/kdump-tools'],
  kernels: ['/etc/fstab', '/etc/os-release'],
  loopback: ['/a.iso'],
};

const REPEATED =
  `" ' \\ = # $ \${ ( [ ] ; ;; & a= =a a=b image= \nimage=/k\n \nlabel=a\n \nname\ta\nimage\t/k\n \na=/k\n a:b
  if\n fi\n "\\" '" A="$A$A"\n \nA=$(x)\n \ninclude\tconfig.txt\n \n[pi4]\n \nkernel=a\n /\t/\tx\n CD001 ANDROID! \0 \n`
    .split(' ')
    .map((text) => text.replaceAll('\t', ' '));

for (const [name, paths] of Object.entries(FILES))
  test(`${name} is done in time with ${paths.join(' and ')}`, async () => {
    const dialect = dialects.find((candidate) => candidate.name === name)!;
    for (const text of REPEATED.filter(Boolean)) {
      const content = text.repeat(Math.ceil(BYTES / text.length));
      const others = { '/cmdline.txt': content, '/boot/vmlinuz-1': 'k', '/k': 'k' };
      const files = { ...others, ...Object.fromEntries(paths.map((path) => [path, content])) };
      const volume = new MemoryVolume({ id: 'vda1' }, files);
      const before = process.cpuUsage();
      for (const path of await dialect.find(volume)) await dialect.read(path, volume, [volume], PC);
      const { user, system } = process.cpuUsage(before);
      assert.ok((user + system) / 1_000 < LIMIT, `${JSON.stringify(text)} took ${(user + system) / 1_000} ms`);
    }
  });

test.run();
