import type { Command } from './command.ts';
import type { Commands } from './commands.ts';
import { type Files, locate } from './files.ts';
import type { Configuration, Directive, Item, Menu } from './menu.ts';
import { type Note, Parser, type Reader } from './parser.ts';
import { bootTheSame, findChoice, seconds, selectable } from './selection.ts';
import type { Appended } from './sysappend.ts';
import { splitWord } from './words.ts';

/** What can be chosen: something to start, or what is below a submenu. */
export interface Choice {
  readonly item: Item;
  /** Set where it is not the item alone that is started. */
  readonly title?: string;
  readonly command?: Command;
  readonly below?: readonly Choice[];
  /** The working directory, which the names of files are taken from. */
  readonly directory: string;
}

/** What is on the screen when nobody presses a key. */
export interface Screen {
  readonly choices: readonly Choice[];
  readonly default?: Choice;
  /** What is started where the default cannot be loaded. */
  readonly onError?: Choice;
  /** Seconds; -1 waits for ever. */
  readonly timeout: number;
  readonly style: 'menu' | 'countdown';
}

/** Where a configuration is read from. */
interface Source {
  readonly reader: Reader;
  readonly names: readonly string[];
  /** The file that `~` stands for. */
  readonly main: string;
  readonly directory: string;
  /** Whether it is behind a choice of another screen: nothing in it boots by itself then. */
  readonly chosen: boolean;
}

const MAX_SCREENS = 8;
const MAX_CHOICES = 8_000;

/** Follows a configuration to the screen that its loader would show, and each choice to what it starts. */
export class Screens {
  readonly #files: Files;
  readonly #commands: Commands;
  readonly #note: Note;
  readonly #appended: (bits: number) => Appended;
  /** What is on the screens so far: a help screen often has the labels of the menu that it belongs to once more. */
  readonly #shown = new Set<string>();

  constructor(files: Files, commands: Commands, note: Note, appended: (bits: number) => Appended) {
    this.#files = files;
    this.#commands = commands;
    this.#note = note;
    this.#appended = appended;
  }

  /** @returns undefined where there is no such file */
  open(name: string, directory: string): Promise<Screen | undefined> {
    return this.#open({ reader: 'core', names: [name], main: name, directory, chosen: false }, []);
  }

  /** @param outer the configurations that led here: one that leads back is no screen of its own */
  async #open(source: Source, outer: readonly string[]): Promise<Screen | undefined> {
    const { names, reader, directory } = source;
    const key = `${reader} ${names.map((name) => locate(name, directory).path).join(' ')}`;
    if (outer.includes(key) || outer.length >= MAX_SCREENS) return undefined;
    const inside = [...outer, key];
    const parser = new Parser(this.#files, directory, reader, this.#note, this.#appended);
    let there = false;
    for (const name of names) there = (await parser.file(name)) || there;
    if (!there) return undefined;
    const configuration = parser.finish();
    if (reader === 'menu') return withOnError(await this.#menu(configuration, source, inside), configuration);
    const first = configuration.ui ?? configuration.default;
    const started = first && (await this.#commands.start(first.text, configuration, directory));
    const led = started && (await this.#led(started.command, source, inside));
    return led ?? withOnError(await this.#prompt(configuration, source, inside), configuration);
  }

  /** The screen that a command leads to, if it does. */
  async #led(command: Command, source: Source, outer: readonly string[]): Promise<Screen | undefined> {
    if (command.what === 'menu') {
      const names = command.names.length > 0 ? command.names : ['~'];
      return this.#open({ ...source, reader: 'menu', names: names.map((n) => (n === '~' ? source.main : n)) }, outer);
    }
    if (command.what !== 'config') return undefined;
    const { path, url: main = path } = locate(command.name, source.directory);
    const directory = locate(command.directory ?? '.', source.directory).path;
    return this.#open({ ...source, reader: 'core', names: [main], main, directory }, outer);
  }

  /** The loader without a menu: it boots DEFAULT at once, or after a prompt. */
  async #prompt(configuration: Configuration, source: Source, outer: readonly string[]): Promise<Screen> {
    const { root, hidden, prompt, timeout, totalTimeout, ui } = configuration;
    const fresh = this.#notShown(configuration, source);
    const choices = await this.#choose(root, configuration, source, outer, fresh);
    choices.push(...(await this.#choose(hidden, configuration, source, outer, fresh)));
    const limit = prompt ? seconds(timeout, totalTimeout) : 0;
    // Versions before 4 booted "linux" where there is no DEFAULT.
    const linux = configuration.labels.get('linux');
    const byName = linux && { text: 'linux', config: linux.config, line: linux.line };
    const directive = (limit > 0 ? configuration.onTimeout : undefined) ?? configuration.default ?? byName;
    const direct = directive && !ui ? await this.#direct(directive, configuration, source, choices) : undefined;
    return { choices, ...direct, timeout: direct ? limit : -1, style: 'menu' };
  }

  /** The menu of menu.c32 and vesamenu.c32. (com32/menu/menumain.c: `run_menu`.) */
  async #menu(configuration: Configuration, source: Source, outer: readonly string[]): Promise<Screen> {
    const { root, hidden, totalTimeout, shiftKey, hiddenMenu, ui } = configuration;
    const named = ui && configuration.labels.get(splitWord(configuration.default?.text ?? '')[0]);
    if (named && named.menu !== hidden) {
      named.menu.default = named.menu.items.indexOf(named);
      configuration.start = named.menu;
    }
    const { start } = configuration;
    const fresh = this.#notShown(configuration, source);
    const choices = await this.#choose(root, configuration, source, outer, fresh);
    const index = selectable(start);
    // A selection that is moved away from its default stops the clock.
    const timeout = shiftKey ? 0 : seconds(index === start.default ? start.timeout : 0, totalTimeout);
    const style = hiddenMenu ? 'countdown' : 'menu';
    const directive = timeout > 0 ? start.onTimeout : undefined;
    const direct = directive && (await this.#direct(directive, configuration, source, choices));
    if (direct) return { ...direct, timeout, style };
    const chosen = start.items[index] && findChoice(choices, ({ item }) => item === start.items[index]);
    return { choices, ...(chosen?.command ? { default: chosen } : {}), timeout, style };
  }

  /** The choice that DEFAULT or ONTIMEOUT means. One that no choice on the screen is stands before them. */
  async #direct(
    directive: Directive,
    configuration: Configuration,
    { directory, chosen }: Source,
    choices: readonly Choice[],
  ): Promise<{ choices: readonly Choice[]; default: Choice } | undefined> {
    const { text, config, line } = directive;
    const { item, command, more } = (await this.#commands.start(text, configuration, directory)) ?? {};
    // A whole command line often says once more what one of the labels does.
    const isMeant = (choice: Choice) =>
      item && more === '' ? choice.item === item : command !== undefined && bootTheSame(command, choice.command);
    const shown = findChoice(choices, isMeant);
    if (shown) return { choices, default: shown };
    if (chosen) return undefined;
    if (!command || (!item && !(await this.#isKernel(command, directory, configuration)))) {
      this.#note(config, line, `"${text}" is to boot by itself, but there is no such label or file`);
      return undefined;
    }
    const { root: menu } = configuration;
    const own: Item = { menu, label: undefined, text, action: 'command', command: text, remarks: [], config, line };
    const added: Choice = { item: item ?? own, ...(more === '' ? {} : { title: text }), command, directory };
    return { choices: [added, ...choices], default: added };
  }

  async #isKernel(command: Command, directory: string, { implicit }: Configuration): Promise<boolean> {
    if (command.what !== 'linux' || !implicit) return false;
    const { path, url } = locate(command.kernel, directory);
    return url !== undefined || (await this.#files.find(path)) !== undefined;
  }

  /** The items that no screen has yet. Those are kept in mind. */
  #notShown({ items }: Configuration, { directory }: Source): ReadonlySet<Item> {
    const key = ({ config, line, command }: Item) => `${config}\n${line}\n${directory}\n${command}`;
    const fresh = new Set(items.filter((item) => item.submenu || !this.#shown.has(key(item))));
    for (const item of fresh) this.#shown.add(key(item));
    return fresh;
  }

  /** What can be chosen in a menu, in its order, and what each choice starts. */
  async #choose(
    menu: Menu,
    configuration: Configuration,
    source: Source,
    outer: readonly string[],
    fresh: ReadonlySet<Item>,
  ): Promise<Choice[]> {
    const { directory } = source;
    const choices: Choice[] = [];
    for (const item of menu.items) {
      if (!fresh.has(item) || this.#shown.size > MAX_CHOICES) continue;
      if (item.submenu) {
        choices.push({ item, below: await this.#choose(item.submenu, configuration, source, outer, fresh), directory });
      } else if (item.action === 'command') {
        const command = await this.#commands.of(item, configuration, directory);
        if (command.what === 'menu' || command.what === 'config') {
          const screen = await this.#led(command, { ...source, chosen: true }, outer);
          if (screen) choices.push({ item, below: screen.choices, directory });
        } else {
          choices.push({ item, command, directory });
        }
      }
    }
    return choices;
  }
}

function withOnError(screen: Screen, { labels, onError }: Configuration): Screen {
  const item = onError === undefined ? undefined : labels.get(onError);
  const choice = item && findChoice(screen.choices, (other) => other.item === item);
  return choice ? { ...screen, onError: choice } : screen;
}
