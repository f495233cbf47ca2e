// A process that asks on its terminal as PID 1 does: for the test of what stays in its memory.

import { readlinkSync } from 'node:fs';
import { Consoles } from '../../../src/console/consoles.ts';
import { Journal } from '../../../src/journal.ts';
import { runTool } from '../../../src/linux/tool.ts';

const terminal = readlinkSync('/proc/self/fd/0').replace('/dev/', '');
const consoles = new Consoles([terminal], `process ${process.pid}.`, new Journal(), () => {});
const dialogue = consoles.openDialogue('Passphrase', () => {});
const answer = await dialogue.ask();
consoles.dispatch({ type: 'status', text: `answered with ${answer?.length} bytes.` });
// A program gets it as cryptsetup does; what uses the answer takes a while, and garbage is collected meanwhile.
await runTool('sh', ['-c', 'cat >/dev/null'], answer);
for (let round = 0; round < 3; round++) {
  Array.from({ length: 1e6 }, (_, index) => ({ index }));
  await new Promise((resolve) => setTimeout(resolve, 20));
}
answer?.fill(0);
consoles.dispatch({ type: 'status', text: 'wiped.' });
await new Promise((resolve) => setTimeout(resolve, 60_000));
