export const SIGNATURE = '# GRUB Environment Block\n';

/**
 * The variables of an environment block (grubenv), in order.
 * https://www.gnu.org/software/grub/manual/grub/html_node/Environment-block.html
 * @param bytes byte string
 * @returns undefined where it does not begin with the signature line
 */
export function parseEnvironmentBlock(bytes: string): [string, string][] | undefined {
  if (!bytes.startsWith(SIGNATURE)) return undefined;
  const variables: [string, string][] = [];
  for (let at = SIGNATURE.length; at < bytes.length; ) {
    const newline = bytes.indexOf('\n', at);
    let end = newline < 0 ? bytes.length : newline;
    if (bytes[at] !== '#') {
      // GRUB looks for the equals sign past the end of the line: a line without one becomes part of the next name.
      const equals = bytes.indexOf('=', at);
      if (equals < 0) break;
      end = equals + 1;
      let value = '';
      while (end < bytes.length && bytes[end] !== '\n') {
        if (bytes[end] === '\\') end += 1;
        value += bytes[end] ?? '';
        end += 1;
      }
      if (end >= bytes.length) break;
      variables.push([bytes.slice(at, equals), value]);
    }
    at = end + 1;
  }
  return variables;
}
