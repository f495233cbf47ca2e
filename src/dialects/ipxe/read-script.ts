import type { Volume } from '../../entry/volume.ts';
import { isScript, parseScript, type Script } from './script.ts';

const MAX_SCRIPT = 2 ** 20;
/** What tells a script from a kernel, of which no more is to be fetched. */
const PROBE = 64;

/** The script at a path: `other` where the file is something else, `absent` where there is none. Raises what the volume raises. */
export async function readScript(volume: Volume, path: string): Promise<Script | 'other' | 'absent'> {
  const probe = await volume.read(path, PROBE);
  if (!probe) return 'absent';
  if (!isScript(Buffer.from(probe).toString('latin1'))) return 'other';
  const bytes = (await volume.read(path, MAX_SCRIPT)) ?? new Uint8Array();
  return parseScript(path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}
