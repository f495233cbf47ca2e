import { toText } from './bytes.ts';
import type { Interpreter } from './interpreter.ts';
import { fileText } from './source-text.ts';
import { FILE_NOT_FOUND } from './status.ts';

/** A configuration larger than this is not read to its end. */
const MAX_CONFIGURATION = 8 * 2 ** 20;

/** Files that source each other; deeper than this something goes in circles. */
const MAX_DEPTH = 30;

/**
 * Runs a configuration file in an interpreter's context, with `config_file` and `config_directory` set meanwhile.
 * Where there is no such file, that is a remark and nothing more. (GRUB: `read_config_file`, grub-core/normal/main.c.)
 * @param name byte string such as `(hd0,gpt2)/grub/grub.cfg`
 */
export async function runConfiguration(grub: Interpreter, name: string): Promise<void> {
  const location = grub.files.locate(name, grub.root);
  const bytes = await grub.files.read(location, MAX_CONFIGURATION);
  if (!bytes || !location?.device) {
    grub.fail(FILE_NOT_FOUND, `the configuration ${name} does not exist`);
    return;
  }
  if (grub.configurations >= MAX_DEPTH) {
    grub.fail(FILE_NOT_FOUND, `${name}: configurations lead to each other without an end`);
    return;
  }
  if (bytes.length === MAX_CONFIGURATION)
    grub.fail(FILE_NOT_FOUND, `${name} is larger than ${MAX_CONFIGURATION} bytes; the rest was not read`);
  const { environment, file } = grub;
  const saved = ['config_file', 'config_directory'].map((variable) => [variable, environment.get(variable)] as const);
  const full = name.startsWith('(') ? name : `(${grub.root})${name}`;
  environment.set('config_file', full);
  environment.set('config_directory', full.slice(0, Math.max(0, full.lastIndexOf('/'))));
  for (const [variable] of saved) environment.export(variable);
  const { volume, image } = location.device;
  grub.file = { volume: volume.identity.id, path: toText(location.path), ...(image === undefined ? {} : { image }) };
  grub.configuration ??= grub.file;
  grub.configurations += 1;
  await grub.runText(fileText(bytes), 'file');
  grub.configurations -= 1;
  grub.file = file;
  for (const [variable, value] of saved) {
    if (value === undefined) environment.unset(variable);
    else environment.set(variable, value);
  }
}
