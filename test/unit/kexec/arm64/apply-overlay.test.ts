import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../../build/command.ts';
import { ensureTools } from '../../../../build/tools.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { applyOverlay } from '../../../../src/kexec/arm64/apply-overlay.ts';
import { readDeviceTree, writeDeviceTree } from '../../../../src/kexec/arm64/flattened-tree.ts';
import { LoadError } from '../../../../src/kexec/load-error.ts';
import { damage } from '../../../fuzz/damage.ts';
import { Random } from '../../../fuzz/random.ts';
import { compile, source } from './trees.ts';

const base = `/dts-v1/;
/ {
  compatible = "a,board";
  clock: clock { #clock-cells = <0>; };
  bus: bus@1000 {
    #address-cells = <1>; #size-cells = <0>;
    uart: serial@10 { status = "disabled"; clocks = <&clock>; };
  };
};
`;
/** It enables a device, adds one that refers to its own parts and the board's, and names it for those that follow. */
const hat = `/dts-v1/; /plugin/;
&uart { status = "okay"; };
&bus {
  power: regulator { };
  sensor: sensor@20 { reg = <0x20>; supply = <&power>; clocks = <&clock &power>; };
  serial@10 { current-speed = <9600>; };
};
/ { fragment@9 { target-path = "/"; __overlay__ { added { from = "a path"; }; }; }; };
`;
const onTop = `/dts-v1/; /plugin/;
&sensor { label = "outside"; };
`;

/** What dtc makes of `text`, with its labels. */
const withLabels = (text: string) => compile(text, ['-@']);
const tree = async (text: string) => readDeviceTree(await withLabels(text))!;

/** The tree with the overlays in it, as fdtoverlay merges them. */
async function merged(...texts: readonly string[]): Promise<Buffer> {
  await ensureTools(['fdtoverlay']);
  using directory = await temporaryDirectory();
  const [first = '', ...others] = await Promise.all(
    texts.map(async (text, at) => {
      const path = join(directory.path, `${at}.dtb`);
      writeFileSync(path, await withLabels(text));
      return path;
    }),
  );
  const output = join(directory.path, 'merged');
  await run('fdtoverlay', ['-i', first, '-o', output, ...others], { timeout: 120_000 });
  return readFileSync(output);
}

/** With properties and nodes sorted, since their order has no meaning. */
async function sorted(blob: Uint8Array): Promise<string> {
  using directory = await temporaryDirectory();
  const path = join(directory.path, 'tree.dtb');
  writeFileSync(path, blob);
  return await run('dtc', ['-q', '-s', '-I', 'dtb', '-O', 'dts', path], { timeout: 120_000 });
}

test('an overlay changes what is there and adds to it, as fdtoverlay does', async () => {
  const ours = applyOverlay(await tree(base), await tree(hat), 'hat.dtbo');
  assert.is(await sorted(writeDeviceTree(ours)), await sorted(await merged(base, hat)));
});

test('an overlay may refer to what the one before it has added', async () => {
  const first = applyOverlay(await tree(base), await tree(hat), 'hat.dtbo');
  const ours = applyOverlay(first, await tree(onTop), 'top.dtbo');
  assert.is(await sorted(writeDeviceTree(ours)), await sorted(await merged(base, hat, onTop)));
});

test('what an overlay is applied to stays as it was', async () => {
  const [before, overlay] = [await tree(base), await tree(hat)];
  applyOverlay(before, overlay, 'hat.dtbo');
  assert.is(await source(writeDeviceTree(before)), await source(await withLabels(base)));
  assert.equal(overlay, await tree(hat));
});

test('an overlay for another board is refused with what the tree lacks', async () => {
  const apply = async (text: string) => applyOverlay(await tree(base), await tree(text), 'hat.dtbo');
  const refusal = async (text: string) => {
    try {
      await apply(text);
    } catch (error) {
      assert.instance(error, LoadError);
      return (error as Error).message;
    }
    return 'it was applied';
  };
  assert.is(
    await refusal('/dts-v1/; /plugin/; &spi { status = "okay"; };'),
    'The overlay hat.dtbo does not fit the device tree: that has no spi. Take it out of the entry.',
  );
  assert.match(
    await refusal('/dts-v1/; /plugin/; / { fragment@0 { target-path = "/soc"; __overlay__ { }; }; };'),
    /there is no place for its fragment@0/,
  );
  const beyond = '__fixups__ { uart = "/fragment@0:target:8"; };';
  assert.match(
    await refusal(`/dts-v1/; / { fragment@0 { target = <0>; __overlay__ { }; }; ${beyond} };`),
    /does not fit the device tree: it is damaged/,
  );
});

test('any overlay is applied or refused', async () => {
  const [board, blob] = [await tree(base), await withLabels(hat)];
  let applied = 0;
  for (let seed = 0; seed < 3_000; seed++) {
    const overlay = readDeviceTree(damage(blob, new Random(seed)));
    if (!overlay) continue;
    try {
      applyOverlay(board, overlay, 'hat.dtbo');
      applied++;
    } catch (error) {
      assert.instance(error, LoadError, `seed ${seed}: ${error}`);
    }
  }
  assert.ok(applied > 100, `${applied}`);
});

test.run();
