import { LoadError } from '../../kexec/load-error.ts';

/** A file cannot be used; `status` is what kexec-tools ends with then. */
export class FileError extends LoadError {
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
