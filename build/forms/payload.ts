// payload: the kernel with its initramfs inside, in one file for a flash chip, where bytes count more than seconds.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownOrigin } from '../bundle.ts';
import { checkout } from '../cache.ts';
import { run } from '../command.ts';
import type { Cost } from '../costs.ts';
import { costTable } from '../cost-table.ts';
import { cpio } from '../cpio.ts';
import { rootParts } from '../image.ts';
import { fetchKernel } from '../kernel.ts';
import { readProfile } from '../profile.ts';
import { x86_64 } from '../target.ts';
import { ensureTools } from '../tools.ts';
import { file, type Item } from '../tree.ts';
import { wholeFile } from '../whole-file.ts';
import { appendInitramfs } from './bzimage-payload.ts';
import type { Form, FormOptions } from './form.ts';
