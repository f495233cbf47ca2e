import { commandText } from '../source-text.ts';
import { BAD_ARGUMENT, INVALID_COMMAND, OK } from '../status.ts';
import type { CommandTable } from './command.ts';

/** Commands on variables and parameters. */
export const variables: CommandTable = {
  set(grub, [assignment]) {
    if (assignment === undefined) return OK;
    const equals = assignment.indexOf('=');
    if (equals < 0) return grub.fail(BAD_ARGUMENT, `set ${assignment} assigns nothing`);
    grub.environment.set(assignment.slice(0, equals), assignment.slice(equals + 1));
    return OK;
  },

  unset(grub, [name]) {
    if (name === undefined) return BAD_ARGUMENT;
    grub.environment.unset(name);
    return OK;
  },

  export(grub, names) {
    for (const name of names) grub.environment.export(name);
    return names.length > 0 ? OK : BAD_ARGUMENT;
  },

  /** Gives the running function or menu entry other parameters. */
  setparams(grub, args) {
    if (!grub.parameters) return INVALID_COMMAND;
    grub.parameters = args;
    return OK;
  },

  shift(grub, [count = '1', ...more]) {
    if (!grub.parameters) return OK;
    if (more.length > 0 || !/^[0-9]+$/.test(count) || Number(count) > grub.parameters.length) return BAD_ARGUMENT;
    grub.parameters = grub.parameters.slice(Number(count));
    return OK;
  },

  eval(grub, args) {
    return args.length === 0 ? OK : grub.runText(commandText(args.join(' '), grub.line), 'command');
  },

  /** Waits for a line from the user; nobody answers here. */
  read(grub, [name]) {
    if (name !== undefined) grub.environment.set(name, '');
    return OK;
  },
};
