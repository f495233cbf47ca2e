// How esbuild writes the program.

import type { BuildOptions } from 'esbuild';
import { checkout } from './cache.ts';

export const esbuildOptions = {
  absWorkingDir: checkout,
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'inline',
  logLevel: 'silent',
} as const satisfies BuildOptions;
