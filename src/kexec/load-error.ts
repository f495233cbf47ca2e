/** An entry could not be loaded; the message is a sentence that says why and what to do. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
}
