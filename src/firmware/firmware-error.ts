/** What the firmware cannot be asked to do. The message is a sentence without its full stop. */
export class FirmwareError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FirmwareError';
  }
}
