import { parseArgs } from 'node:util';
import { isRescueShell, readRecord } from '../record/read-record.ts';
import type { Command, Output } from './command.ts';
import { type Account, accountFromLog, accountOf } from './explain/account.ts';

const HELP = `Tells the boot so far as a timeline: what baton did when, how long each step
took, what it still waits for, and what it passed over and why. The longest
steps are marked. It works on baton's own rescue shell, and on a system that
baton has started and handed its journal to, where it tells all until that
system's kernel was loaded.

--html  print a page with a flame chart that any browser shows by itself
--json  print the record as an object
--help  print this

Exit status: 0 there is a journal, 1 there is none, 2 the command was used
wrongly.`;

export const explain: Command = {
  name: 'explain',
  synopsis: '[--html | --json]',
  summary: 'tell what happened in this boot, and when',
  help: HELP,
  run,
};

async function run(args: readonly string[], output: Output): Promise<number> {
  let options: { json: boolean; html: boolean };
  try {
    const flag = { type: 'boolean', default: false } as const;
    options = parseArgs({ args: [...args], options: { json: flag, html: flag } }).values;
    if (options.json && options.html) throw new Error('--html and --json exclude each other.');
  } catch (error) {
    output.error(`baton explain: ${(error as Error).message}`);
    return 2;
  }
  try {
    const account = await findAccount();
    if (options.json) output.out(JSON.stringify(account));
    else if (options.html) output.out((await import('./explain/page.ts')).explainPage(account));
    else output.out((await import('./explain/timeline.ts')).timelineLines(account).join('\n'));
    return 0;
  } catch (error) {
    output.error(`baton explain: ${(error as Error).message}`);
    return 1;
  }
}

/** What PID 1 has written down, or what the kernel's log still has of it. Throws a sentence where there is neither. */
async function findAccount(): Promise<Account> {
  const record = readRecord();
  if (record) return accountOf(record);
  if (!isRescueShell()) {
    throw new Error(
      'there is no journal of baton on this system. baton hands it to the systems that it starts, and keeps it on the rescue shell, which the key s opens in the menu.',
    );
  }
  const { readKernelLog } = await import('../linux/read-kernel-log.ts');
  const account = accountFromLog(readKernelLog());
  if (!account) throw new Error('baton has written nothing down yet, and the kernel log has nothing of it.');
  return account;
}
