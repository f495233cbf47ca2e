import type { Entry } from '../../entry/entry.ts';
import type { LoadWishes } from '../../kexec/load.ts';
import { readOrder } from '../kexec/order.ts';

/** Words of a shell, of which some are quoted. */
const word = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

/**
 * How a crash kernel's settings have it loaded, of what `kexec` can be asked for. Raises an error with a sentence where
 * they ask for what cannot be honoured.
 */
export function howToLoad({ kexecOptions = '', config }: Pick<Entry, 'kexecOptions' | 'config'>): LoadWishes {
  const words = (kexecOptions.match(word) ?? []).map((one) => one.replace(/["']/g, ''));
  try {
    const { call, kind, bounds, skipCheck, console, entry32, efi } = readOrder([...words, '--load-panic', 'kernel']);
    return {
      ...{ call, skipCheck, entry32, efi },
      ...(kind ? { kind } : {}),
      ...(bounds ? { bounds } : {}),
      ...(console ? { console } : {}),
    };
  } catch (failure) {
    const { message } = failure as Error;
    throw new Error(`${config} has kexec called with "${kexecOptions}", and ${message.replace(/\.$/, '')}.`, {
      cause: failure,
    });
  }
}
