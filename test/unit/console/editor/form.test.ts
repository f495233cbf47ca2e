// Filling in what is to be loaded: the keys of a form, and the entry that it makes.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { entryFrom, textsToEdit } from '../../../../src/console/editor/entry-form.ts';
import { completed, type Form, press, startForm, textsOf } from '../../../../src/console/editor/form.ts';
import { keyOf } from '../../../../src/console/keys.ts';
import type { Entry } from '../../../../src/entry/entry.ts';
import { entry as plain } from '../../entries.ts';
import { MemoryVolume } from '../../memory-volume.ts';

const volumes = ['vda1', 'vda2', 'vda2:/@'].map((id) => new MemoryVolume({ id }, {}));
const find = (name: string) => volumes.find(({ identity }) => identity.id === name);

const debian: Entry = {
  ...plain('debian'),
  kernel: { volume: 'vda1', path: '/vmlinuz' },
  initrds: [
    { volume: 'vda1', path: '/ucode' },
    { volume: 'vda1', path: '/initrd' },
  ],
  cmdline: 'root=/dev/vda2 quiet',
  bootImage: '(hd0,1)/vmlinuz',
};

const all = () => startForm('debian', textsToEdit(debian, 'all'));
const names = ({ fields }: Form) => fields.map(({ name }) => name).join(' ');

/** The form after keys; a text between quotes is typed. */
function after(form: Form, ...spelled: readonly string[]): Form {
  return spelled
    .flatMap((one) => (one.startsWith("'") ? [...one.slice(1)] : [one]))
    .reduce((before, one) => press(before, keyOf(one)).form, form);
}

test('a form of one line is entered with Enter, Ctrl-X and F10, and left with Esc', () => {
  const form = startForm('debian', textsToEdit(debian, 'cmdline'));
  for (const key of ['enter', 'ctrl-x', 'f10']) assert.is(press(form, keyOf(key)).wish, 'enter');
  assert.is(press(form, keyOf('escape')).wish, 'cancel');
  assert.equal(textsOf(after(form, "' single"), 'cmdline'), ['root=/dev/vda2 quiet single']);
});

test('the form of an entry has a line for each initrd and an empty one for one more', () => {
  assert.is(names(all()), 'kernel initrd initrd initrd devicetree cmdline');
  assert.equal(textsOf(all(), 'initrd'), ['vda1:/ucode', 'vda1:/initrd', '']);
  const more = after(all(), 'down', 'down', 'down', "'vda1:/x");
  assert.equal(textsOf(more, 'initrd'), ['vda1:/ucode', 'vda1:/initrd', 'vda1:/x', '']);
  assert.is(more.focus, 3);
});

test('Down, Enter and Tab in a finished line go to the next line, Up and Shift-Tab back, round and round', () => {
  assert.is(after(all(), 'down').focus, 1);
  assert.is(after(all(), 'enter').focus, 1);
  assert.is(after(all(), 'up').focus, 5);
  assert.is(after(all(), 'back-tab').focus, 5);
  assert.is(after(all(), 'up', 'tab').focus, 0);
  assert.is(press(all(), keyOf('ctrl-x')).wish, 'enter');
  assert.is(press(all(), keyOf('enter')).wish, undefined);
});

test('Tab in a path asks for its completion; where nothing is left to complete it goes on', () => {
  assert.is(press(all(), keyOf('tab')).wish, 'complete');
  assert.is(completed(all(), { text: 'vda1:/vmlinuz', choices: [] }).focus, 1);
  const typed = after(all(), 'ctrl-u', "'vda1:/vm");
  const whole = completed(typed, { text: 'vda1:/vmlinuz', choices: ['vmlinuz', 'vmlinuz.old'] });
  assert.is(whole.focus, 0);
  assert.equal(textsOf(whole, 'kernel'), ['vda1:/vmlinuz']);
  assert.equal(whole.choices, ['vmlinuz', 'vmlinuz.old']);
  assert.equal(after(whole, "'.").choices, []);
});

test('a form that was not changed makes the same entry', () => {
  assert.equal(entryFrom(all(), debian, find), debian);
  assert.equal(entryFrom(startForm('', textsToEdit(debian, 'cmdline')), debian, find), debian);
});

test('what was changed is loaded in place of what was there, and BOOT_IMAGE names the new kernel', () => {
  const changed = after(all(), "'.old", 'down', 'ctrl-u', 'up', 'up', 'ctrl-w', "'single");
  assert.equal(entryFrom(changed, debian, find), {
    ...debian,
    kernel: { volume: 'vda1', path: '/vmlinuz.old' },
    initrds: [{ volume: 'vda1', path: '/initrd' }],
    cmdline: 'root=/dev/vda2 single',
    bootImage: '/vmlinuz.old',
  });
});

test('files may lie in a subvolume, in a disc image, or at a URL', () => {
  const kernel = (text: string) => {
    const made = entryFrom(after(all(), 'ctrl-u', `'${text}`), debian, find);
    return 'wrong' in made ? made : made.kernel;
  };
  assert.equal(kernel('vda2:/@:/boot/vmlinuz'), { volume: 'vda2:/@', path: '/boot/vmlinuz' });
  assert.equal(kernel('vda2:/a.iso:/vmlinuz'), { volume: 'vda2', image: '/a.iso', path: '/vmlinuz' });
  assert.equal(kernel('http://host/vmlinuz'), { url: 'http://host/vmlinuz', path: '/vmlinuz', wants: 'host' });
  assert.equal(kernel('vdz:/vmlinuz'), { wrong: 'noVolume', text: 'vdz:/vmlinuz' });
  assert.equal(kernel('vmlinuz'), { wrong: 'noPath', text: 'vmlinuz' });
  assert.equal(kernel(''), { wrong: 'noKernel', text: '' });
});

test('a file of a volume that is not there yet stays as it is', () => {
  const waiting: Entry = { ...debian, initrds: [{ wants: 'UUID=1234', path: '/initrd' }] };
  const form = after(startForm('', textsToEdit(waiting, 'all')), 'up', "' single");
  assert.equal(entryFrom(form, waiting, find), { ...waiting, cmdline: 'root=/dev/vda2 quiet single' });
});

test('another kernel in place of a unified kernel image is loaded without what belongs to that', () => {
  const uki: Entry = { ...debian, kind: 'uki', profile: 1, addons: [{ volume: 'vda1', path: '/a' }] };
  assert.equal(entryFrom(startForm('', textsToEdit(uki, 'all')), uki, find), uki);
  const made = entryFrom(after(startForm('', textsToEdit(uki, 'all')), "'2"), uki, find);
  assert.equal(made, { ...debian, kernel: { volume: 'vda1', path: '/vmlinuz2' }, bootImage: '/vmlinuz2' });
});

test('modules of Multiboot keep their arguments when one before them goes', () => {
  const xen: Entry = { ...debian, kind: 'multiboot2', moduleArguments: ['one', 'two'] };
  const made = entryFrom(after(startForm('', textsToEdit(xen, 'all')), 'down', 'ctrl-u'), xen, find);
  assert.equal('wrong' in made ? made : made.moduleArguments, ['two']);
});

test.run();
