// Shows how far a long step has come: a bar on a terminal, and elsewhere a line at its start and one at its end.

export type Unit = 'bytes' | 'count' | 'percent';

export interface Progress {
  /** `done` so far, in the unit; a new `total` where it has become known. */
  update(done: number, total?: number): void;
  /** Ends the bar or prints the last line. Calling it again does nothing. */
  end(): void;
}

const barWidth = 24;
const redrawMilliseconds = 100;
const mebibyte = 1024 * 1024;

function amount(done: number, total: number, unit: Unit): string {
  if (unit === 'percent') return `${Math.round((100 * done) / total)} %`;
  if (unit === 'count') return `${done}/${total}`;
  return `${(done / mebibyte).toFixed(1)}/${(total / mebibyte).toFixed(1)} MiB`;
}

/** One state of the bar as a line: `Fetching node  [########----]  12.0/24.0 MiB`. `done` beyond `total` counts as it. */
export function bar(label: string, done: number, total: number, unit: Unit): string {
  const part = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const filled = Math.round(part * barWidth);
  return `${label}  [${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]  ${amount(part * total, total, unit)}`;
}

/**
 * Starts showing the step `label`, which is `total` long in `unit` (100 for per cent).
 */
export function progress(label: string, total: number, unit: Unit, stream = process.stderr): Progress {
  const began = Date.now();
  let drawn = 0;
  let done = 0;
  let ended = false;
  const draw = () => {
    drawn = Date.now();
    // Carriage return, then erase to the end of the line (ECMA-48 EL).
    stream.write(`\r${bar(label, done, total, unit).slice(0, (stream.columns ?? 80) - 1)}\x1b[K`);
  };
  if (stream.isTTY) draw();
  else stream.write(`${label} …\n`);
  return {
    update(nowDone, nowTotal) {
      if (ended) return;
      done = nowDone;
      total = nowTotal ?? total;
      if (stream.isTTY && Date.now() - drawn >= redrawMilliseconds) draw();
    },
    end() {
      if (ended) return;
      ended = true;
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      const size = unit === 'bytes' && total > 0 ? `${(total / mebibyte).toFixed(1)} MiB, ` : '';
      stream.write(stream.isTTY ? `\r${label}  ${size}${seconds} s\x1b[K\n` : `${label}: ${size}${seconds} s\n`);
    },
  };
}
