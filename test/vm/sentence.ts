/** A pattern for `text` on a console, which may break it at any blank. Everything but the blanks is taken literally. */
export function sentence(text: string): RegExp {
  const words = text.split(' ').map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(words.join('\\s+'));
}
