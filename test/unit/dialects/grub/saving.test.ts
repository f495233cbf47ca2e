// What GRUB would write into environment blocks.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changeEnvironmentBlock } from '../../../../src/dialects/grub/change-environment-block.ts';
import { readGrub, volume } from './read-grub.ts';

const scratch = mkdtempSync(join(tmpdir(), 'baton-grub-saving-'));
test.after(() => rmSync(scratch, { recursive: true }));

const SIGNATURE = '# GRUB Environment Block\n';
const block = (...lines: string[]) => `${SIGNATURE}${lines.map((line) => `${line}\n`).join('')}`.padEnd(1024, '#');

/** grub-mkconfig's header where GRUB_DEFAULT is `saved` and GRUB_SAVEDEFAULT is set, and two entries. */
const DEBIAN = `if [ -s $prefix/grubenv ]; then set have_grubenv=true; load_env; fi
if [ "\${next_entry}" ]; then set default="\${next_entry}"; set next_entry=; save_env next_entry; set boot_once=true
else set default="\${saved_entry}"; fi
if [ "\${prev_saved_entry}" ]; then
  set saved_entry="\${prev_saved_entry}"; save_env saved_entry
  set prev_saved_entry=; save_env prev_saved_entry; set boot_once=true
fi
function savedefault { if [ -z "\${boot_once}" ]; then saved_entry="\${chosen}"; save_env saved_entry; fi; }
menuentry A --id a { savedefault; linux /vmlinuz; }
submenu B --id b { menuentry C --id c { savedefault; linux /vmlinuz; } }
`;
/** Fedora's menu_auto_hide and boot counting, whose command \`decrement\` is not GRUB's own. */
const FEDORA = `load_env
if [ "\${boot_success}" = "1" ]; then set boot_indeterminate=0; fi
set boot_success=0
save_env boot_success boot_indeterminate
menuentry A { linux /vmlinuz; }
`;
const grubenv = '/boot/grub/grubenv';
const debian = (...lines: string[]) => readGrub(DEBIAN, { [grubenv]: block(...lines) });
const changes = (variables: Record<string, string | null>) => [{ volume: 'vda1', path: grubenv, variables }];

test('next_entry is cleared by whatever boots; boot_once is not exported, so in a submenu GRUB saves all the same', async () => {
  const { entries, chosenBy, environmentBlock } = await debian('saved_entry=b>c', 'next_entry=a');
  assert.is(chosenBy, 'once');
  assert.equal(environmentBlock, { volume: 'vda1', path: grubenv });
  assert.equal(
    entries.map((entry) => entry.changes),
    [changes({ next_entry: '' }), changes({ next_entry: '', saved_entry: 'b>c' })],
  );
});

test('each entry saves itself, by the path of its ids', async () => {
  const { entries, chosenBy } = await debian('saved_entry=b>c');
  assert.is(chosenBy, 'saved');
  assert.equal(
    entries.map((entry) => entry.changes),
    [changes({ saved_entry: 'a' }), changes({ saved_entry: 'b>c' })],
  );
});

test('what one entry saves another does not', async () => {
  const config = `load_env
menuentry A { a=1; save_env a; linux /vmlinuz; }
menuentry B { b=2; save_env b; linux /vmlinuz; }
`;
  const { entries } = await readGrub(config, { [grubenv]: block() });
  assert.equal(
    entries.map((entry) => entry.changes),
    [changes({ a: '1' }), changes({ b: '2' })],
  );
});

test('the default before grub-reboot comes back', async () => {
  const { entries, chosenBy } = await debian('saved_entry=b>c', 'prev_saved_entry=a');
  assert.is(chosenBy, 'once');
  assert.equal(entries[0]!.changes, changes({ saved_entry: 'a', prev_saved_entry: '' }));
});

test('a variable that is not set is taken out of the block', async () => {
  const { entries } = await readGrub(FEDORA, { [grubenv]: block('boot_success=1') });
  assert.equal(entries[0]!.changes, changes({ boot_success: '0', boot_indeterminate: '0' }));
  const later = await readGrub(FEDORA, { [grubenv]: block('boot_success=0') });
  assert.equal(later.entries[0]!.changes, changes({ boot_success: '0', boot_indeterminate: null }));
});

test('where there is no block nothing is saved', async () => {
  const { entries, chosenBy, environmentBlock } = await readGrub(DEBIAN);
  assert.equal(
    entries.map((entry) => entry.changes),
    [undefined, undefined],
  );
  assert.equal([chosenBy, environmentBlock], [undefined, undefined]);
});

test('a block on another volume is named with it', async () => {
  const other = volume('vdb1', { '/env': block('a=1') });
  const { entries } = await readGrub(
    'load_env -f (hd1,1)/env\nset a=2\nsave_env -f (hd1,1)/env a\nmenuentry x { linux /vmlinuz; }\n',
    {},
    [other],
  );
  assert.equal(entries[0]!.changes, [{ volume: 'vdb1', path: '/env', variables: { a: '2' } }]);
});

if (!spawnSync('grub-editenv', ['--version']).error) {
  test('a block is changed byte for byte as by grub-editenv', () => {
    const [file, own] = [join(scratch, 'grubenv'), join(scratch, 'own')];
    const editenv = (...args: string[]) => execFileSync('grub-editenv', [file, ...args]);
    editenv('create');
    writeFileSync(own, readFileSync(file));
    const steps: Record<string, string | null>[] = [
      { saved_entry: 'b>c', next_entry: 'a' },
      { next_entry: '' },
      { saved_entry: 'something much longer than before', other: 'back\\slash' },
      { saved_entry: 'x' },
      { other: null },
      { next_entry: null, added: 'tail', saved: 'not saved_entry' },
      { nothing: null },
    ];
    for (const step of steps) {
      for (const [name, value] of Object.entries(step))
        editenv(...(value === null ? ['unset', name] : ['set', `${name}=${value}`]));
      const changed = changeEnvironmentBlock(readFileSync(own), step);
      assert.instance(changed, Uint8Array);
      writeFileSync(own, changed as Uint8Array);
      assert.is(readFileSync(own, 'latin1'), readFileSync(file, 'latin1'));
    }
  });
}

test('a block that is full, or none, is refused with the reason', () => {
  const full = Buffer.from(block(`a=${'x'.repeat(990)}`));
  assert.is(changeEnvironmentBlock(full, { b: 'long enough' }), 'there is no room left in its 1024 bytes');
  assert.match(changeEnvironmentBlock(Buffer.alloc(1024, 35), { a: '' }) as string, 'does not begin with the line');
  assert.match(changeEnvironmentBlock(Buffer.from(`${SIGNATURE}a=1`), { a: '' }) as string, 'has no end');
  const filled = changeEnvironmentBlock(full, { a: null });
  assert.is(Buffer.from(filled as Uint8Array).toString('latin1'), block());
});

test.run();
