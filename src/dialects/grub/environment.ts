import { Overlay } from './overlay.ts';
import { OK, type Status } from './status.ts';

interface Variable {
  readonly value: string;
  readonly exported: boolean;
  /** What a `search` was to put here and did not find: `UUID=…`. */
  readonly wants?: string;
}

/** GRUB's environment variables. https://www.gnu.org/software/grub/manual/grub/html_node/Environment.html */
export class Environment {
  readonly #variables: Overlay<Variable>;
  /** `$?`, which every command sets. */
  status: Status = OK;

  constructor(variables = new Overlay<Variable>()) {
    this.#variables = variables;
  }

  get(name: string): string | undefined {
    if (name === '?') return String(this.status);
    return this.#variables.get(name)?.value;
  }

  /** What the value was meant to be, where a search found nothing and left an old value in place. */
  wants(name: string): string | undefined {
    return this.#variables.get(name)?.wants;
  }

  /** GRUB takes the parentheses off a device that becomes `root`. */
  set(name: string, text: string): void {
    const value = name === 'root' ? text.replace(/^\((.*)\)$/s, '$1') : text;
    this.#variables.set(name, { value, exported: this.#variables.get(name)?.exported ?? false });
  }

  unset(name: string): void {
    this.#variables.delete(name);
  }

  /** Submenus and configuration files of their own see exported variables only. */
  export(name: string): void {
    this.#variables.set(name, { value: '', ...this.#variables.get(name), exported: true });
  }

  /** Notes that a search for `wants` found nothing and the variable kept its value. */
  miss(name: string, wants: string): void {
    const { value, exported } = this.#variables.get(name) ?? { value: '', exported: false };
    this.#variables.set(name, { value, exported, wants });
  }

  /** The same variables for somebody whose changes shall not be seen here. */
  fork(): Environment {
    return new Environment(new Overlay(this.#variables));
  }

  /** A new context with the exported variables, as a submenu and `configfile` get one. */
  context(): Environment {
    const variables = new Overlay<Variable>();
    for (const [name, variable] of this.#variables.entries()) if (variable.exported) variables.set(name, variable);
    return new Environment(variables);
  }
}
