// Scripts in GRUB's language, run by GRUB itself and by baton: both have to boot the same.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bootedBy } from './booted-by.ts';
import { type Booted, type RealGrub, realGrub } from './real-grub.ts';
import { scripts } from './scripts.ts';

/** GRUB waits for seconds before it falls back to another entry, so that many can run side by side. */
const width = 8;

/** What lies beside each script. */
const files: Readonly<Record<string, string>> = {
  vmlinuz: '',
  initrd: '',
  other: 'not empty',
  'sub/a1': '',
  'sub/a2': '',
  'included.cfg': 'included=$value; function fromfile { given=$1; }\n',
  'second.cfg': `timeout=0
default=1
menuentry q { linux $d/other; }
menuentry r { linux $d/vmlinuz $chosen v$v; }
`,
  grubenv: '# GRUB Environment Block\nsaved_entry=b\nvalue=from\\\\env\n######',
};

const scratch = mkdtempSync(join(tmpdir(), 'baton-grub-'));
test.after(() => rmSync(scratch, { recursive: true }));

const grub = await realGrub().catch((error: Error) => {
  console.log(`skipped, because GRUB could not be fetched: ${error.message}`);
});
const cases = [...scripts].map(([name, script]) => ({ name, directory: prepare(name, script) }));
const answers = new Map<string, Booted | Error | undefined>();
if (grub) await Promise.all(Array.from({ length: width }, () => askAll(grub, cases.values())));

for (const { name, directory } of cases) {
  (grub ? test : test.skip)(name, async () => {
    const real = answers.get(name);
    if (real instanceof Error) throw real;
    assert.ok(real, 'GRUB boots nothing: the script is no good as a test');
    assert.equal(await bootedBy(directory), real);
  });
}

function prepare(name: string, script: string): string {
  const directory = join(scratch, name.replaceAll(/\W/g, '-'));
  mkdirSync(join(directory, 'sub'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  writeFileSync(join(directory, 'grub.cfg'), `timeout=0\nd=${directory}\n${script}`);
  return directory;
}

async function askAll(real: RealGrub, queue: Iterable<(typeof cases)[number]>): Promise<void> {
  for (const { name, directory } of queue) {
    if (answers.has(name)) continue;
    answers.set(name, undefined);
    answers.set(name, await real.boot(directory).catch((error: Error) => error));
  }
}

test.run();
