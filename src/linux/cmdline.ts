// The kernel's command line, split as the kernel's next_arg() does (lib/cmdline.c).

/** One parameter: `quiet` has no value, `root=/dev/vda1` has one. Double quotes group and are dropped. */
export interface Parameter {
  readonly name: string;
  readonly value?: string;
}

/** Splits a command line into parameters. What follows ` -- ` belongs to init and is left out. */
export function parseCmdline(text: string): Parameter[] {
  const parameters: Parameter[] = [];
  for (const word of text.match(/(?:"[^"]*"?|[^\s"])+/g) ?? []) {
    if (word === '--') break;
    const plain = word.replaceAll('"', '');
    const equals = plain.indexOf('=');
    parameters.push(equals < 0 ? { name: plain } : { name: plain.slice(0, equals), value: plain.slice(equals + 1) });
  }
  return parameters;
}
