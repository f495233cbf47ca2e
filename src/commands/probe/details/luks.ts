import type { Source } from 'blkid-parse';
import { label } from '../../../blkid-parse/text.ts';
import { readExactly } from '../../../disks/openers/read-exactly.ts';
import type { Details } from '../row.ts';

/** LUKS2 headers are 16 KiB to 4 MiB long. */
const maxHeader = 4 * 2 ** 20;
const binaryHeader = 4096;

/**
 * Of a LUKS container: the `cipher`, how many `keyslots` are in use, and with LUKS2 the types of its `tokens`, such as
 * `systemd-tpm2`. Undefined where its first header is broken. LUKS1 specification, section 2.2
 * (https://gitlab.com/cryptsetup/cryptsetup/-/wikis/Specification); https://gitlab.com/cryptsetup/LUKS2-docs, section 3.
 */
export async function luksDetails(source: Source): Promise<Details | undefined> {
  const header = await readExactly(source, 0, 592);
  if (!header?.has('LUKS\xba\xbe', 0)) return undefined;
  if (header.u16be(6) !== 1) return luks2(source, header.u64be(8));
  const [cipher, mode] = [label(header.slice(8, 32)), label(header.slice(40, 32))];
  const slots = Array.from({ length: 8 }, (_, slot) => header.u32be(208 + 48 * slot));
  return { cipher: `${cipher}-${mode}`, keyslots: slots.filter((state) => state === 0x00ac71f3).length, tokens: [] };
}

async function luks2(source: Source, headerSize: number): Promise<Details | undefined> {
  const area = headerSize > maxHeader ? undefined : await readExactly(source, binaryHeader, headerSize - binaryHeader);
  const text = area && label(area.array);
  try {
    const { segments, keyslots, tokens } = JSON.parse(text ?? '') as Record<string, unknown>;
    const ciphers = members(segments).map((segment) => word(segment.encryption));
    return {
      cipher: ciphers.find((cipher) => cipher !== undefined) ?? null,
      keyslots: members(keyslots).length,
      tokens: members(tokens).map((token) => word(token.type) ?? 'of no type'),
    };
  } catch {
    return undefined;
  }
}

/** The objects that `value` holds by names which do not matter. */
function members(value: unknown): Record<string, unknown>[] {
  const all = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return all.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
