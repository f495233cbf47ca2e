import { runConfiguration } from '../configuration.ts';
import type { Interpreter } from '../interpreter.ts';
import { BAD_ARGUMENT, OK, type Status } from '../status.ts';
import type { CommandTable } from './command.ts';

/** Commands that run another configuration file (grub-core/commands/configfile.c). They succeed even without it. */
export const configurations: CommandTable = {
  source: (grub, args) => source(grub, args),
  '.': (grub, args) => source(grub, args),
  configfile: (grub, args) => showMenuOf(grub, args),
  normal: (grub, [name = `${grub.environment.get('prefix') ?? ''}/grub.cfg`]) => showMenuOf(grub, [name]),
  extract_entries_source: (grub, args) => extract(grub, args, true),
  extract_entries_configfile: (grub, args) => extract(grub, args, false),
};

async function source(grub: Interpreter, [name, ...more]: string[]): Promise<Status> {
  if (name === undefined || more.length > 0) return grub.fail(BAD_ARGUMENT, 'source needs one file name');
  await runConfiguration(grub, name);
  return OK;
}

/** Runs a file in a context of its own. Where it makes a menu, GRUB shows that one and goes no further here. */
async function showMenuOf(grub: Interpreter, [name, ...more]: string[]): Promise<Status> {
  if (name === undefined || more.length > 0) return grub.fail(BAD_ARGUMENT, 'configfile needs one file name');
  const nested = grub.nested(grub.environment.context());
  await runConfiguration(nested, name);
  const shown = nested.shown ?? nested;
  if (nested.stop === 'exit' || nested.stop === 'boot') {
    grub.stop = nested.stop;
    grub.boot = nested.boot;
  } else if (shown.menu.length > 0) {
    grub.shown = shown;
    grub.stop = 'menu';
  }
  return OK;
}

/** Takes the entries of a file and nothing else that it does. */
async function extract(grub: Interpreter, [name, ...more]: string[], sameContext: boolean): Promise<Status> {
  if (name === undefined || more.length > 0) return grub.fail(BAD_ARGUMENT, 'extract_entries needs one file name');
  const environment = sameContext ? grub.environment.fork() : grub.environment.context();
  const nested = grub.nested(environment);
  await runConfiguration(nested, name);
  for (const item of nested.menu) grub.menu.push(item);
  if (nested.menu.length === 0) grub.fail(OK, `${name} has no entries to take`);
  return OK;
}
