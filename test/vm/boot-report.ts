// What baton makes of a machine's disks, asked for on the rescue shell.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../../qemu/machine.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { keySeconds } from './seconds.ts';

export interface BootReport {
  /** The kernel's names of the machine's virtio disks, by their number. */
  readonly disks: readonly string[];
  /** What was made of each block device, by the kernel's name for it. */
  readonly verdicts: ReadonlyMap<string, string>;
  /** The titles on the menu. */
  readonly titles: readonly string[];
  /** What is amiss with entries: `TITLE: SENTENCE`. */
  readonly remarks: readonly string[];
  /** The texts in the journal, oldest first. */
  readonly messages: readonly string[];
}

const program = `
const record = JSON.parse(require("fs").readFileSync("/run/baton/journal.json", "utf8"));
const verdicts = record.devices.map(({ name, verdict }) => [name, verdict]);
const { readdirSync, readFileSync } = require("fs");
const disks = [];
for (const name of readdirSync("/sys/block").filter((name) => name.startsWith("vd"))) {
  disks[readFileSync("/sys/block/" + name + "/serial", "utf8").slice(4)] = name;
}
console.log(JSON.stringify({ verdicts, disks, messages: record.messages.map(({ text }) => text) }));
`.replaceAll('\n', ' ');

/** Opens the rescue shell from the menu; `exit` comes back. */
export async function openShell({ serial }: Machine): Promise<Shell> {
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  return new Shell(serial);
}

/** How often a report is taken anew because something has happened meanwhile. */
const looks = 5;

/** The report as of now: the journal is the same before and after the entries are listed, unless it never rests. */
export async function bootReport(shell: Shell): Promise<BootReport> {
  const read = async () => JSON.parse(await shell.run(`node -e '${program}'`));
  let record = await read();
  for (let look = 1; ; look++) {
    const entries: readonly { title: string; diagnostics: readonly string[] }[] = JSON.parse(
      await shell.run('baton list --json || true'),
    );
    const before: number = record.messages.length;
    record = await read();
    if (record.messages.length !== before && look < looks) continue;
    return {
      disks: record.disks,
      verdicts: new Map(record.verdicts),
      messages: record.messages,
      titles: entries.map(({ title }) => title),
      remarks: entries.flatMap(({ title, diagnostics }) => diagnostics.map((text) => `${title}: ${text}`)),
    };
  }
}

/** The report as soon as `isThere` finds all in it that it looks for, or the last one after `seconds`. */
export async function settledReport(
  shell: Shell,
  seconds: number,
  isThere: (report: BootReport) => boolean,
): Promise<BootReport> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const report = await bootReport(shell);
    if (isThere(report) || performance.now() > end) return report;
    // So that the machine gets on with its own work.
    await sleep(1000);
  }
}
