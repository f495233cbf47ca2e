import { PassThrough } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bar, progress } from '../../../build/progress.ts';

function stream(isTTY: boolean) {
  const written = new PassThrough();
  return Object.assign(written, { isTTY, columns: 80 }) as unknown as typeof process.stderr & { read(): Buffer | null };
}

test('the bar is filled by the part that is done and never beyond its end', () => {
  const mebibyte = 1024 * 1024;
  assert.is(
    bar('Fetching', 6 * mebibyte, 12 * mebibyte, 'bytes'),
    `Fetching  [${'#'.repeat(12)}${'-'.repeat(12)}]  6.0/12.0 MiB`,
  );
  assert.is(bar('Files', 9, 3, 'count'), `Files  [${'#'.repeat(24)}]  3/3`);
  assert.is(bar('Reading', 50, 100, 'percent'), `Reading  [${'#'.repeat(12)}${'-'.repeat(12)}]  50 %`);
  assert.match(bar('Unknown size', 0, 0, 'bytes'), /0.0\/0.0 MiB/);
});

test('without a terminal there is one line at the start and one at the end', () => {
  const output = stream(false);
  const shown = progress('Fetching', 2 * 1024 * 1024, 'bytes', output);
  for (let done = 0; done < 100; done += 1) shown.update(done);
  shown.end();
  shown.end();
  assert.match(String(output.read()), /^Fetching …\nFetching: 2\.0 MiB, \d+\.\d s\n$/);
});

test('on a terminal the bar stays on one line and no wider than the terminal', () => {
  const output = stream(true);
  const shown = progress(
    'A label that is far too long for any terminal of eighty columns that it could meet',
    10,
    'count',
    output,
  );
  shown.end();
  const text = String(output.read());
  assert.is(text.split('\n').length, 2);
  assert.ok(text.startsWith('\r'));
  assert.ok(text.split('\r')[1]!.replace('\x1b[K', '').length < 80);
});

test.run();
