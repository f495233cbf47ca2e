/** Says on a terminal, in one line that is written over, how far a file has come. */
export function bar(): (url: string, bytes: number, total: number | undefined, seconds: number) => void {
  let shown = 0;
  return (url, bytes, total, seconds) => {
    const ends = bytes === total;
    if (!process.stderr.isTTY || (!ends && performance.now() - shown < 250)) return;
    shown = performance.now();
    const mebi = (size: number): string => (size / 2 ** 20).toFixed(1);
    const of = total === undefined ? '' : ` of ${mebi(total)}`;
    const rate = mebi(bytes / Math.max(seconds, 0.001));
    process.stderr.write(`\r\x1b[K${url.slice(url.lastIndexOf('/') + 1)}: ${mebi(bytes)}${of} MiB, ${rate} MiB/s`);
    if (ends) process.stderr.write('\n');
  };
}
