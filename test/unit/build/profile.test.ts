import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveProfile } from '../../../build/profile.ts';
import { failure } from '../../failure.ts';

/** The profile `first` of `texts` as it is for `kernel` on `processor`. */
function resolve(texts: Readonly<Record<string, string>>, kernel = 'cloud', processor = 'x86_64') {
  const read = async (name: string) => {
    if (texts[name] === undefined) throw new Error(`there is no profile ${name}`);
    return texts[name];
  };
  return resolveProfile('first', [kernel, processor], ['cloud', 'generic', 'x86_64', 'arm64'], read);
}

const names = (lines: readonly { names: string }[]) => lines.map((line) => line.names);

test('a profile names modules and tools, each with the line where it does; comments and blank lines are neither', async () => {
  const { modules, tools } = await resolve({ first: '# Disks\nahci\n\n  tool lvm\n  nvme # fast\n' });
  assert.equal(modules, [
    { names: 'ahci', where: 'first.txt:2' },
    { names: 'nvme', where: 'first.txt:5' },
  ]);
  assert.equal(tools, [{ names: 'lvm', where: 'first.txt:4' }]);
});

test('a profile names layouts of keyboards, several in a line', async () => {
  const { keymaps } = await resolve({ first: 'keymap de  de-nodeadkeys\nahci\nkeymap fr\n' });
  assert.equal(keymaps, [
    { names: 'de de-nodeadkeys', where: 'first.txt:1' },
    { names: 'fr', where: 'first.txt:3' },
  ]);
});

test('what stands under a kernel is for it alone, until [any]', async () => {
  const text = 'ext4\n[generic]\nahci\ntool mdadm\n[cloud]\nhyperv_fb\n[any]\nloop\n';
  assert.equal(names((await resolve({ first: text }, 'cloud')).modules), ['ext4', 'hyperv_fb', 'loop']);
  const generic = await resolve({ first: text }, 'generic');
  assert.equal(names(generic.modules), ['ext4', 'ahci', 'loop']);
  assert.equal(names(generic.tools), ['mdadm']);
});

test('what stands under a processor is for it alone, and under a kernel and a processor for that kernel there', async () => {
  const text = '[arm64]\ngpio_keys\n[generic x86_64]\nvmd\n[any]\next4\n';
  const modules = async (kernel: string, processor: string) =>
    names((await resolve({ first: text }, kernel, processor)).modules);
  assert.equal(await modules('cloud', 'arm64'), ['gpio_keys', 'ext4']);
  assert.equal(await modules('generic', 'arm64'), ['gpio_keys', 'ext4']);
  assert.equal(await modules('cloud', 'x86_64'), ['ext4']);
  assert.equal(await modules('generic', 'x86_64'), ['vmd', 'ext4']);
});

test('a profile that is included counts once, also in a circle, and its sections end with it', async () => {
  const texts = {
    first: 'include second\ninclude second\nb\n',
    second: 'include first\na\n[generic]\nx\n',
  };
  assert.equal(names((await resolve(texts)).modules), ['a', 'b']);
});

test('a line that is none of the forms stops the build with its place', async () => {
  const refused = async (first: string) => (await failure(resolve({ first }))).message;
  assert.match(await refused('ext4\ntools lvm\n'), /^first\.txt:2: "tools lvm" is neither/);
  assert.match(await refused('tool lvm mdadm\n'), /^first\.txt:1: /);
  assert.match(
    await refused('[arm]\n'),
    /^first\.txt:1: there is no kernel or processor arm; write one of any, cloud, generic/,
  );
  assert.match(await refused('include third\n'), /there is no profile third/);
});

test.run();
