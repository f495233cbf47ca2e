import type { Values } from './words.ts';

/**
 * A translatable text `$"…"` with its variables put in. baton has no catalogue, so the text is its own translation.
 * (GRUB: `gettext_append`, grub-core/script/execute.c.)
 */
export function expandMessage(text: string, values: Values): string {
  return text.replace(
    /\\([\\$])|\$(?:([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?#])|\{([^}]*)\})/g,
    (_, escaped: string | undefined, bare: string | undefined, braced: string | undefined) => {
      if (escaped !== undefined) return escaped;
      const name = bare ?? braced ?? '';
      if (name === '#') return String(values.parameters?.length ?? 0);
      return values.variable(name) ?? '';
    },
  );
}
