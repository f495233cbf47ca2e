import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { panicCmdline } from '../../../../src/commands/crash/panic-entry.ts';
import { crashUnitFiles } from '../../../../src/commands/crash/units.ts';

test("what a crash kernel's cmdline names is the unit that is written, and it is bound to that cmdline", () => {
  const unit = /systemd\.unit=(\S+)/.exec(panicCmdline(''))![1]!;
  const file = crashUnitFiles('systemd', '/usr/bin/baton').find(({ path }) => path === `/etc/systemd/system/${unit}`);
  assert.match(file!.text, `\nConditionKernelCommandLine=systemd.unit=${unit}\n`);
  assert.match(file!.text, '\nExecStart=/usr/bin/baton crash save\n');
});

test('without systemd one init script does both', () => {
  const [script, ...more] = crashUnitFiles('sysv', '/usr/bin/baton');
  assert.equal([script!.path, script!.mode, more], ['/etc/init.d/baton-crash', 0o755, []]);
  execFileSync('sh', ['-n'], { input: script!.text });
  // Where there is no memory of a crashed kernel, it loads the crash kernel: here `echo` stands for baton.
  const [echo] = crashUnitFiles('sysv', 'echo');
  const started = execFileSync('sh', ['-s', 'start'], { input: echo!.text, encoding: 'utf8' });
  assert.is(started, 'crash load\n');
});

test.run();
