import { parseArgs } from 'node:util';
import { isRescueShell, readRecord } from '../record/read-record.ts';
import type { Row } from '../settings/in-force.ts';
import type { Command, Output } from './command.ts';

const HELP = `Prints the settings that are in force, and where each comes from: the image's
/etc/baton.toml, the baton.toml of a volume, or a kernel parameter. It works on
baton's own rescue shell, and on a system that baton has started, where it
tells what was in force then.

--set   only those that were set somewhere
--json  print an array of objects: name, value, from (null: it holds by itself)
--help  print this

Of a password it tells only whether there is one.

Exit status: 0 printed, 1 baton has not started this system, 2 the command was
used wrongly.`;

export const settings: Command = {
  name: 'settings',
  synopsis: '[--set] [--json]',
  summary: 'print the settings in force, and where each comes from',
  help: HELP,
  run,
};

async function run(args: readonly string[], output: Output): Promise<number> {
  let options: { json: boolean; set: boolean };
  try {
    const flag = { type: 'boolean', default: false } as const;
    options = parseArgs({ args: [...args], options: { json: flag, set: flag } }).values;
  } catch (error) {
    output.error(`baton settings: ${(error as Error).message}`);
    return 2;
  }
  try {
    const rows = findRows().filter(({ from }) => !options.set || from !== null);
    output.out(options.json ? JSON.stringify(rows) : table(rows).join('\n'));
    return 0;
  } catch (error) {
    output.error(`baton settings: ${(error as Error).message}`);
    return 1;
  }
}

function findRows(): readonly Row[] {
  const rows = readRecord()?.settings;
  if (rows) return rows;
  throw new Error(
    isRescueShell()
      ? 'baton has written nothing down. Leave this shell with exit, and open it again with s.'
      : 'there is no journal of baton on this system. baton has not started it, or was told not to hand it on (journal).',
  );
}

function table(rows: readonly Row[]): string[] {
  const cells = [['SETTING', 'VALUE', 'FROM'], ...rows.map((row) => [row.name, shown(row.value), row.from ?? '-'])];
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map(([name, value, from]) => `${name!.padEnd(widths[0]!)}  ${value!.padEnd(widths[1]!)}  ${from}`);
}

/** As it would stand in a file. */
function shown(value: unknown): string {
  if (value === null) return '-';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === '' ? '""' : text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
