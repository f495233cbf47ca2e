// Programs that are told what baton is about to do, and may change it.

import { existsSync } from 'node:fs';
import type { Entry } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import { fullTitle } from '../entry/title.ts';
import type { Journal } from '../journal.ts';
import { AnswerError, type IndexedChange, readEntriesAnswer, readEntryAnswer } from './answer.ts';
import { applyChanges, changed } from './apply.ts';
import { type Point, type Program, programsFor } from './programs.ts';

/** Where the image has them, in directories `early.d` and so on. */
const ownDirectory = '/etc/baton/hooks';

export interface HookSettings {
  readonly hooks: boolean;
  /** Seconds. */
  readonly hookTimeout: number;
}

/**
 * Runs hooks one after the other, by their names. Each is told what the one before it has changed. No method throws: a
 * hook that fails is told in the journal, changes nothing, and the boot goes on.
 */
export class Hooks {
  readonly #journal: Journal;
  readonly #settings: HookSettings;
  readonly #directories: string[];
  #found: { of: readonly Reading[]; are: Promise<readonly Reading[]> } | undefined;

  /** @param directory of the image */
  constructor(journal: Journal, settings: HookSettings, directory = ownDirectory) {
    this.#journal = journal;
    this.#settings = settings;
    this.#directories = existsSync(directory) ? [directory] : [];
  }

  /** Uses also what lies in this directory. */
  add(directory: string): void {
    if (!this.#directories.includes(directory)) this.#directories.push(directory);
    this.#found = undefined;
  }

  /** Before any disk is looked at. */
  async early(): Promise<void> {
    for (const program of this.#programs('early')) await this.#run(program, { hook: 'early' }, 'start', () => {});
  }

  /** The readings as the hooks want them; the same readings are not shown to them again. */
  async found(readings: readonly Reading[]): Promise<readonly Reading[]> {
    if (this.#found?.of !== readings) this.#found = { of: readings, are: this.#change(readings) };
    return this.#found.are;
  }

  /** The entry as it is to be loaded. */
  async chosen(entry: Entry): Promise<Entry> {
    let result = entry;
    for (const program of this.#programs('chosen')) {
      const told = { hook: 'chosen', entry: result };
      await this.#run(program, told, 'load', (output) => {
        const change = readEntryAnswer(output);
        if (change.cmdline !== undefined && change.cmdline !== result.cmdline)
          this.#journal.in('load').info(`the hook ${program.name} has made the cmdline "${change.cmdline}"`);
        result = changed(result, change);
      });
    }
    return result;
  }

  /** When the entry lies in memory, and everything is about to be closed. */
  async loaded(entry: Entry): Promise<void> {
    for (const program of this.#programs('loaded'))
      await this.#run(program, { hook: 'loaded', entry }, 'load', () => {});
  }

  #programs(point: Point): Program[] {
    return this.#settings.hooks ? programsFor(point, this.#directories) : [];
  }

  async #change(readings: readonly Reading[]): Promise<readonly Reading[]> {
    let result = readings;
    for (const program of this.#programs('found')) {
      const entries = result.flatMap((reading) => reading.entries).map((entry, index) => ({ index, ...entry }));
      await this.#run(program, { hook: 'found', entries }, 'configurations', (output) => {
        const changes = readEntriesAnswer(output, entries.length);
        for (const change of changes) this.#tell(program, change, entries[change.index]!);
        result = applyChanges(result, changes);
      });
    }
    return result;
  }

  #tell({ name }: Program, { index, ...change }: IndexedChange, entry: Entry): void {
    this.#journal
      .in('configurations')
      .info(`the hook ${name} has changed "${fullTitle(entry)}" (${index}): ${JSON.stringify(change)}`);
  }

  async #run(
    { name, path }: Program,
    input: object,
    phase: 'start' | 'configurations' | 'load',
    use: (output: string) => void,
  ): Promise<void> {
    const journal = this.#journal.in(phase);
    try {
      // Starting programs is a large part of Node, and few boots have hooks.
      const { runProgram } = await import('./run-program.ts');
      const { output, complaint } = await journal.span(`the hook ${name}`, () =>
        runProgram(path, `${JSON.stringify(input)}\n`, this.#settings.hookTimeout),
      );
      if (complaint !== '') journal.info(`the hook ${name} says: ${complaint}`);
      use(output);
    } catch (failure) {
      const why = failure instanceof AnswerError ? `answered what is not used: ${failure.message}` : messageOf(failure);
      journal.warning(`The hook ${name} ${why}.`);
    }
  }
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
