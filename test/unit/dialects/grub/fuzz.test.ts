// Mutated configurations: whatever the bytes, a Reading comes back, in time. FUZZ_SEED repeats a run, FUZZ_COUNT sets
// how many inputs there are.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readGrub } from './read-grub.ts';

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const COUNT = Number(process.env.FUZZ_COUNT ?? 2_000);
console.log(`seed ${SEED}, ${COUNT} inputs`);

const SEEDS = [
  `set timeout=5
if [ -s $prefix/grubenv ]; then load_env; fi
if [ "\${next_entry}" ] ; then set default="\${next_entry}"; save_env next_entry; else set default="\${saved_entry}"; fi
function savedefault { if [ -z "\${boot_once}" ]; then saved_entry="\${chosen}"; save_env saved_entry; fi; }
menuentry 'Debian' --class debian $menuentry_id_option 'simple' {
	savedefault
	search --no-floppy --fs-uuid --set=root --hint-bios=hd0,gpt1 1111-AAAA
	linux /vmlinuz root=UUID=1111-AAAA ro "a b" quiet
	initrd /initrd
}
submenu 'Advanced' --id adv { menuentry 'x' { linux /vmlinuz x; }
 menuentry "y" { chainloader +1; } }
`,
  `for k in /vm* (hd*)/boot/*; do menuentry "found $k" "$k" { linux $2 $"msg $k"; }; done
while [ "$n" != xxx ]; do n="\${n}x"; if [ $n = xx ]; then continue; fi; done
until true; do break 2; done
regexp --set=1:v '^([a-z]+)-[0-9]{1,3}$' abc-12; eval "echo $v \\"q\\""; blscfg
loopback loop /vmlinuz; probe --set=u --fs-uuid $root; source /boot/grub/inc.cfg
configfile /boot/grub/inc.cfg; tr --set=a --upcase b; export a; unset a; shift; return; exit
`,
];
const PIECES = [
  '{',
  '}',
  ';',
  '\n',
  '"',
  "'",
  '$',
  '${',
  '\\',
  '#',
  '*',
  '?',
  'if ',
  'fi',
  'then',
  'do',
  'done',
  'function f {',
  '!',
  '[',
  ']',
  '(',
  ')',
  '\0',
  '\xff',
  '\r\n',
  ' -a ',
  '--id=',
  '$"',
  '|',
  '&&',
  '>',
  '$@',
  '$1',
];

const random = generator(SEED);
const below = (limit: number) => Math.floor(random() * limit);

test('no input throws, hangs, or leads out of the entries', async () => {
  let slowest = 0;
  for (let input = 0; input < COUNT; input += 1) {
    const config = mutate(SEEDS[below(SEEDS.length)]!);
    const begin = process.cpuUsage();
    const reading = await readGrub(Buffer.from(config, 'latin1'), {
      '/boot/grub/inc.cfg': mutate(SEEDS[0]!),
      '/boot/grub/grubenv': mutate('# GRUB Environment Block\nsaved_entry=adv>1\nx=a\\\\b\n####'),
      '/loader/entries/a.conf': mutate('title A\nlinux /vmlinuz\ninitrd /initrd\noptions $kernelopts quiet\n'),
    }).catch((error) => {
      throw new Error(`input ${input} of seed ${SEED}: ${JSON.stringify(config)}`, { cause: error });
    });
    // Time of the processor, since other tests run beside this one.
    const { user, system } = process.cpuUsage(begin);
    slowest = Math.max(slowest, (user + system) / 1_000);
    assert.ok(slowest < 1_000, `input ${input} of seed ${SEED} took ${slowest} ms: ${JSON.stringify(config)}`);
    assert.ok(reading.entries.filter((entry) => entry.default).length <= 1);
    assert.is(new Set(reading.entries.map(({ id }) => id)).size, reading.entries.length);
  }
  console.log(`the slowest took ${slowest.toFixed(1)} ms`);
});

function mutate(text: string): string {
  let mutated = text;
  for (let count = below(8); count > 0; count -= 1) {
    const from = below(mutated.length + 1);
    const to = Math.min(mutated.length, from + below(12));
    const insert = [PIECES[below(PIECES.length)]!, '', mutated.slice(below(mutated.length), below(mutated.length))][
      below(3)
    ]!;
    mutated = mutated.slice(0, from) + insert + mutated.slice(to);
  }
  return mutated;
}

/** mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

test.run();
