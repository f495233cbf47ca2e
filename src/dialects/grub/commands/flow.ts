import type { Interpreter } from '../interpreter.ts';
import { parseNumber } from '../number.ts';
import { BAD_ARGUMENT, BAD_NUMBER, OK, type Status, TEST_FAILURE } from '../status.ts';
import type { CommandTable } from './command.ts';

/** Commands on what runs next. */
export const flow: CommandTable = {
  true: () => OK,
  false: () => TEST_FAILURE,
  break: (grub, args) => leaveLoops(grub, args, false),
  continue: (grub, args) => leaveLoops(grub, args, true),

  return(grub, [status, ...more]) {
    if (!grub.parameters || more.length > 0) return grub.fail(BAD_ARGUMENT, 'return outside of a function');
    const result = status ?? grub.environment.get('?') ?? '0';
    const number = parseNumber(result, 10);
    if (number?.rest !== '')
      return grub.fail(number ? BAD_ARGUMENT : BAD_NUMBER, `return ${result}: that is no number`);
    grub.returning = true;
    return Number(BigInt.asIntN(32, number.value));
  },

  exit: leave,
  normal_exit: leave,
  reboot: leave,
  halt: leave,

  boot(grub) {
    if (!grub.boot) return grub.fail(BAD_ARGUMENT, 'boot without anything loaded');
    grub.stop = 'boot';
    return OK;
  },
};

function leaveLoops(grub: Interpreter, [count = '1', ...more]: string[], continuing: boolean): Status {
  if (more.length > 0 || !/^0*[1-9][0-9]*$/.test(count)) return /^[0-9]/.test(count) ? BAD_ARGUMENT : BAD_NUMBER;
  grub.continuing = continuing;
  grub.breaks = Math.min(Number(count), grub.loops);
  return OK;
}

function leave(grub: Interpreter): Status {
  grub.stop = 'exit';
  return OK;
}
