import type { Command, Output } from './command.ts';

const HELP = `Asks for a password, twice, and prints its hash (scrypt, as a PHC string), for
the setting \`password\` of a baton.toml:

  password = "$scrypt$ln=15,r=8,p=1$..."

Without a terminal the password is the first line of the standard input.

--help  print this

Exit status: 0 the hash was printed, 1 there was no password, or the two
differ, 2 the command was used wrongly.`;

export const password: Command = {
  name: 'password',
  synopsis: '',
  summary: "make the hash of a password for baton's settings",
  help: HELP,
  run,
};

async function run(args: readonly string[], output: Output): Promise<number> {
  if (args.length > 0) {
    output.error(`baton password: it takes no arguments, and ${args[0]} is one.`);
    return 2;
  }
  const { hashPassword } = await import('../trust/scrypt.ts');
  const answer = process.stdin.isTTY ? await typedTwice(output) : await firstLine();
  if (!answer || answer.length === 0) {
    output.error('baton password: there is no password. Enter one, the same both times.');
    return 1;
  }
  try {
    output.out(await hashPassword(answer));
  } finally {
    answer.fill(0);
  }
  return 0;
}

/** Undefined where nothing was typed, or not the same both times. */
async function typedTwice(output: Output): Promise<Uint8Array | undefined> {
  const first = await typed('Password: ', output);
  const second = first && (await typed('The same again: ', output));
  const same = first && second && Buffer.compare(first, second) === 0;
  second?.fill(0);
  if (same) return first;
  first?.fill(0);
  return undefined;
}

/** What is typed on the terminal, which does not show it. */
async function typed(question: string, output: Output): Promise<Uint8Array | undefined> {
  const { Prompt } = await import('../console/prompt.ts');
  const { stdin } = process;
  // Before the question: nobody types sooner.
  stdin.setRawMode(true);
  process.stderr.write(question);
  try {
    return await new Promise((resolve) => {
      const prompt = new Prompt({ onChange: () => {}, onEnd: resolve });
      const take = (bytes: Uint8Array): void => prompt.take(bytes);
      stdin.on('data', take).resume();
    });
  } finally {
    stdin.removeAllListeners('data');
    stdin.pause();
    stdin.setRawMode(false);
    output.error('');
  }
}

/** Of more than this no password consists, in bytes. */
const longest = 4096;

/** Without the line feed at its end. */
async function firstLine(): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (part.includes(0x0a) || size > longest) break;
  }
  const all = Buffer.concat(parts);
  const end = all.indexOf(0x0a);
  const line = end < 0 ? all : all.subarray(0, end);
  return line.length > longest ? undefined : line;
}
