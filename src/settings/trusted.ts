// Which volumes' settings and hooks are obeyed.

/** What of a volume's identity counts. */
interface Named {
  readonly id: string;
  readonly label?: string;
  readonly parttype?: string;
  readonly subvolume?: unknown;
}

/** The type of the EFI System Partition in a GPT. https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html */
const esp = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';

const label = 'BATON';

/**
 * Whether the volume is trusted, as a rank: of several volumes the one whose rank sorts last counts, which is one that
 * was labelled for baton. Undefined where it is not trusted.
 */
export function rankOf(volume: Named, trust: 'none' | 'esp' | 'label' | 'all'): string | undefined {
  if (trust === 'none' || volume.subvolume) return undefined;
  if (volume.label === label && trust !== 'esp') return `3 ${volume.id}`;
  if (volume.parttype?.toLowerCase() === esp) return `2 ${volume.id}`;
  return trust === 'all' ? `1 ${volume.id}` : undefined;
}
