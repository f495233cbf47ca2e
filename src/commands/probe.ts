import { parseArgs } from 'node:util';
import type { Command, Output } from './command.ts';
import type { Row } from './probe/row.ts';

const HELP = `Shows what is on block devices and disk images as a tree, as lsblk -f does,
with what baton makes of each below it, and why something was passed over.
Nothing is mounted, and nothing is changed.

DEVICE  a block device, such as /dev/vda, with what is stacked on it
FILE    the raw image of a disk, a filesystem or a disc; anybody who can read
        it may look at it
        Without a DEVICE or FILE: all block devices of this system; on baton's
        own rescue shell, what PID 1 has made of them. What the user may not
        read is shown as far as udev knows it.

--json  print {"blockdevices":[...]}, with the names that lsblk --json uses
--help  print this

Exit status: 0 something was recognised, 1 nothing was, 2 the command was used
wrongly.`;

export const probe: Command = {
  name: 'probe',
  synopsis: '[--json] [DEVICE|FILE]...',
  summary: 'show what is on disks and images',
  help: HELP,
  run,
};

async function run(args: readonly string[], output: Output): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const { probeRows } = await import('./probe/rows.ts');
    const { rows, late, failures } = await probeRows(positionals);
    if (rows.length > 0 || failures.length === 0) await show(rows, values.json, output);
    for (const failure of failures) output.error(`baton probe: ${failure}`);
    const status = failures.length > 0 ? 2 : rows.some(isRecognised) ? 0 : 1;
    // A device that does not answer would keep the process from its end.
    if (late) process.exit(status);
    return status;
  } catch (error) {
    output.error(`baton probe: ${(error as Error).message}`);
    return 2;
  }
}

async function show(rows: readonly Row[], json: boolean, output: Output): Promise<void> {
  if (json) return output.out(JSON.stringify({ blockdevices: rows }));
  const { treeLines } = await import('./probe/tree-text.ts');
  output.out(rows.length > 0 ? treeLines(rows).join('\n') : 'There is no block device.');
}

function isRecognised({ fstype, pttype, children }: Row): boolean {
  return fstype !== null || pttype !== null || children.some(isRecognised);
}
