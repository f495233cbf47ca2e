import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explainRefusal, explainUnloadRefusal } from '../../../src/kexec/refusal.ts';

for (const [code, call, pattern] of [
  ['ENOKEY', 'kexec_file_load', /its signing key is not known.*Enrol the key/],
  ['ENODATA', 'kexec_file_load', /it carries no signature/],
  ['ENOSYS', 'kexec_file_load', /CONFIG_KEXEC_FILE \(ENOSYS\)/],
  ['ENOSYS', 'kexec_load', /CONFIG_KEXEC \(ENOSYS\)/],
  ['ENOMEM', 'kexec_load', /not enough memory/],
  ['ENOEXEC', 'kexec_file_load', /not a kernel that this machine can start, or it is damaged/],
  ['EADDRNOTAVAIL', 'kexec_file_load', /none is reserved for a crash kernel/],
  ['EINVAL', 'kexec_file_load', /unusable, or larger than half of the memory/],
  ['EADDRNOTAVAIL', 'kexec_load', /outside the memory that it may use/],
  ['EBUSY', 'kexec_load', /another kexec is being prepared\. Try again/],
  ['EACCES', 'kexec_file_load', /integrity policy/],
] as const) {
  test(`${code} of ${call} is a sentence`, () => {
    const sentence = explainRefusal('/vmlinuz', code, call);
    assert.match(sentence, pattern);
    assert.match(sentence, /^The running kernel refused \/vmlinuz: .*\.$/);
  });
}

test('EPERM is told apart by what forbids kexec', () => {
  const explain = (...[restriction, call]: [Parameters<typeof explainRefusal>[3], 'kexec_load' | 'kexec_file_load']) =>
    explainRefusal('k', 'EPERM', call, restriction);
  assert.match(explain({ by: 'user' }, 'kexec_load'), /only root may load a kernel/);
  assert.match(explain({ by: 'sysctl', name: 'kexec_load_disabled' }, 'kexec_load'), /only a restart undoes that/);
  assert.match(explain({ by: 'sysctl', name: 'kexec_load_limit_panic' }, 'kexec_load'), /is loaded already/);
  assert.match(
    explain({ by: 'lockdown', mode: 'integrity' }, 'kexec_load'),
    /locked down \(integrity\) and takes only signed kernels, by kexec_file_load/,
  );
  assert.match(
    explain({ by: 'lockdown', mode: 'integrity' }, 'kexec_file_load'),
    /no key that it trusts .*Use a signed kernel, enrol/,
  );
});

test('that nothing is forgotten is a sentence too', () => {
  assert.match(
    explainUnloadRefusal('EPERM', { by: 'user' }),
    /did not forget what is loaded: only root .* \(EPERM\)\.$/,
  );
  assert.match(explainUnloadRefusal('ENOSYS'), /CONFIG_KEXEC \(ENOSYS\)/);
});

test.run();
