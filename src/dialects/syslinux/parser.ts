import { kernelTypes } from './command.ts';
import { type Files, locate } from './files.ts';
import { commandOf, type Label, newLabel, remarksOf } from './label.ts';
import type { Action, Configuration, Item, Menu } from './menu.ts';
import { menuKeyword } from './menu-keywords.ts';
import type { Appended } from './sysappend.ts';
import { leadingInteger, leadingNumber, skipSpace, splitWord } from './words.ts';

/** `core` is the loader's own reader, `menu` that of menu.c32: they differ in a label of several words. */
export type Reader = 'core' | 'menu';

/** Takes a remark: the file, the line from 1, and a sentence. */
export type Note = (config: string, line: number, message: string) => void;

/** A line that is longer goes on as another line (SYSLINUX reads with fgets into `MAX_LINE` bytes). */
const MAX_LINE = 4095;
const MAX_DEPTH = 30;
const MAX_ITEMS = 4_000;

/**
 * Reads configuration files into menus, line by line as SYSLINUX does: the first word of a line is its keyword, in
 * upper or lower case, and a line with an unknown one says nothing.
 * https://wiki.syslinux.org/wiki/index.php?title=Config and `parse_config_file` in com32/menu/readconfig.c
 */
export class Parser {
  readonly configuration: Configuration;
  readonly files: Files;
  /** The menu that items are put into, and the label that is being read. */
  menu: Menu;
  label: Label | undefined;
  readonly #directory: string;
  readonly #reader: Reader;
  readonly #note: Note;
  readonly #appended: (bits: number) => Appended;
  #append: string | undefined;
  #sysappend = 0;
  #depth = 0;

  /**
   * @param directory the working directory, which the names of files are taken from
   * @param appended what bits of SYSAPPEND stand for
   */
  constructor(files: Files, directory: string, reader: Reader, note: Note, appended: (bits: number) => Appended) {
    this.files = files;
    this.#directory = directory;
    this.#reader = reader;
    this.#note = note;
    this.#appended = appended;
    const root: Menu = { label: '.top', items: [], default: 0, timeout: 0 };
    this.menu = root;
    this.configuration = {
      root,
      start: root,
      hidden: { label: '.hidden', items: [], default: 0, timeout: 0 },
      items: [],
      labels: new Map(),
      prompt: false,
      timeout: 0,
      totalTimeout: 0,
      shiftKey: false,
      hiddenMenu: false,
      implicit: true,
    };
  }

  /** @returns whether the file is there */
  async file(name: string): Promise<boolean> {
    const file = await this.files.read(locate(name, this.#directory));
    if (!file) return false;
    this.#depth += 1;
    await this.#lines(file.text, file.path);
    this.#depth -= 1;
    return true;
  }

  /** Ends the label that is being read: nothing follows. */
  finish(): Configuration {
    this.record();
    return this.configuration;
  }

  async #lines(text: string, config: string): Promise<void> {
    // SYSLINUX keeps the menu of a file in a variable of its own: what an included file opens is not left open here.
    let menu = this.menu;
    let help = false;
    let number = 0;
    for (let at = 0; at < text.length; ) {
      number += 1;
      const end = text.indexOf('\n', at);
      const line = text.slice(at, end < 0 ? undefined : end);
      at = end < 0 ? text.length : end + 1;
      for (let from = 0; from === 0 || from < line.length; from += MAX_LINE) {
        const [word, rest] = splitWord(/^[^\r\0]*/.exec(line.slice(from, from + MAX_LINE))![0]);
        const keyword = word.toLowerCase();
        if (help) {
          help = keyword !== 'endtext';
        } else if (keyword === 'text') {
          help = true;
        } else if (keyword === 'include') {
          this.menu = menu;
          menu = await this.include(rest, config, number);
        } else if (keyword === 'menu') {
          const [command, argument] = splitWord(rest);
          this.menu = menu;
          menu = await menuKeyword(this, command.toLowerCase(), argument, config, number);
        } else {
          this.menu = menu;
          this.#keyword(keyword, rest, config, number);
        }
      }
    }
  }

  #keyword(keyword: string, rest: string, config: string, line: number): void {
    const { label, configuration, menu } = this;
    if (kernelTypes.has(keyword)) {
      if (label) [label.type, label.kernel] = [keyword, rest];
      return;
    }
    switch (keyword) {
      case 'label':
        this.record();
        this.label = newLabel(this.#reader === 'menu' ? rest : splitWord(rest)[0], config, line, this.#sysappend);
        break;
      case 'append':
        if (label) label.append = rest;
        else this.#append = rest;
        break;
      case 'initrd':
        if (label) label.initrd = rest;
        break;
      case 'ipappend':
      case 'sysappend':
        if (label) label.sysappend = leadingNumber(rest);
        else this.#sysappend = leadingNumber(rest);
        break;
      // U-Boot's own: https://docs.u-boot.org/en/latest/usage/pxe.html
      case 'fdt':
      case 'devicetree':
        if (label) label.devicetree = rest;
        break;
      case 'fdtdir':
      case 'devicetreedir':
        label?.remarks.push(`U-Boot would take the device tree of this board from ${rest} (${keyword.toUpperCase()}).`);
        break;
      case 'fdtoverlays':
      case 'devicetree-overlay':
        if (label) label.overlays = rest;
        break;
      case 'default':
        configuration.default = { text: rest, config, line };
        break;
      case 'ui':
        configuration.ui = { text: rest, config, line };
        break;
      case 'prompt':
        configuration.prompt = leadingInteger(rest) !== 0;
        break;
      case 'implicit':
        configuration.implicit = leadingInteger(rest) !== 0;
        break;
      case 'timeout':
        menu.timeout = configuration.timeout = Math.max(0, leadingInteger(rest));
        break;
      case 'totaltimeout':
        configuration.totalTimeout = Math.max(0, leadingInteger(rest));
        break;
      case 'onerror':
        configuration.onError = splitWord(rest)[0];
        break;
      case 'ontimeout':
        menu.onTimeout = configuration.onTimeout = { text: rest, config, line };
        break;
    }
  }

  /** INCLUDE FILE, and INCLUDE FILE TITLE for a submenu of its own. @returns the menu to go on with */
  async include(argument: string, config: string, line: number): Promise<Menu> {
    const [name, title] = splitWord(argument);
    const menu = this.menu;
    if (title !== '') this.beginMenu(title, config, line);
    if (this.#depth >= MAX_DEPTH) this.#note(config, line, `${name}: configurations include each other without an end`);
    else if (!(await this.file(name)))
      this.#note(config, line, this.files.exhausted ? `${name} is not read: it is too much` : `${name} does not exist`);
    if (title === '') return menu;
    this.endMenu();
    return this.menu;
  }

  beginMenu(tag: string, config: string, line: number): void {
    this.record();
    const parent = this.menu;
    const item: Item = { ...this.#item(parent, 'submenu', config, line), text: tag };
    const { timeout, onTimeout } = parent;
    const menu: Menu = {
      label: tag,
      parent,
      parentItem: item,
      items: [],
      default: 0,
      timeout,
      ...(onTimeout === undefined ? {} : { onTimeout }),
    };
    item.submenu = menu;
    this.#add(parent, item);
    this.menu = menu;
  }

  endMenu(): void {
    this.record();
    this.menu = this.menu.parent ?? this.menu;
  }

  separator(config: string, line: number): void {
    this.record();
    this.#add(this.menu, this.#item(this.menu, 'disabled', config, line));
  }

  /** Puts the label that is being read, if any, into its menu. (SYSLINUX: `record`.) */
  record(): void {
    const { label, configuration } = this;
    if (!label) return;
    this.label = undefined;
    const menu = label.hidden ? configuration.hidden : this.menu;
    const { disabled } = label;
    const { words, unknown } = this.#appended(label.sysappend);
    this.#add(menu, {
      ...this.#item(menu, disabled ? 'disabled' : label.action, label.config, label.line),
      label: disabled ? undefined : label.name,
      // Only MENU LABEL gives a hotkey.
      text: label.text ?? label.name.replaceAll('^', ''),
      command: label.action === 'command' ? commandOf(label, this.#append, words) : skipSpace(label.kernel),
      remarks: remarksOf(label, unknown),
      ...(label.devicetree === undefined ? {} : { devicetree: label.devicetree }),
      ...(label.overlays === undefined ? {} : { overlays: label.overlays }),
    });
    const choosable = label.action === 'command' || label.action === 'goto';
    if (label.isDefault && !disabled && choosable) menu.default = menu.items.length - 1;
  }

  #item(menu: Menu, action: Action, config: string, line: number): Item {
    return { menu, label: undefined, text: '', action, command: '', remarks: [], config, line };
  }

  #add(menu: Menu, item: Item): void {
    const { items, labels } = this.configuration;
    if (items.length === MAX_ITEMS) this.#note(item.config, item.line, 'Too many labels: the rest is left out');
    if (items.length > MAX_ITEMS) return;
    menu.items.push(item);
    items.push(item);
    if (item.label !== undefined && !labels.has(item.label)) labels.set(item.label, item);
  }
}
