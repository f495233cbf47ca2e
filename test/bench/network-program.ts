// Fetches two URLs as baton does, inside the benchmark's machine: prints the bytes of the second one, and the seconds that
// it took. PID 1 has always fetched something small before, such as a configuration.

import { fetchFile } from '../../src/network/fetch.ts';

async function measure([first = '', second = '']: readonly string[]): Promise<void> {
  await (await fetchFile(first)).close();
  const start = performance.now();
  const { size } = await fetchFile(second);
  console.log(size, (performance.now() - start) / 1000);
}

void measure(process.argv.slice(2)).catch((failure) => {
  console.log(String(failure));
  process.exitCode = 1;
});
