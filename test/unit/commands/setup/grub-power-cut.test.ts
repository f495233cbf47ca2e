// A machine with GRUB that is switched off while baton is set up or taken away, and what somebody has changed by hand
// since: GRUB starts, and never has an entry without its files.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { grubSteps } from '../../../../src/commands/setup/grub.ts';
import type { GrubPlaces } from '../../../../src/commands/setup/grub-places.ts';
import { grubRemoval } from '../../../../src/commands/setup/remove.ts';
import type { Step } from '../../../../src/commands/setup/step.ts';
import { failure } from '../../../failure.ts';
import { newer, parts, systemWithGrub, withGrub } from './grub-system.ts';

type System = Awaited<ReturnType<typeof systemWithGrub>>;

/** GRUB boots what is there: files that are whole. */
async function assertBoots({ boot }: System, when: string): Promise<void> {
  const booted = await boot();
  assert.ok(booted, `GRUB boots ${when}`);
  for (const path of [booted.kernel, booted.initrd!]) assert.ok(existsSync(path), `${path} is there ${when}`);
}

/**
 * For every moment at which the power is cut: a machine that `begin` has made, on which as many of the steps were taken.
 * In the last one of all the program in /etc/grub.d was written or removed, and grub.cfg not yet.
 */
async function cutEverywhere(
  begin: () => Promise<System>,
  stepsOf: (places: GrubPlaces) => Promise<readonly Step[]>,
  check: (system: System, when: string) => Promise<void>,
): Promise<void> {
  for (let taken = 0; ; taken++) {
    const system = await begin();
    const steps = await stepsOf(system.places);
    if (taken > steps.length) break;
    for (const step of steps.slice(0, taken)) await step.run();
    await check(system, `after step ${taken} of ${steps.length}`);
  }
  const system = await begin();
  // Not undone: nobody is there who would.
  for (const step of await stepsOf({ ...system.places, update: ['false'] })) if (await fails(step)) break;
  await check(system, 'before grub.cfg is written anew');
}

const fails = (step: Step): Promise<boolean> =>
  step.run().then(
    () => false,
    () => true,
  );

withGrub('cut off at any moment of an upgrade GRUB boots, and the same again completes it', () =>
  cutEverywhere(
    async () => {
      const system = await systemWithGrub();
      await system.set({ start: 'always' }, parts);
      return system;
    },
    (places) => grubSteps(places, newer, {}),
    async (system, when) => {
      await assertBoots(system, when);
      writeFileSync(join(system.places.directory, 'vmlinuz-0123456789ab.new'), 'half of one');
      await system.set({}, newer);
      await assertBoots(system, `completed ${when}`);
      const names = system.own();
      assert.is(names.length, 2, `${names} ${when}`);
      for (const name of names) assert.match(readFileSync(system.places.configuration, 'utf8'), name);
    },
  ),
);

withGrub('cut off before grub.cfg has the new default, the same again gives it that', async () => {
  const system = await systemWithGrub();
  await system.set({}, parts);
  for (const step of await grubSteps({ ...system.places, update: ['false'] }, undefined, { start: 'always' }))
    await fails(step);
  assert.match((await system.boot())!.kernel, /boot\/vmlinuz-6/);
  await system.set({ start: 'always' });
  assert.match((await system.boot())!.kernel, /boot\/baton\/vmlinuz-/);
});

withGrub('cut off at any moment of a removal GRUB boots, and --remove completes it', async () => {
  let before: string[] = [];
  await cutEverywhere(
    async () => {
      const system = await systemWithGrub({ saved_entry: 'x' });
      before = system.all();
      await system.set({ start: 'always' }, parts);
      await system.set({ start: 'once' });
      return system;
    },
    (places) => grubRemoval(places),
    async (system, when) => {
      await assertBoots(system, when);
      writeFileSync(`${system.places.script}.new`, 'half of one');
      await system.remove();
      // What the failure has in common with every other system of this test is where it lies.
      assert.equal(system.all(), before, when);
    },
  );
});

withGrub('an entry that somebody has copied into a file of his own keeps its files, and that is told', async () => {
  const system = await systemWithGrub();
  await system.set({ start: 'always' }, parts);
  const { script } = system.places;
  writeFileSync(script.replace('42_baton', '43_mine'), readFileSync(script, 'utf8').replace(/^# Written by.*$/m, ''), {
    mode: 0o755,
  });
  rmSync(script);
  assert.match(
    (await failure(system.remove())).message,
    /has left the entry in .*grub\.cfg\. Look at .* whether another file in .*grub\.d has the entry\.$/,
  );
  await assertBoots(system, 'after the removal has failed');
});

withGrub('a default that still names the entry does not stand in the way of its removal', async () => {
  const system = await systemWithGrub();
  const settings = join(system.root, 'mkconfig/default/grub');
  writeFileSync(settings, `${readFileSync(settings, 'utf8')}GRUB_DEFAULT=baton-setup\n`);
  await system.set({}, parts);
  assert.match((await system.boot())!.kernel, /boot\/baton\/vmlinuz-/);
  await system.remove();
  assert.match((await system.boot())!.kernel, /boot\/vmlinuz-6/);
});

withGrub("a directory that holds something of somebody's stays", async () => {
  const system = await systemWithGrub();
  mkdirSync(system.places.directory);
  writeFileSync(join(system.places.directory, 'notes.txt'), 'of mine');
  const before = system.all();
  await system.set({}, parts);
  await system.remove();
  assert.equal(system.all(), before);
});

test.run();
