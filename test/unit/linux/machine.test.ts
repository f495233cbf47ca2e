import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runningMachine } from '../../../src/linux/machine.ts';

test('consoles are those of the cmdline, in order, and not what is for init', () => {
  const { consoles } = runningMachine(
    'quiet console=tty0 consoleblank=0 console=ttyS0,115200n8 console -- console=x\n',
  );
  assert.equal(consoles, ['console=tty0', 'console=ttyS0,115200n8']);
});

test.run();
