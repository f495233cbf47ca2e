import { parseEnvironmentBlock } from '../environment-block.ts';
import type { Location } from '../files.ts';
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
    const location = locate(grub, options.values.get('file')?.at(-1));
    const block = await readBlock(grub, location);
    if (typeof block === 'number') return block;
    if (!grub.spend(block.length)) return OK;
    const { args: wanted } = options;
    const variables = block.filter(([name]) => wanted.length === 0 || wanted.includes(name));
    for (const [name, value] of variables) grub.environment.set(name, value);
    grub.setting.blocks.load(location, variables);
    return OK;
  },

  /** Nothing is written while a menu is made, but it is kept what would be; whether GRUB could decides the status. */
  async save_env(grub, given) {
    const options = parseOptions(given, OPTIONS);
    if (typeof options === 'string' || options.args.length === 0) return grub.fail(BAD_ARGUMENT, 'save_env of nothing');
    const location = locate(grub, options.values.get('file')?.at(-1));
    const block = await readBlock(grub, location);
    if (typeof block === 'number') return block;
    const { args: names } = options;
    if (!grub.spend(names.length)) return OK;
    grub.setting.blocks.save(
      location,
      names.map((name) => [name, grub.environment.get(name)]),
    );
    return OK;
  },
};

function locate(grub: Interpreter, file: string | undefined): Location | undefined {
  return grub.files.locate(file ?? `${grub.environment.get('prefix') ?? ''}/grubenv`, grub.root);
}

async function readBlock(grub: Interpreter, location: Location | undefined): Promise<[string, string][] | Status> {
  const bytes = await grub.files.read(location, MAX_SIZE);
  const name = location?.path ?? 'that is asked for';
  if (!bytes) return grub.fail(FILE_NOT_FOUND, `the environment block ${name} does not exist`);
  const block = parseEnvironmentBlock(Buffer.from(bytes).toString('latin1'));
  return block ?? grub.fail(BAD_FILE_TYPE, `${name} is no environment block: it does not begin with the right line`);
}
