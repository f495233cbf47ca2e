import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { howToLoad } from '../../../../src/commands/crash/how-to-load.ts';

const config = '/etc/sysconfig/kdump';
const usual = { call: undefined, skipCheck: false, entry32: false, efi: true };

for (const [kexecOptions, wishes] of [
  [undefined, usual],
  ['-s', { ...usual, call: 'kexec_file_load' }],
  ['-c --noefi -d', { ...usual, call: 'kexec_load', efi: false }],
  ['--elf64-core-headers "--mem-max=0x10ff"', { ...usual, bounds: { end: 0x1100 } }],
  ["-i -t 'bzImage'", { ...usual, skipCheck: true, kind: 'bzImage' }],
] as const) {
  test(`KEXEC_ARGS="${kexecOptions ?? ''}" is honoured`, () => {
    assert.equal(howToLoad({ config, ...(kexecOptions === undefined ? {} : { kexecOptions }) }), wishes);
  });
}

for (const [kexecOptions, message] of [
  ['--elf32-core-headers', /^\/etc\/sysconfig\/kdump has kexec called with "--elf32-core-headers", and --elf32-core/],
  ['-s --noefi', /and --noefi cannot be honoured by kexec_file_load\. Leave -s out, or use -c\.$/],
  ['--nonsense', /and unrecognized option '--nonsense'\.$/],
] as const) {
  test(`KEXEC_ARGS="${kexecOptions}" is refused with the reason`, () => {
    assert.throws(() => howToLoad({ config, kexecOptions }), message);
  });
}

test.run();
