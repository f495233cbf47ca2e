/** An image that is of a known kind could not be read; the message is a clause that says why: `it ends too early`. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}
