// The one program of the image: as PID 1 it boots, and started from the rescue shell it is the `baton` command.

import { init } from '../src/init.ts';

if (process.pid === 1) void init();
