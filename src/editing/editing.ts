// Changes to what is loaded, made on the menu, and paths that are entered there.

import { complete } from '../console/editor/completion.ts';
import { entryFrom, type Wrong } from '../console/editor/entry-form.ts';
import { completed, type Form, press, startForm, textsOf } from '../console/editor/form.ts';
import { readPlace } from '../console/editor/place.ts';
import type { Key } from '../console/keys.ts';
import type { Event, Menu, Request } from '../console/model.ts';
import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import type { Reading } from '../entry/reading.ts';
import { fullTitle } from '../entry/title.ts';
import type { Volume } from '../entry/volume.ts';
import { runningMachine } from '../linux/machine.ts';
import { lookAt, type Reached } from './entered.ts';
import { findVolume } from './find-volume.ts';
import { KeptTexts } from './kept-texts.ts';

export interface EditingTools {
  readonly consoles: { readonly menu: Menu; dispatch(event: Event): void };
  volumes(): readonly Volume[];
  /** Where a URL leads; raises an error with a sentence. */
  locate(url: string): Promise<Reached>;
  /** The files in the disc image at a URL; undefined where none is there. Raises an error with a sentence. */
  imageAt(url: string): Promise<Volume | undefined>;
  readings(): readonly Reading[];
  boot(entry: Entry): Promise<void>;
  /** Puts entries on the menu that no configuration has which is found by itself. */
  add(reading: Reading): void;
}

type Subject = { readonly entry: Entry } | 'place';
type FormRequest = Extract<Request, { type: 'form' }>;

/** So many texts are remembered for Up and Down. */
const longestHistory = 50;

export class Editing {
  readonly #tools: EditingTools;
  readonly #kept = new KeptTexts();
  readonly #cmdlines: string[] = [];
  readonly #places: string[] = [];
  #subject: Subject | undefined;

  constructor(tools: EditingTools) {
    this.#tools = tools;
  }

  /** Opens the editor on an entry. Says so where its configuration forbids that. */
  edit(entry: Entry, what: 'cmdline' | 'all'): void {
    const { editor } = this.#messages;
    const own = this.#tools.readings().find(({ entries }) => entries.some((one) => entryKey(one) === entryKey(entry)));
    if (own?.editor === false) {
      this.#tools.consoles.dispatch({ type: 'notice', text: editor.forbidden(own.config) });
      return;
    }
    this.#open(
      { entry },
      startForm(editor.title(fullTitle(entry)), this.#kept.of(entry, what), 0, [...this.#cmdlines]),
    );
  }

  /** Asks for a path or a URL. */
  enterPath(): void {
    this.#open('place', startForm(this.#messages.editor.placeTitle, [['place', '']], 0, [...this.#places]));
  }

  /** As if the path or URL had been entered. */
  async enter(text: string): Promise<void> {
    const form = startForm(this.#messages.editor.placeTitle, [['place', text]], 0, [...this.#places]);
    this.#open('place', form);
    await this.#enterPlace(form);
  }

  /** Does what a key in the editor has asked for. Never throws. */
  async obey({ wish, form }: FormRequest): Promise<void> {
    if (wish === 'complete') return this.#complete(form);
    if (this.#subject === undefined) return;
    if (this.#subject !== 'place') return this.#entered(this.#subject.entry, form, wish === 'cancel');
    if (wish === 'enter') return this.#enterPlace(form);
  }

  get #messages() {
    return this.#tools.consoles.menu.messages;
  }

  readonly #find = (name: string): Volume | undefined => findVolume(name, this.#tools.volumes());

  #open(subject: Subject, form: Form): void {
    this.#subject = subject;
    this.#show(form);
  }

  #show(form: Form | undefined): void {
    this.#tools.consoles.dispatch({ type: 'pane', ...(form ? { pane: { kind: 'editor', form } } : {}) });
  }

  /** Whether the form is still as it was: nothing has been typed since. */
  #isShown(form: Form): boolean {
    const { pane } = this.#tools.consoles.menu;
    return pane?.kind === 'editor' && pane.form === form;
  }

  async #complete(form: Form): Promise<void> {
    const text = form.fields[form.focus]?.line.text ?? '';
    const completion = await complete(text, this.#tools.volumes(), this.#find);
    const { pane } = this.#tools.consoles.menu;
    if (pane?.kind === 'editor' && pane.form === form) await this.#goOn(completed(form, completion), pane.held ?? []);
  }

  /** Takes the keys that were pressed meanwhile. */
  async #goOn(begun: Form, keys: readonly Key[]): Promise<void> {
    let form = begun;
    for (const [at, key] of keys.entries()) {
      const step = press(form, key);
      form = step.form;
      if (!step.wish) continue;
      const held = step.wish === 'complete' ? { held: keys.slice(at + 1) } : {};
      const pane = { kind: 'editor', form, ...held } as const;
      this.#tools.consoles.dispatch({ type: 'pane', ...(step.wish === 'cancel' ? {} : { pane }) });
      return this.obey({ type: 'form', wish: step.wish, form });
    }
    this.#show(form);
  }

  async #entered(entry: Entry, form: Form, cancelled: boolean): Promise<void> {
    this.#kept.keep(entry, form);
    remember(this.#cmdlines, textsOf(form, 'cmdline')[0]);
    if (cancelled) return;
    const changed = entryFrom(form, entry, this.#find);
    if ('wrong' in changed) this.#show({ ...form, remark: this.#remark(changed) });
    else {
      this.#show(undefined);
      await this.#tools.boot(changed);
    }
  }

  #remark({ wrong, text }: Wrong): string {
    const { editor } = this.#messages;
    return wrong === 'noKernel' ? editor.noKernel : editor[wrong](text);
  }

  async #enterPlace(form: Form): Promise<void> {
    const { editor } = this.#messages;
    const [text = ''] = textsOf(form, 'place');
    const place = readPlace(text, this.#find);
    if (!place) return this.#show({ ...form, remark: editor.noPath(text) });
    remember(this.#places, text);
    const { status } = this.#tools.consoles.menu;
    this.#tools.consoles.dispatch({ type: 'status', text: editor.looking(text) });
    const { locate, imageAt, volumes } = this.#tools;
    const entered = await lookAt(text, place, volumes(), runningMachine(), locate, imageAt);
    this.#tools.consoles.dispatch({ type: 'status', text: status });
    // Somebody may have gone on typing, or away.
    if (!this.#isShown(form)) return;
    switch (entered.kind) {
      case 'entry':
        this.#show(undefined);
        return this.#tools.boot(entered.entry);
      case 'kernel': {
        const known = this.#knownFor(entered.entry);
        return this.#open({ entry: known }, startForm(editor.title(text), this.#kept.of(known, 'all'), 1));
      }
      case 'configuration':
        this.#show(undefined);
        return this.#choose(entered.reading);
      case 'noEntries':
      case 'unreadable':
        return this.#show({ ...form, remark: editor[entered.kind](text, entered.reason) });
      default:
        return this.#show({ ...form, remark: editor[entered.kind](text) });
    }
  }

  /** The entry of a kernel, with the initrds and the cmdline that a configuration has for it. */
  #knownFor(entry: Entry): Entry {
    const { volume, path, image } = entry.kernel ?? {};
    const known = this.#tools.readings().flatMap(({ entries }) => entries);
    const same = known.find(
      ({ kernel }) => kernel?.volume === volume && kernel?.path === path && kernel?.image === image,
    );
    return volume !== undefined && same ? { ...entry, initrds: same.initrds, cmdline: same.cmdline } : entry;
  }

  #choose(reading: Reading): void {
    const isSame = (other: Reading) => other.volume === reading.volume && other.config === reading.config;
    const there = this.#tools.readings().find((other) => isSame(other) && other.entries.length > 0);
    if (!there) this.#tools.add(reading);
    const [first] = (there ?? reading).entries;
    if (first) this.#tools.consoles.dispatch({ type: 'choose', entry: first });
  }
}

/** The newest is last, and none is there twice. */
function remember(history: string[], text: string | undefined): void {
  if (!text) return;
  const at = history.indexOf(text);
  if (at >= 0) history.splice(at, 1);
  history.push(text);
  if (history.length > longestHistory) history.shift();
}
