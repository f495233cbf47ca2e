/** What `baton setup` is asked for. */
export interface SetupWishes {
  /** baton as one EFI program. */
  readonly image?: string;
  /** Or its two parts, for GRUB. */
  readonly parts?: { readonly kernel: string; readonly initrd: string };
  /** The cmdline of baton's kernel, in place of what it has otherwise. */
  readonly cmdline?: string;
  /** Where the EFI system partition is mounted. */
  readonly esp?: string;
  /** What the next start is to be, or every one. */
  readonly start?: 'once' | 'always';
}
