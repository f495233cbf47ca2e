import { type Command, isKnownModule, type Loader, parseCommand } from './command.ts';
import { type Files, locate } from './files.ts';
import type { Configuration, Item } from './menu.ts';
import { splitWord } from './words.ts';

/** Labels that call each other through modules. */
const MAX_HOPS = 8;

/** What a command line leads to. */
export interface Started {
  readonly command: Command;
  /** The label that was called last, and the arguments that were given to it. */
  readonly item?: Item;
  readonly more: string;
}

/** Follows command lines through labels and the modules that choose one. */
export class Commands {
  readonly #files: Files;
  readonly #loader: Loader;
  readonly #cpu: string;

  /** @param cpu the running processor, as Linux calls it */
  constructor(files: Files, loader: Loader, cpu: string) {
    this.#files = files;
    this.#loader = loader;
    this.#cpu = cpu;
  }

  /** What choosing an item starts. */
  async of(item: Item, configuration: Configuration, directory: string): Promise<Command> {
    const command = parseCommand(item.command, this.#loader, this.#cpu);
    if (command.what !== 'command') return command;
    const started = await this.start(command.command, configuration, directory);
    return started?.command ?? { what: 'none', why: `It calls "${command.command}", which is not there.` };
  }

  /**
   * What a line starts as if it were typed: a label, with more arguments behind its own, or else a file.
   * (SYSLINUX: `load_kernel`, com32/elflink/ldlinux/ldlinux.c.)
   */
  async start(text: string, configuration: Configuration, directory: string): Promise<Started | undefined> {
    let line = text;
    for (let hops = 0; hops < MAX_HOPS; hops += 1) {
      const [name, more] = splitWord(line);
      const item = configuration.labels.get(name);
      if (name === '' || (item && item.action !== 'command')) return undefined;
      let own = more === '' ? item?.command : `${item?.command} ${more}`;
      if (!item) own = (await this.#isModule(name, directory)) ? `.com32 ${line}` : line;
      const command = parseCommand(own!, this.#loader, this.#cpu);
      if (command.what !== 'command') return { command, ...(item ? { item } : {}), more };
      line = command.command;
    }
    return undefined;
  }

  /** A name that is neither label nor file may be that of a module without its extension. */
  async #isModule(name: string, directory: string): Promise<boolean> {
    return isKnownModule(name) && (await this.#files.find(locate(name, directory).path)) === undefined;
  }
}
