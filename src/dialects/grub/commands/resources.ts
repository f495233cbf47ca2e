import type { Interpreter } from '../interpreter.ts';
import { andThen, type Maybe } from '../maybe.ts';
import { BAD_ARGUMENT, FILE_NOT_FOUND, OK, type Status, TEST_FAILURE } from '../status.ts';
import type { CommandTable } from './command.ts';

/** Commands that load something for the screen: whether the file is there decides which way a configuration takes. */
export const resources: CommandTable = {
  loadfont(grub, names) {
    if (names.length === 0) return BAD_ARGUMENT;
    const prefix = grub.environment.get('prefix') ?? '';
    return needFiles(
      grub,
      names.map((name) => (/^[/(]/.test(name) ? name : `${prefix}/fonts/${name}.pf2`)),
    );
  },

  background_image(grub, args) {
    const name = args
      .filter((arg, index) => !arg.startsWith('-') && !/^(?:-m|--mode)$/.test(args[index - 1] ?? ''))
      .at(0);
    return name === undefined ? OK : needFiles(grub, [name]);
  },

  /** `file --is-… FILE`: what kind of file it is, is not looked at. */
  file(grub, args) {
    const name = args.find((arg) => !arg.startsWith('-'));
    return name === undefined
      ? BAD_ARGUMENT
      : andThen(needFiles(grub, [name]), (status) => (status === OK ? OK : TEST_FAILURE));
  },
};

function needFiles(grub: Interpreter, names: string[]): Maybe<Status> {
  const stats = names.map((name) => grub.files.stat(grub.files.locate(name, grub.root)));
  if (!stats.some((stat) => stat instanceof Promise)) return stats.every(Boolean) ? OK : FILE_NOT_FOUND;
  return Promise.all(stats).then((found) => (found.every(Boolean) ? OK : FILE_NOT_FOUND));
}
