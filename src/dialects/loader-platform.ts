import type { Machine } from './dialect.ts';

/** The firmware that GRUB and iPXE know on the machine: on arm64 both are EFI programs, however baton was started. */
export function loaderPlatform({ firmware, cpu }: Machine): Machine['firmware'] {
  return cpu === 'arm64' ? 'efi' : firmware;
}
