// npm run fuzz: many more mutated configurations than the tests try.

import { parseArgs } from 'node:util';
import { script } from '../../build/script.ts';
import { dialects } from '../../src/dialects/index.ts';
import { fuzz } from './engine.ts';

const help = `Usage: npm run fuzz [-- LANGUAGE …] [--count N] [--seed N] [--input N]

Gives each boot configuration language mutated configurations, and ends with the
first that makes its parser throw, hang or use too much memory.

  LANGUAGE   only these: ${dialects.map(({ name }) => name).join(' ')}
  --count N  inputs for each language (100000)
  --seed N   repeats a run; without it the seed is new each time, and printed
  --input N  only this input of the seed
  --help     this text
`;

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name} takes a whole number, and not ${text}`);
}

await script(async () => {
  const { values, positionals } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      input: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [count, seed] = [wholeNumber('count', values.count), wholeNumber('seed', values.seed)];
  const only = values.input === undefined ? undefined : wholeNumber('input', values.input);
  const unknown = positionals.find((name) => !dialects.some((dialect) => dialect.name === name));
  if (unknown) throw new Error(`there is no language ${unknown}; --help lists them`);
  for (const dialect of dialects) {
    if (positionals.length > 0 && !positionals.includes(dialect.name)) continue;
    console.log(`${dialect.name}: ${count} inputs of seed ${seed} …`);
    const began = performance.now();
    const { slowest, entries } = await fuzz(dialect, seed, count, only);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${dialect.name}: ${seconds} s; the slowest took ${slowest.toFixed(0)} ms; ${entries} entries`);
  }
  return 0;
});
