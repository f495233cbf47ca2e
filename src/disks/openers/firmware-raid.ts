// RAID that the firmware of the machine has made, in Intel's format or in DDF: disks that make up a container with one
// or more arrays. mdadm knows the formats. https://man7.org/linux/man-pages/man8/mdadm.8.html, INCREMENTAL MODE

import { readdirSync, readFileSync } from 'node:fs';
import { runTool } from '../../linux/tool.ts';
import type { Member, Opener, Outcome, Workshop } from '../opener.ts';
import { clauseOf } from './clause.ts';
import { stop } from './md-device.ts';
import { Turn } from './turn.ts';

/** How long a member that is missing is waited for after the last one that came, in milliseconds. */
const patience = 3000;

/** The levels that these formats have. */
const drivers = ['raid0', 'raid1', 'raid10', 'raid456'];

export class FirmwareRaid implements Opener {
  readonly #workshop: Workshop;
  readonly #turn = new Turn();
  /** Names of the containers. */
  readonly #containers = new Set<string>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
    workshop.onClose(async () => this.#turn.endWait());
  }

  open({ device, facts }: Member): Promise<Outcome> {
    return this.#turn.take(async () => {
      await Promise.all(drivers.map((name) => this.#workshop.drivers.load(name)));
      const said = await runTool('mdadm', ['--incremental', '--export', device.node]);
      const name = /^MD_DEVICE=(md\w+)$/m.exec(said)?.[1];
      if (name === undefined) throw new Error('mdadm does not say what it belongs to');
      if (!this.#containers.has(name)) this.#workshop.onClose(() => stopContainer(name));
      this.#containers.add(name);
      const format = facts.type === 'ddf_raid_member' ? 'DDF' : 'Intel';
      return { verdict: `member of the firmware's RAID ${name} (${format})` };
    });
  }

  /** Starts what lacks a member. */
  async settled(): Promise<void> {
    const waiting = [...this.#containers].filter((name) =>
      arraysOf(name).some((array) => /^(clear|inactive)$/.test(attribute(array, 'array_state') ?? '')),
    );
    if (waiting.length === 0) return;
    this.#turn.later(patience, async () => {
      for (const name of waiting) await this.#startAnyway(name);
    });
  }

  async #startAnyway(name: string): Promise<void> {
    const { journal } = this.#workshop;
    try {
      await runTool('mdadm', ['--incremental', '--run', `/dev/${name}`]);
      journal.warning(`The firmware's RAID ${name} was opened although members are missing.`);
    } catch (failure) {
      journal.warning(`The firmware's RAID ${name} lacks members: ${clauseOf(failure)}.`);
    }
  }
}

/** The arrays in the container `name`; each says so in its metadata's version: `external:/md127/0`. */
function arraysOf(name: string): string[] {
  const isOf = (array: string) => attribute(array, 'metadata_version')?.startsWith(`external:/${name}/`);
  return readdirSync('/sys/block').filter((array) => array.startsWith('md') && isOf(array));
}

function attribute(array: string, name: string): string | undefined {
  try {
    return readFileSync(`/sys/block/${array}/md/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

async function stopContainer(name: string): Promise<void> {
  for (const array of [...arraysOf(name), name]) await stop(array);
}
