// The one program of the image: as PID 1 it boots, and started from the rescue shell it is the `baton` command.

if (process.pid === 1) void import('../src/init.ts').then(({ init }) => init());
else void import('../src/cli.ts');
