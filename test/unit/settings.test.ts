import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCmdline } from '../../src/linux/cmdline.ts';
import { readSettings } from '../../src/settings.ts';

const read = (cmdline: string) => readSettings(parseCmdline(cmdline));

test('the kernel parameters baton.* are read, and the last of two counts', () => {
  const settings = read(
    'console=ttyS0 baton.timeout=9 baton.verbose baton.boot="Debian GNU/Linux" baton.console=ttyS0,tty0 baton.timeout=-1',
  );
  assert.is(settings.timeout, -1);
  assert.is(settings.verbose, true);
  assert.is(settings.boot, 'Debian GNU/Linux');
  assert.equal(settings.consoles, ['ttyS0', 'tty0']);
  assert.equal(settings.problems, []);
});

test('what comes after -- is for init, not for baton', () => {
  assert.is(read('quiet -- baton.timeout=3').timeout, undefined);
});

test('what is not understood is a sentence that names the parameter and what it takes', () => {
  const { problems, ...rest } = read('baton.timeout=soon baton.tiemout=3 baton.constructor=1 baton.console=../x');
  assert.equal(rest, { verbose: false });
  assert.is(problems.length, 4);
  assert.match(problems[0]!, /baton\.timeout=soon .*seconds/);
  assert.match(problems[1]!, /baton\.tiemout=3 .*baton\.timeout/);
});

test.run();
