// npm run bench: measures baton beside what it is compared with, in one run.

import { parseArgs } from 'node:util';
import { script } from '../../build/script.ts';
import { bootBenchmark } from './boot.ts';
import { dialectsBenchmark } from './dialects.ts';
import { disksBenchmark } from './disks.ts';
import { formsBenchmark } from './forms.ts';
import { kexecBenchmark } from './kexec.ts';
import { networkBenchmark } from './network.ts';

const benchmarks: Readonly<Record<string, (runs: number) => Promise<void>>> = {
  boot: bootBenchmark,
  dialects: dialectsBenchmark,
  disks: disksBenchmark,
  forms: formsBenchmark,
  kexec: kexecBenchmark,
  network: networkBenchmark,
};

const help = `Usage: npm run bench [-- NAME... --runs N]

Measures baton and its peers side by side and prints a table for each NAME, or for
all of them; the same goes into out/bench/NAME.json. Close other programs first: the
machines are emulated.

  boot      from power-on to the login prompt, beside a script that hard-codes
            the same entry with busybox and kexec-tools; also on a kernel of our
            own, which takes some minutes to build
  dialects  how fast boot configurations are read, beside GRUB's own parser
  disks     from the start to the list of 1, 8 and 64 disks, beside util-linux's
            blkid and lsblk -f, and a mount of each filesystem
  forms     of every form its size, the time to its menu, and the least memory
  kexec     to load a kernel and an initrd of 200 MiB, beside kexec-tools: time,
            and memory above what the kernel itself takes
  network   files by HTTP and TFTP into memory, beside curl and busybox: rates, and
            memory above the file's own; from link up to the entry of a network
  --runs N  how often each is measured (7)
  --help    this text
`;

await script(async () => {
  const { values, positionals } = parseArgs({
    options: { runs: { type: 'string', default: '7' }, help: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`--runs takes a whole number from 1, and not ${values.runs}`);
  const names = positionals.length > 0 ? positionals : Object.keys(benchmarks);
  for (const name of names) {
    const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
    if (!benchmark) throw new Error(`there is no benchmark ${name}; choose ${Object.keys(benchmarks).join(' or ')}`);
    await benchmark(runs);
  }
  return 0;
});
