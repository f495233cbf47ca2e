const BANNER = Buffer.from('Linux version ');
/** The longest banner that is given back, in bytes. */
const LONGEST = 512;
/** No kernel has it further in. */
const LIMIT = 512 * 2 ** 20;
/** Nor has one more mentions of it. */
const MAX_MENTIONS = 1000;

/**
 * What stands behind "Linux version " in a kernel that is not compressed, `6.1.0-56-arm64 (…) #1 SMP …`: Linux says it
 * when it starts, and keeps it in its read-only data. There is a second one, of which the build has left out its number.
 * @returns undefined where there is none
 */
export async function findVersion(content: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  let tail = Buffer.alloc(0);
  let seen = 0;
  let mentions = 0;
  let incomplete: string | undefined;
  for await (const chunk of content) {
    const bytes = Buffer.concat([tail, chunk]);
    for (let at = bytes.indexOf(BANNER); at >= 0; at = bytes.indexOf(BANNER, at + 1)) {
      if (++mentions > MAX_MENTIONS) break;
      const text = bytes.toString('latin1', at + BANNER.length, at + BANNER.length + LONGEST);
      const version = /^\d[^\n\0]*\([^\n\0]*(?=[\n\0])/.exec(text)?.[0];
      if (version !== undefined && /#\d/.test(version)) return version;
      incomplete ??= version;
    }
    tail = bytes.subarray(Math.max(0, bytes.length - BANNER.length - LONGEST));
    seen += chunk.length;
    if (seen > LIMIT || mentions > MAX_MENTIONS) break;
  }
  return incomplete;
}
