// Fetches a URL as baton does, inside the benchmark's machine: prints the bytes, and the seconds that it took.

import { fetchFile } from '../../src/network/fetch.ts';

const [url = ''] = process.argv.slice(2);
const start = performance.now();
void fetchFile(url).then(
  ({ size }) => console.log(size, (performance.now() - start) / 1000),
  (failure) => {
    console.log(String(failure));
    process.exitCode = 1;
  },
);
