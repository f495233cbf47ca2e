// Configurations of the kernel: fragments are merged into one, and what came of it is compared with what was asked for.
// https://docs.kernel.org/kbuild/kconfig.html

/** One option that a fragment asks for: its value as it stands, `n` for an option that is to be off. */
export interface Wish {
  readonly value: string;
  /** Where it stands, for messages: `base.config:12`. */
  readonly where: string;
}

export interface Fragment {
  /** For messages: `base.config`. */
  readonly name: string;
  readonly text: string;
}

const optionOn = /^(CONFIG_\w+)=(.+)$/;
const optionOff = /^# (CONFIG_\w+) is not set$/;

function parseLine(line: string): { name: string; value: string } | undefined {
  const [, name = '', value = 'n'] = optionOn.exec(line) ?? optionOff.exec(line) ?? [];
  return name === '' ? undefined : { name, value };
}

/**
 * What the fragments ask for together, by option. Throws for a line that is neither an option nor a comment, and where
 * two of them ask for different values.
 */
export function mergeFragments(fragments: readonly Fragment[]): Map<string, Wish> {
  const wishes = new Map<string, Wish>();
  for (const { name: file, text } of fragments) {
    for (const [index, line] of text.split('\n').entries()) {
      const where = `${file}:${index + 1}`;
      const option = parseLine(line);
      if (!option) {
        if (line !== '' && !line.startsWith('#'))
          throw new Error(`${where}: "${line}" is no option; write CONFIG_NAME=y, or # CONFIG_NAME is not set`);
        continue;
      }
      const { name, value } = option;
      const other = wishes.get(name);
      if (other && other.value !== value)
        throw new Error(`${where} wants ${name} to be ${value}, and ${other.where} wants it to be ${other.value}`);
      if (!other) wishes.set(name, { value, where });
    }
  }
  return wishes;
}

/** The wishes in the form that kconfig reads. */
export function configText(wishes: ReadonlyMap<string, Wish>): string {
  return Array.from(wishes, ([name, { value }]) =>
    value === 'n' ? `# ${name} is not set\n` : `${name}=${value}\n`,
  ).join('');
}

/**
 * What of the wishes is not in `config`, the text of the .config that kconfig made of them: a sentence for each. An
 * option is lost that does not exist, or that depends on something that is off.
 */
export function lostWishes(wishes: ReadonlyMap<string, Wish>, config: string): string[] {
  const found = new Map(
    config
      .split('\n')
      .flatMap((line) => parseLine(line) ?? [])
      .map(({ name, value }) => [name, value]),
  );
  const lost: string[] = [];
  for (const [name, { value, where }] of wishes) {
    const got = found.get(name) ?? 'n';
    if (got !== value)
      lost.push(
        `${where} wants ${name} to be ${value}, and it is ${got}: ${got === 'n' ? 'there is no such option, or it depends on one that is off' : 'another option has changed it'}`,
      );
  }
  return lost;
}
