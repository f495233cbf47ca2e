import type { Password } from '../../../entry/accounts.ts';
import type { Interpreter } from '../interpreter.ts';
import { BAD_ARGUMENT, OK, type Status } from '../status.ts';
import type { CommandTable } from './command.ts';

/** https://www.gnu.org/software/grub/manual/grub/html_node/Authentication-and-authorisation.html */
export const passwords: CommandTable = {
  password: (grub, args) =>
    set(grub, 'password', args, (text) => ({ kind: 'clear', bytes: Buffer.from(text, 'latin1') })),
  password_pbkdf2: (grub, args) => set(grub, 'password_pbkdf2', args, readHash),
};

function set(
  grub: Interpreter,
  command: string,
  [name, text, ...rest]: readonly string[],
  read: (text: string) => Password | undefined,
): Status {
  if (name === undefined || text === undefined || rest.length > 0)
    return grub.fail(BAD_ARGUMENT, `${command}: takes a user and a password`);
  const password = read(text);
  if (!password)
    return grub.fail(BAD_ARGUMENT, `${command}: the password of ${name} is no hash of grub-mkpasswd-pbkdf2`);
  grub.setting.passwords.set(name, password);
  return OK;
}

const MAX_ITERATIONS = 100_000_000;
/** Bytes of the salt and of the hash. */
const MAX_BYTES = 1024;

/** `grub.pbkdf2.sha512.ITERATIONS.SALT.HASH`, the last two in hexadecimal (grub-core/commands/password_pbkdf2.c). */
function readHash(text: string): Password | undefined {
  const [, count, salt = '', hash = ''] =
    /^grub\.pbkdf2\.sha512\.(\d{1,9})\.([0-9a-f]*)\.([0-9a-f]*)$/i.exec(text) ?? [];
  const iterations = Number(count);
  const isHex = (part: string) => part !== '' && part.length % 2 === 0 && part.length <= 2 * MAX_BYTES;
  if (!(iterations > 0 && iterations <= MAX_ITERATIONS) || !isHex(salt) || !isHex(hash)) return undefined;
  return { kind: 'pbkdf2', iterations, salt: Buffer.from(salt, 'hex'), hash: Buffer.from(hash, 'hex') };
}
