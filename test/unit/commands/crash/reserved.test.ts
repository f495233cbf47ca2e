import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { howToReserve } from '../../../../src/commands/crash/reserved.ts';

for (const [what, cmdline, there, sentence] of [
  [
    'Debian',
    'ro quiet',
    ['/etc/default/grub'],
    /^No memory is .*GRUB_CMDLINE_LINUX in \/etc\/default\/grub, run update-grub/,
  ],
  [
    'Fedora',
    'ro quiet',
    ['/usr/sbin/grubby', '/etc/default/grub'],
    /^No memory is .*grubby --update-kernel=ALL --args=crashkernel=256M/,
  ],
  ['systemd-boot', 'ro quiet', ['/etc/kernel/cmdline'], /\/etc\/kernel\/cmdline/],
  ['another system', 'ro notcrashkernel=1', [], /Add crashkernel=256M to the cmdline .*, and restart\.$/],
  [
    'too much asked for',
    'ro crashkernel=64G quiet',
    ['/etc/default/grub'],
    /could not reserve .* crashkernel=64G asks for/,
  ],
] as const) {
  test(`how memory is reserved: ${what}`, () => {
    assert.match(
      howToReserve(cmdline, (path) => (there as readonly string[]).includes(path)),
      sentence,
    );
  });
}

test.run();
