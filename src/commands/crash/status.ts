import { existsSync, readFileSync } from 'node:fs';
import { howToReserve, reservedBytes } from './reserved.ts';

function isSet(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').trim() === '1';
  } catch {
    return false;
  }
}

/** Says in sentences what would happen at a crash. @returns whether a crash kernel is loaded */
export function crashStatus(say: (sentence: string) => void): boolean {
  if (existsSync('/proc/vmcore'))
    say('This system was started by the crash of another kernel, whose memory is in /proc/vmcore: "baton crash save".');
  const reserved = reservedBytes();
  if (reserved === undefined) {
    say("The running kernel cannot load crash kernels (CONFIG_CRASH_DUMP). Use one that can, such as Debian's.");
    return false;
  }
  if (reserved === 0) {
    say(howToReserve(readFileSync('/proc/cmdline', 'utf8')));
    return false;
  }
  const mebi = Math.round(reserved / 2 ** 20);
  const loaded = isSet('/sys/kernel/kexec_crash_loaded');
  say(
    loaded
      ? `A crash kernel is loaded into ${mebi} MiB.`
      : `${mebi} MiB are reserved for a crash kernel, but none is loaded. Load it: "baton crash load".`,
  );
  if (loaded && !isSet('/proc/sys/kernel/panic_on_oops'))
    say('A panic starts it, but an oops alone does not: for that set the sysctl kernel.panic_on_oops to 1.');
  return loaded;
}
