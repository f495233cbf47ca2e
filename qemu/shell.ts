// A shell on a machine's serial console: runs commands and returns what they printed.

import type { Serial } from './serial.ts';

const seconds = 180;

/** What the demo disk's Debian says when it is up. What its kernel says may follow at once. */
export const loginPrompt = /\ndemo login: /;

/** The prompt of baton's rescue shell, behind its greeting and busybox's. */
export const rescuePrompt = /The rescue shell\. [\s\S]*?\n\S+ # /;

export class Shell {
  readonly #serial: Serial;
  #count = 0;

  /** Takes a console that stands at the prompt of a POSIX shell. */
  constructor(serial: Serial) {
    this.#serial = serial;
  }

  /**
   * Runs `command`, of one line, and returns what it printed on the terminal. Throws if its exit status is not 0, or
   * after three minutes if `within`, in seconds, says nothing else.
   */
  async run(command: string, within = seconds): Promise<string> {
    const mark = `mark-${++this.#count}`;
    // The quotes keep what is typed, which the terminal echoes, from being taken for what is printed.
    this.#serial.type(`echo ${mark}''-begin; ${command}; echo ${mark}''-end $?\r`);
    const pattern = new RegExp(`${mark}-begin\\n([\\s\\S]*?)${mark}-end (\\d+)\\n`);
    const { match } = await this.#serial.expect(pattern, { seconds: within, what: `the end of \`${command}\`` });
    const [, output, status] = match;
    if (status !== '0') throw new Error(`\`${command}\` failed with exit status ${status}:\n${output}`);
    return output!;
  }
}

/**
 * Waits `within` seconds for the login prompt of the demo disk's Debian and logs in as root. Throws an error that shows
 * the screen if it does not come.
 */
export async function logIn(serial: Serial, within: number): Promise<Shell> {
  await serial.expect(loginPrompt, { seconds: within, what: "Debian's login prompt" });
  serial.type('root\r');
  await serial.expect(/root@demo:~# /, { seconds, what: "root's shell" });
  const shell = new Shell(serial);
  // Nothing of the kernel's is to come in between what commands print.
  await shell.run('dmesg --console-level emerg');
  return shell;
}
