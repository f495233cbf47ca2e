// The disc images are made by real tools.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dialects } from '../../../../src/dialects/index.ts';
import type { Volume } from '../../../../src/entry/volume.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';

const PC = { firmware: 'pc', cpu: 'x86_64' } as const;
const loopback = dialects.find(({ name }) => name === 'loopback')!;

const test = suite<{ scratch: string }>('disc images in files');
test.before((context) => {
  context.scratch = mkdtempSync(join(tmpdir(), 'baton-loopback-'));
});
test.after(({ scratch }) => rmSync(scratch, { recursive: true }));

let count = 0;

/** A disc image with Rock Ridge names that holds these files. */
function makeImage(scratch: string, files: Readonly<Record<string, string>>, label = 'LIVE'): Uint8Array {
  count += 1;
  const [tree, image] = [join(scratch, `tree${count}`), join(scratch, `${count}.iso`)];
  mkdirSync(tree);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  execFileSync('genisoimage', ['-quiet', '-R', '-V', label, '-o', image, tree], { stdio: 'ignore' });
  return readFileSync(image);
}

async function read(image: Uint8Array, path = '/isos/live.iso', others: readonly Volume[] = []) {
  const files: Record<string, Content> = { [path]: image };
  const disk = new MemoryVolume({ id: 'sda1', device: '/dev/sda1', uuid: 'ABCD-1234' }, files);
  return (await loopback.read(path, disk, [disk, ...others], PC))!;
}

/** The cmdline of the one entry of an image's own configuration. */
async function cmdline(
  scratch: string,
  arguments_: string,
  files: Readonly<Record<string, string>> = {},
  others: readonly Volume[] = [],
) {
  const config = `menuentry a { linux /k ${arguments_}; }\n`;
  const image = makeImage(scratch, { '/boot/grub/grub.cfg': config, '/k': 'k', ...files });
  const { entries } = await read(image, undefined, others);
  if (entries.length !== 1) throw new Error(`${entries.length} entries in place of one`);
  return entries[0]!.cmdline;
}

if (hasTool()) {
  test('a loopback.cfg is run with the path of the image', async ({ scratch }) => {
    const image = makeImage(scratch, {
      '/boot/grub/loopback.cfg': 'source /boot/grub/grub.cfg\n',
      '/boot/grub/grub.cfg': `set timeout=5
if [ "\${iso_path}" ] ; then set loopback="findiso=\${iso_path}"; fi
menuentry 'Live system' {
  linux /live/vmlinuz boot=live "\${loopback}" uuid=$rootuuid
  initrd /live/initrd.img
}
submenu 'More' { menuentry 'Gone' { linux /gone; } }
`,
      '/live/vmlinuz': 'k',
      '/live/initrd.img': 'i',
    });
    const { entries, config, volume } = await read(image, "/isos/it's live.iso");
    const inside = (path: string) => ({ volume: 'sda1', path, image: "/isos/it's live.iso" });
    const [live] = entries;
    assert.equal([volume, config], ['sda1', "/isos/it's live.iso"]);
    assert.equal([live!.kernel, live!.initrds], [inside('/live/vmlinuz'), [inside('/live/initrd.img')]]);
    assert.is(live!.cmdline, `boot=live "findiso=/isos/it\\'s live.iso" uuid=ABCD-1234`);
    assert.equal([live!.submenu, live!.source, live!.line], [["it's live.iso"], 'loopback', 3]);
    assert.is(live!.config, "/isos/it's live.iso:/boot/grub/grub.cfg");
    assert.equal([live!.default, live!.diagnostics], [false, []]);
    assert.equal([entries[1]!.title, entries[1]!.submenu.at(-1)], ['Gone', 'More']);
  });

  test('without one, the configuration for GRUB is read as if the image were a disc', async ({ scratch }) => {
    const image = makeImage(
      scratch,
      {
        '/boot/grub/grub.cfg':
          'search --label --set=root UBUNTU\nmenuentry a { linux /casper/vmlinuz quiet --- splash; }\n',
        '/casper/vmlinuz': 'k',
      },
      'UBUNTU',
    );
    const [entry] = (await read(image)).entries;
    assert.equal(entry!.kernel, { volume: 'sda1', path: '/casper/vmlinuz', image: '/isos/live.iso' });
    assert.is(entry!.cmdline, 'quiet iso-scan/filename=/isos/live.iso --- splash');
    assert.equal([entry!.config, entry!.diagnostics], ['/isos/live.iso:/boot/grub/grub.cfg', []]);
  });

  test('and where there is none for GRUB, that for ISOLINUX', async ({ scratch }) => {
    const config = 'DEFAULT live\nLABEL live\n  KERNEL /live/vmlinuz\n  APPEND initrd=/live/initrd boot=live quiet\n';
    const files = { '/isolinux/isolinux.cfg': config, '/live/vmlinuz': 'k', '/live/initrd': 'i' };
    const [entry] = (await read(makeImage(scratch, files))).entries;
    assert.equal(entry!.kernel, { volume: 'sda1', path: '/live/vmlinuz', image: '/isos/live.iso' });
    assert.equal(entry!.initrds, [{ volume: 'sda1', path: '/live/initrd', image: '/isos/live.iso' }]);
    assert.match(entry!.cmdline, /\bboot=live quiet\b.* findiso=\/isos\/live\.iso$/);
    assert.equal([entry!.source, entry!.default], ['loopback', false]);
  });

  test('each live system is told of its image in its own words', async ({ scratch }) => {
    const here = '/isos/live.iso';
    const device = '/dev/disk/by-uuid/ABCD-1234';
    const cases: [string, Record<string, string>, string][] = [
      ['boot=casper', {}, `boot=casper iso-scan/filename=${here}`],
      ['root=live:CDLABEL=F rd.live.image', {}, `root=live:CDLABEL=F rd.live.image iso-scan/filename=${here}`],
      ['inst.stage2=hd:LABEL=R quiet', {}, `quiet inst.stage2=hd:UUID=ABCD-1234:${here}`],
      ['inst.stage2=hd:LABEL=R', { '/BaseOS/x': '' }, `inst.repo=hd:UUID=ABCD-1234:${here}`],
      [
        'splash=silent',
        { '/boot/x86_64/loader/linux': '' },
        `splash=silent install=hd:${here}?device=disk/by-uuid/ABCD-1234`,
      ],
      [
        'archisobasedir=arch archisolabel=A',
        {},
        `archisobasedir=arch archisolabel=A img_dev=${device} img_loop=${here}`,
      ],
      ['misobasedir=manjaro', {}, `misobasedir=manjaro img_dev=${device} img_loop=${here}`],
      ['init=/nix/store/x/init', { '/nix-store.squashfs': '' }, `init=/nix/store/x/init findiso=${here}`],
      ['root=/dev/ram0 cdroot', {}, `root=/dev/ram0 cdroot isoboot=${here}`],
      ['quiet', { '/antiX/linuxfs': '' }, `quiet fromiso=${here} from=hd,usb`],
      ['quiet', { '/boot/corepure64.gz': '' }, `quiet iso=UUID=ABCD-1234${here}`],
      ['boot=live findiso=/other.iso', {}, 'boot=live findiso=/other.iso'],
    ];
    for (const [own, files, expected] of cases) assert.is(await cmdline(scratch, own, files), expected);
  });

  test('a partition that is labelled for it keeps what is changed, where nothing is said of that yet', async ({
    scratch,
  }) => {
    const labelled = (label: string) => [new MemoryVolume({ id: 'sdb1', label }, {})];
    const here = 'findiso=/isos/live.iso';
    const live = (own: string, label: string) => cmdline(scratch, own, {}, labelled(label));
    assert.is(await live('boot=live', 'persistence'), `boot=live ${here} persistence`);
    assert.is(await live('boot=live nopersistence', 'persistence'), `boot=live nopersistence ${here}`);
    assert.is(await live('boot=live', 'data'), `boot=live ${here}`);
    const casper = 'boot=casper iso-scan/filename=/isos/live.iso';
    assert.is(await live('boot=casper', 'writable'), `${casper} persistent`);
    assert.is(await live('root=live:CDLABEL=F', 'writable'), 'root=live:CDLABEL=F iso-scan/filename=/isos/live.iso');
  });

  test('what cannot find an image in a file is said, with what helps', async ({ scratch }) => {
    const remark = async (kernel: string, files: Record<string, string>, path?: string) => {
      const config = `menuentry a { linux ${kernel} quiet; }\n`;
      const image = makeImage(scratch, { '/boot/grub/grub.cfg': config, [kernel]: 'k', ...files });
      const [found] = (await read(image, path)).entries;
      return [found!.cmdline, found!.diagnostics.join(' ')];
    };
    const [own, installer] = await remark('/install.amd/vmlinuz', { '/.disk/info': 'Debian netinst', '/live/x': '' });
    assert.is(own, 'quiet');
    assert.match(installer!, /^Debian's installer cannot find .* in a file\. Use "baton install debian"/);
    assert.match((await remark('/boot/vmlinuz-lts', { '/.alpine-release': '3' }))[1]!, /^Alpine cannot/);
    assert.match((await remark('/casper/vmlinuz', {}, '/my system.iso'))[1]!, /has a blank in it\. Rename it/);
  });

  test('a loopback.cfg that forgets the image is helped', async ({ scratch }) => {
    const config = 'menuentry a { linux /live/k boot=live; }\n';
    const [entry] = (await read(makeImage(scratch, { '/boot/grub/loopback.cfg': config, '/live/k': 'k' }))).entries;
    assert.is(entry!.cmdline, 'boot=live findiso=/isos/live.iso');
  });

  test('a system that is not known is said to be so', async ({ scratch }) => {
    const image = makeImage(scratch, { '/boot/grub/grub.cfg': 'menuentry a { linux /k; }\n', '/k': 'k' });
    assert.match((await read(image)).entries[0]!.diagnostics[0]!, 'is not known');
  });

  test('an image that nothing boots from is told', async ({ scratch }) => {
    const { entries, diagnostics } = await read(makeImage(scratch, { '/readme': 'x' }));
    assert.equal([entries.length, diagnostics[0]!.message], [0, 'this image has no boot configuration that is known']);
  });

  test('a damaged image ends in a reading', async ({ scratch }) => {
    const whole = makeImage(scratch, { '/boot/grub/loopback.cfg': 'menuentry a { linux /k; }\n', '/k': 'k' });
    for (const length of [0, 33_000, 36_000, whole.length - 2_048])
      assert.is((await read(whole.subarray(0, length))).config, '/isos/live.iso');
  });
} else console.log('skipped: disc images, since genisoimage is not installed');

test('a file that is no disc image is told', async () => {
  const { entries, diagnostics } = await read(Buffer.from('no image'));
  assert.equal([entries.length, diagnostics[0]!.message], [0, 'this is no ISO 9660 image']);
});

test('images are looked for where people put them, no deeper, and not without end', async () => {
  const paths = [
    '/a.iso',
    '/ISO/b.ISO',
    '/boot/c.iso',
    '/boot/isos/d.iso',
    '/home/e.iso',
    '/isos/deep/f.iso',
    '/g.txt',
  ];
  const volume = (names: readonly string[]) =>
    new MemoryVolume({}, Object.fromEntries(names.map((path) => [path, ''])));
  assert.equal(await loopback.find(volume(paths)), ['/a.iso', '/ISO/b.ISO', '/boot/c.iso', '/boot/isos/d.iso']);
  const many = Array.from({ length: 100 }, (_, index) => `/${index}.iso`);
  assert.is((await loopback.find(volume(many))).length, 16);
});

function hasTool(): boolean {
  try {
    execFileSync('genisoimage', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.run();
