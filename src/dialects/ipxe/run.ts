import { shown } from '../../entry/shown.ts';
import type { Volume } from '../../entry/volume.ts';
import type { Machine } from '../dialect.ts';
import { onServer, serverPlace } from '../server-place.ts';
import { commands } from './commands/index.ts';
import { readScript } from './read-script.ts';
import type { Script } from './script.ts';
import type { Frame, Outcome, State } from './state.ts';

/** Commands for one reading, with all that can be chosen, and for each way from one choice to the next. */
const STEPS = 100_000;
const WAY_STEPS = 5_000;
const MAX_FRAMES = 16;
const MAX_REMARKS = 20;
/** Scripts that are read in one reading, and for how long servers are asked for them, in milliseconds. */
const MAX_SCRIPTS = 200;
const FETCHING_TIME = 30_000;

export const FAILED = 1;

/** Work that is left, shared by all ways through a script: a step is a command of a hundred characters. */
export interface Budget {
  steps: number;
  expansions: number;
  scripts: number;
  /** Milliseconds that servers may still be asked. */
  fetching: number;
}

export function newBudget(): Budget {
  return { steps: STEPS, expansions: STEPS, scripts: MAX_SCRIPTS, fetching: FETCHING_TIME };
}

/** Why there is no script. */
export type Missing = 'other' | 'absent' | 'unasked';

/** One way through a script: it runs until something is booted, asked, or over. */
export class Run {
  readonly state: State;
  readonly machine: Machine;
  readonly #volume: Volume;
  readonly #budget: Budget;
  /** Why the last command failed. */
  #failure = '';
  /** What the server said that was asked last for a script, where that failed. */
  unreached: string | undefined;

  constructor(state: State, volume: Volume, machine: Machine, budget: Budget) {
    this.state = state;
    this.machine = machine;
    this.#volume = volume;
    this.#budget = budget;
  }

  get frame(): Frame {
    return this.state.frames.at(-1)!;
  }

  /** The line that runs, from 1. */
  get line(): number {
    return this.frame.script.lines[this.frame.next - 1]?.line ?? 1;
  }

  /** (iPXE: `process_script` in src/image/script.c and `system` in src/core/exec.c.) */
  async toOutcome(): Promise<Outcome> {
    for (let steps = 0; steps < WAY_STEPS; steps += 1) {
      if (this.#budget.steps <= 0 || this.#budget.expansions <= 0) break;
      const { frame } = this;
      if (frame.rest.length > 0) {
        const outcome = await this.#command();
        if (outcome) return outcome;
        continue;
      }
      const line = frame.script.lines[frame.next];
      if (frame.status === 0 && line) {
        frame.next += 1;
        this.#budget.steps -= 1 + line.command.length / 100;
        const words = line.command.split(/\s+/).filter((word) => word !== '');
        frame.rest = [';', ...words];
        continue;
      }
      const outcome = this.leave(frame.status);
      if (outcome) return outcome;
    }
    return this.end('none', 'The script goes on for longer than any real one does.');
  }

  /** Ends the script that runs; the one that called it goes on. */
  leave(status: number): Outcome | undefined {
    const { frames } = this.state;
    if (frames.length > 1) {
      frames.pop();
      this.frame.status = status;
      return undefined;
    }
    const why =
      status === 0
        ? 'The script ends without booting anything.'
        : `The script ends at line ${this.line}: ${this.#failure}.`;
    return this.end('none', why);
  }

  /** @param url of the script that it would go on with */
  end(kind: 'chainload' | 'none', why: string, url?: string): Outcome {
    const at = { script: this.frame.script, line: this.line };
    return { what: 'end', kind, why, ...(url === undefined ? {} : { url }), remarks: this.state.remarks, at };
  }

  /** @returns a status that is no success */
  fail(why: string): number {
    this.#failure = why;
    return FAILED;
  }

  remark(sentence: string): void {
    const { remarks } = this.state;
    if (remarks.length < MAX_REMARKS && !remarks.includes(sentence)) this.state.remarks = [...remarks, sentence];
  }

  /**
   * The script at a path of the volume or at a URL: `other` where the file is something else, `absent` where there is
   * none, `unasked` where nobody can be asked for it, or it has taken too long already.
   */
  async script({ path, url }: { readonly path: string; readonly url?: string }): Promise<Script | Missing> {
    const own = { volume: this.#volume, path };
    const place = url === undefined ? own : onServer(url, this.machine.network);
    this.unreached = undefined;
    if (this.machine.network && url !== undefined && !serverPlace(url)) {
      this.unreached = `${shown(url)} cannot be fetched: it takes http, https or tftp`;
      return 'absent';
    }
    this.#budget.scripts -= 1;
    if (!place || this.#budget.scripts < 0 || this.#budget.fetching < 0) return 'unasked';
    const start = performance.now();
    const found = await readScript(place.volume, place.path).catch((failure): Missing => {
      this.unreached = failure instanceof Error ? failure.message : String(failure);
      return 'absent';
    });
    // What lies on a disk is there at once.
    if (place.volume.identity.id.includes('://')) this.#budget.fetching -= performance.now() - start;
    return typeof found === 'string' ? found : { ...found, name: place.volume === this.#volume ? path : shown(url!) };
  }

  /** @returns a status: it fails where scripts call each other without an end */
  call(script: Script, replace: boolean): number {
    const { frames } = this.state;
    if (replace) frames.pop();
    if (frames.length >= MAX_FRAMES) return this.fail('scripts chain to each other without an end');
    frames.push({ script, next: 0, rest: [], status: 0 });
    return 0;
  }

  /** Runs or passes over the next command of the line. */
  async #command(): Promise<Outcome | undefined> {
    const { frame } = this;
    this.#budget.steps -= 1;
    const [before, ...words] = frame.rest;
    const end = words.findIndex((word) => word === '||' || word === '&&' || word === ';' || word.startsWith('#'));
    const command = end < 0 ? words : words.slice(0, end);
    frame.rest = end < 0 || words[end]!.startsWith('#') ? [] : words.slice(end);
    if (before === '&&' ? frame.status !== 0 : before === '||' && frame.status === 0) return undefined;
    frame.status = 0;
    const unknown = new Set<string>();
    const meter = { left: this.#budget.expansions, unknown: (missing: string) => unknown.add(missing) };
    const [name, ...args] = command.map((word) => this.state.settings.expand(word, meter));
    this.#budget.expansions = meter.left;
    if (name === undefined) return undefined;
    const execute = commands.get(name);
    if (!execute) {
      frame.status = this.fail(`there is no command ${name}`);
      return undefined;
    }
    if (execute.loads) for (const missing of unknown) this.remark(`\${${missing}} is not known here.`);
    const result = await execute.run(this, args);
    if (typeof result !== 'number') return result;
    // A script that was called, or left, has its own status.
    if (this.frame === frame) frame.status = result;
    return undefined;
  }
}
