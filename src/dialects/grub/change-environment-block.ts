import { toBytes } from './bytes.ts';
import { SIGNATURE } from './environment-block.ts';

/**
 * An environment block with other values, byte for byte as GRUB makes it: what is there keeps its place, what is new
 * comes last, and `#` fills the rest. (GRUB: `grub_envblk_set` and `grub_envblk_delete`, grub-core/lib/envblk.c.)
 * @param bytes of the block
 * @param variables new values by name; null takes the variable out
 * @returns as many bytes, or why it cannot be changed, as a clause
 */
export function changeEnvironmentBlock(
  bytes: Uint8Array,
  variables: Readonly<Record<string, string | null>>,
): Uint8Array | string {
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.startsWith(SIGNATURE)) return 'it does not begin with the line that an environment block begins with';
  const used = text.replace(/#*$/, '');
  if (!used.endsWith('\n')) return 'its last line has no end';
  const lines = splitLines(used.slice(SIGNATURE.length));
  for (const [name, value] of Object.entries(variables)) {
    const prefix = `${toBytes(name)}=`;
    const at = lines.findIndex((line) => line.startsWith(prefix));
    const line = value === null ? [] : [`${prefix}${toBytes(value).replace(/[\\\n]/g, '\\$&')}\n`];
    lines.splice(at < 0 ? lines.length : at, at < 0 ? 0 : 1, ...line);
  }
  const changed = `${SIGNATURE}${lines.join('')}`;
  if (changed.length > bytes.length) return `there is no room left in its ${bytes.length} bytes`;
  return Uint8Array.from(Buffer.from(changed.padEnd(bytes.length, '#'), 'latin1'));
}

/** Lines with their ends; a line's end behind a backslash is none. */
function splitLines(text: string): string[] {
  return text.match(/(?:\\[\s\S]|[^\\\n])*\n/g) ?? [];
}
