// A process that shows a menu on its terminal as PID 1 does, and says what keys ask for: for the test of the consoles.
// Its arguments are settings, as NAME=VALUE, and the terminal's size, as COLUMNSxROWS.

import { readlinkSync } from 'node:fs';
import { type Appearance, usualAppearance } from '../../../src/console/appearance.ts';
import { Consoles } from '../../../src/console/consoles.ts';
import { Journal } from '../../../src/journal.ts';
import { makePlan } from '../../../src/policy/plan.ts';
import { entry, reading } from '../entries.ts';

const settings = Object.fromEntries(process.argv.slice(2).map((word) => word.split('=')));
const { size, ...appearance } = settings;
const terminal = readlinkSync('/proc/self/fd/0').replace('/dev/', '');
const journal = new Journal();
const consoles = new Consoles([size ? `${terminal}:${size}` : terminal], 'The menu.', journal, (request, terminal) => {
  if (!request) return;
  const text = settings.language === 'de' ? `gefragt: ${request.type}, für mich.` : `asked for ${request.type}.`;
  consoles.dispatch({ type: 'status', text });
  if (request.type === 'journal') consoles.openJournal();
  if (request.type === 'network') journal.info('the network was asked for');
  if (request.type === 'shell') void consoles.lend(terminal, async () => void process.stdout.write('<the shell>\n'));
  if (request.type === 'power-off') void consoles.leave(['The last words.']).then(() => process.exit(0));
});
const plain = appearance.plain === 'yes';
const looks = consoles.setAppearance({ ...usualAppearance, ...appearance, plain } as Appearance);
// What is said before the looks are known has to wait for them.
consoles.dispatch({ type: 'status', text: 'At first.' });
await looks;
const entries = [entry('Debian', { default: true }), entry('Older', { submenu: ['Advanced'] })];
consoles.dispatch({ type: 'plan', plan: makePlan([reading(entries)], {}) });
consoles.dispatch({ type: 'countdown', total: 9, left: 9 });
await new Promise((resolve) => setTimeout(resolve, 60_000));
