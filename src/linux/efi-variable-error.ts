/** What the kernel makes of the firmware's answer (efi_status_to_err in drivers/firmware/efi/vars.c), as a sentence. */
const causes: Readonly<Record<string, string>> = {
  ENOSPC:
    'the memory of the firmware is full, or so full that Linux keeps the rest of it free. Delete entries that are no longer needed in the setup of the firmware or with efibootmgr',
  EROFS: 'the firmware does not let it be changed while a system runs',
  EACCES: 'the firmware protects it by a signature',
  EPERM: 'the kernel does not allow it: only root may, and not while the kernel is locked down',
  EIO: 'the firmware could not reach its memory. Restart the machine and try again',
  EINVAL: 'the firmware refused it, or offers no variables while a system runs',
  EINTR: 'the firmware did not finish it, several times in a row',
};

/** An EFI variable that could not be read or changed. The message is a sentence without its full stop. */
export class EfiVariableError extends Error {
  /** Name of the variable. */
  readonly variable: string;
  /** Name of the error number: `ENOSPC`. */
  readonly code: string;

  /** @param verb what could not be done: `read`, `set`, `removed` */
  constructor(verb: string, variable: string, cause: unknown) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    const reason = causes[code] ?? (cause instanceof Error ? cause.message : String(cause));
    super(`${variable} could not be ${verb}: ${reason} (${code})`, { cause });
    this.name = 'EfiVariableError';
    this.variable = variable;
    this.code = code;
  }
}
