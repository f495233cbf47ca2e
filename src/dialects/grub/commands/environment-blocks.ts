import { parseEnvironmentBlock } from '../environment-block.ts';
import type { Interpreter } from '../interpreter.ts';
import { parseOptions } from '../options.ts';
import { BAD_ARGUMENT, BAD_FILE_TYPE, FILE_NOT_FOUND, OK, type Status } from '../status.ts';
import type { CommandTable } from './command.ts';

const OPTIONS = { short: { f: 'file', s: 'skip-sig' }, long: { file: 'value', 'skip-sig': 'flag' } } as const;

/** A block is 1024 bytes; of one that somebody made larger this much is read. */
const MAX_SIZE = 64 * 1024;

/** `load_env` and `save_env` (grub-core/commands/loadenv.c). */
export const environmentBlocks: CommandTable = {
  async load_env(grub, given) {
    const options = parseOptions(given, OPTIONS);
    if (typeof options === 'string') return grub.fail(BAD_ARGUMENT, `load_env: ${options}`);
    const block = await readBlock(grub, options.values.get('file')?.at(-1));
    if (typeof block === 'number') return block;
    if (!grub.spend(block.length)) return OK;
    const { args: wanted } = options;
    for (const [name, value] of block)
      if (wanted.length === 0 || wanted.includes(name)) grub.environment.set(name, value);
    return OK;
  },

  /** Nothing is written while a menu is made; whether GRUB could have written decides the status. */
  async save_env(grub, given) {
    const options = parseOptions(given, OPTIONS);
    if (typeof options === 'string' || options.args.length === 0) return grub.fail(BAD_ARGUMENT, 'save_env of nothing');
    const block = await readBlock(grub, options.values.get('file')?.at(-1));
    return typeof block === 'number' ? block : OK;
  },
};

async function readBlock(grub: Interpreter, file: string | undefined): Promise<[string, string][] | Status> {
  const name = file ?? `${grub.environment.get('prefix') ?? ''}/grubenv`;
  const bytes = await grub.files.read(grub.files.locate(name, grub.root), MAX_SIZE);
  if (!bytes) return grub.fail(FILE_NOT_FOUND, `the environment block ${name} does not exist`);
  const block = parseEnvironmentBlock(Buffer.from(bytes).toString('latin1'));
  return block ?? grub.fail(BAD_FILE_TYPE, `${name} is no environment block: it does not begin with the right line`);
}
