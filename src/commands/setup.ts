import { parseArgs } from 'node:util';
import type { Command, Output } from './command.ts';
import type { Step } from './setup/step.ts';
import type { SetupWishes } from './setup/wishes.ts';

const HELP = `Sets baton up on this system, beside the boot loader that is there, and takes
it away again. On a machine with UEFI it lies as one EFI program on the EFI
system partition and has an entry in the firmware's boot menu, and in that of
systemd-boot where its loader.conf has a default that stays what it is; with
GRUB, on a BIOS as well, a kernel and an initramfs can lie in /boot/baton, with
an entry of GRUB. Nothing starts it by itself unless that is asked for. An
older one is replaced when the new one is whole.

--image FILE    baton as one EFI program: out/x86_64/baton.efi
--kernel FILE --initrd FILE
                its parts, for GRUB: vmlinuz and initramfs.img
--try           start it once, at the next restart; after that all is as before
--default       start it always
--cmdline TEXT  the cmdline of its kernel; without it, that of the image, and
                with GRUB the consoles that this system has
--esp DIR       where the EFI system partition is mounted; otherwise /efi,
                /boot/efi or /boot
--remove        take away its files and entries, and what it has written down
--print         tell what would be done, and do nothing
--help          print this

With --try or --default alone what was set up before is started.

Exit status: 0 it is done, 1 it is not, and nothing has changed (--remove: it
goes on from there when it is run again), 2 the command was used wrongly.`;

export const setup: Command = {
  name: 'setup',
  synopsis:
    '[--image FILE | --kernel FILE --initrd FILE]\n                   [--try | --default]\n       baton setup --remove',
  summary: 'set baton up on this system, on trial first',
  help: HELP,
  run,
};

interface Request {
  readonly wishes: SetupWishes;
  readonly remove: boolean;
  readonly print: boolean;
}

async function run(args: readonly string[], output: Output): Promise<number> {
  let request: Request;
  try {
    request = read(args);
  } catch (error) {
    output.error(`baton setup: ${(error as Error).message}`);
    return 2;
  }
  const { messageOf, takeEach, takeSteps } = await import('./setup/step.ts');
  try {
    if (process.getuid?.() !== 0) throw new Error('only root may do this. Run it with sudo or as root.');
    const { removal, steps: plan } = await import('./setup/plan.ts');
    const steps = request.remove ? await removal(request.wishes.esp) : await plan(request.wishes);
    if (request.print) for (const { text } of steps) output.out(text);
    else await (request.remove ? takeEach : takeSteps)(steps, (text) => output.out(`done: ${text}`));
    output.out(conclusion(request, steps));
    return 0;
  } catch (failure) {
    output.error(`baton setup: ${messageOf(failure)}`);
    return 1;
  }
}

function read(args: readonly string[]): Request {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    ...{ image: text, kernel: text, initrd: text, cmdline: text, esp: text },
    ...{ try: flag, default: flag, remove: flag, print: flag },
  };
  const { values } = parseArgs({ args: [...args], options });
  const { image, kernel, initrd, cmdline, esp, remove, print } = values;
  const hasFiles = image !== undefined || kernel !== undefined || initrd !== undefined;
  if (values.try && values.default) throw new Error('Give either --try or --default.');
  if (image !== undefined && (kernel !== undefined || initrd !== undefined))
    throw new Error('Give either --image or --kernel and --initrd.');
  if ((kernel === undefined) !== (initrd === undefined)) throw new Error('Give --kernel and --initrd together.');
  if (remove && (hasFiles || values.try || values.default || cmdline !== undefined))
    throw new Error('--remove goes with --esp and --print alone.');
  if (cmdline !== undefined && !hasFiles) throw new Error('--cmdline goes with --image, or --kernel and --initrd.');
  if (cmdline !== undefined && !/^[\x20-\x7e]*$/.test(cmdline)) throw new Error('--cmdline takes ASCII, in one line.');
  if (!remove && !hasFiles && !values.try && !values.default)
    throw new Error('Give --image, or --kernel and --initrd; or --try, --default or --remove.');
  const wishes: SetupWishes = {
    ...(image === undefined ? {} : { image }),
    ...(kernel === undefined || initrd === undefined ? {} : { parts: { kernel, initrd } }),
    ...(cmdline === undefined ? {} : { cmdline }),
    ...(esp === undefined ? {} : { esp }),
    ...(values.try ? { start: 'once' } : values.default ? { start: 'always' } : {}),
  };
  return { wishes, remove, print };
}

function conclusion({ wishes: { start }, remove, print }: Request, steps: readonly Step[]): string {
  if (print) return steps.length === 0 ? 'There is nothing to do.' : 'Nothing was done.';
  if (remove) return steps.length === 0 ? 'baton is not set up here.' : 'baton is gone.';
  if (start === 'once')
    return 'Restart to try it. The start after that is as before; "baton setup --default" keeps it, "baton setup --remove" takes it away.';
  if (start === 'always') return 'baton starts from now on. "baton setup --remove" takes it away.';
  return 'It is there, and nothing starts it by itself: "baton setup --try" starts it once.';
}
