/** A line of a script, with those that a backslash at its end joins to it. */
export interface ScriptLine {
  readonly label?: string;
  readonly command: string;
  /** From 1. */
  readonly line: number;
}

export interface Script {
  /** Path on the volume, or the URL it came from. */
  readonly name: string;
  readonly lines: readonly ScriptLine[];
  /** Index of the first line with each label. */
  readonly labels: ReadonlyMap<string, number>;
}

const MAX_LINES = 50_000;

/** Whether bytes begin as a script does. (iPXE: `script_probe`, src/image/script.c.) */
export function isScript(text: string): boolean {
  return /^#!(?:ipxe|gpxe)[ \t-\r]/.test(text);
}

/** The lines of a script. (iPXE: `process_script`, src/image/script.c.) */
export function parseScript(name: string, text: string): Script {
  const lines: ScriptLine[] = [];
  const labels = new Map<string, number>();
  let number = 0;
  for (let at = 0; at < text.length && lines.length < MAX_LINES; ) {
    const line = number + 1;
    const parts: string[] = [];
    for (let more = true; more && at < text.length; ) {
      const end = text.indexOf('\n', at);
      let part = text.slice(at, end < 0 ? undefined : end);
      at = end < 0 ? text.length : end + 1;
      number += 1;
      if (part.endsWith('\r')) part = part.slice(0, -1);
      more = part.endsWith('\\');
      parts.push(more ? part.slice(0, -1) : part);
    }
    const [, label, command] = /^\s*(?::(\S*))?([\s\S]*)$/.exec(parts.join(''))!;
    if (label !== undefined && !labels.has(label)) labels.set(label, lines.length);
    lines.push({ ...(label === undefined ? {} : { label }), command: command!, line });
  }
  return { name, lines, labels };
}
