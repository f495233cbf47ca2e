/** Why something was not written: a sentence for the person at the console. */
export class Refusal extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
  }
}

/** A failure as the end of a sentence, without its full stop. */
export function clauseOf(failure: unknown): string {
  return (failure instanceof Error ? failure.message : String(failure)).replace(/\.$/, '');
}
