// The same command line and initrds as the real iPXE boots when no key is pressed.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readIpxe } from '../../src/dialects/ipxe/read.ts';
import { MemoryVolume } from '../unit/memory-volume.ts';
import { bootIpxe, facts } from './native-ipxe.ts';

const FILES = { '/vmlinuz': 'KERNEL', '/a': 'a'.repeat(8), '/b': 'b'.repeat(24) };
/** iPXE puts each initrd at the start of a page. */
const PAGE = 4_096;

const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'conditions, labels and settings': {
    '/boot.ipxe': `#!ipxe
set x:string start
iseq a a && set x \${x}1 || set x \${x}2
iseq a b && set x \${x}3 || set x \${x}4
iseq a b || iseq c c && set x \${x}5 ; set x \${x}6 # set x no
goto here && set x no
set x no
:here set x \${x}7
isset \${nothing} || set x \${x}8
set blank
isset \${blank} || set x \${x}9
inc n
inc n 0x10
set h:uint16 0x1234
inc h
set u:hex 0:1:ab || set u:hex 00:01:ab
set name x
set w one   two
goto nowhere || set x \${x}-nowhere
cpuid --ext 29 && set x \${x}-64 || set x \${x}-32
kernel vmlinuz \${x} \${n} \${h} \${h:hexhyp} \${h:int8} \${u} \${u:hexraw} \${u:hexhyp} \${\${name}} [\${w}] \${w:uristring} \\
  \${w:base64} \${net0/mac} \${net0/mac:hexhyp} \${mac:hexraw} \${netX/ip} \${ip:hexraw} \${next-server} \${filename} \\
  \${67} \${gateway:int32} \${netmask} "a   b" 'c' \${open \${no-such:thing} end
boot
`,
  },
  'images, names and arguments': {
    '/boot.ipxe': `#!ipxe
initrd --name first a
initrd b
kernel --name k vmlinuz one two
imgargs k three \${filename}
initrd a
imgfree first
chain --autofree inner.ipxe || set failed yes
boot k
`,
    '/inner.ipxe': `#!ipxe\nimgargs k four \${filename}\nexit 1\nimgargs k five\n`,
  },
  menus: {
    '/boot.ipxe': `#!ipxe
:top
menu First \\
  menu
item --gap -- Gap
item --key a one The first
item two The second
choose --timeout 100 --default two choice && goto \${choice} || goto failed
:one
kernel vmlinuz one
boot
:two
menu Second
item back Back
item go Go
choose --timeout 100 --default go next && iseq \${next} go || goto top
chain --autofree sub.ipxe && set r yes || set r no
kernel vmlinuz \${choice} \${next} \${third} \${r}
boot
:failed
`,
    '/sub.ipxe': `#!ipxe\nmenu Third\nitem p P\nitem q Q\nchoose --timeout 100 third && iseq \${third} q\n`,
  },
};

for (const [name, scripts] of Object.entries(CASES)) {
  test(name, async () => {
    const files = { ...FILES, ...scripts };
    const booted = await bootIpxe(files);
    const volume = new MemoryVolume({}, files);
    const reading = await readIpxe('/boot.ipxe', volume, { firmware: 'pc', cpu: 'x86_64' }, facts);
    const entry = reading?.entries.find((candidate) => candidate.default);
    assert.ok(entry, 'an entry boots by itself');
    let initrdBytes = 0;
    for (const { path } of entry.initrds) {
      const { size } = (await volume.stat(path))!;
      initrdBytes = Math.ceil(initrdBytes / PAGE) * PAGE + size;
    }
    assert.equal({ cmdline: entry.cmdline, initrdBytes }, booted);
  });
}

test.run();
