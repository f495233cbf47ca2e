import { parseArgs } from 'node:util';
import type { Command, Output } from './command.ts';

const HELP = `Starts the installer of a system over the network, by kexec: fetches its kernel
and initrds from a mirror, checks them by the mirror's checksums, stops
everything in order, and starts the kernel. Without a name it lists what
there is.

NAME              a system of the catalogue
--print           print what would be fetched and the cmdline, and do nothing
--load            load it only; "kexec -e" or "systemctl kexec" starts it
--append TEXT     more for the cmdline, such as console=ttyS0
--mirror URL      a mirror that has the systems below it, as URL/debian
--seed FILE|URL   answers for the installer: a kickstart, preseed, autoinstall,
                  cloud-config, Ignition or AutoYaST file
--catalogue FILE  another catalogue than /etc/baton/catalogue.toml
--help            print this

A proxy is taken from https_proxy or http_proxy, and no_proxy.

Exit status: 0 it is done or under way, 1 it is not, 2 the command was used
wrongly.`;

export const install: Command = {
  name: 'install',
  synopsis: '[--print | --load] [--mirror URL] [--seed FILE|URL] [NAME]',
  summary: 'start an installer over the network',
  help: HELP,
  run,
};

export interface InstallOrder {
  readonly name?: string | undefined;
  readonly print: boolean;
  readonly load: boolean;
  readonly append?: string | undefined;
  readonly mirror?: string | undefined;
  readonly seed?: string | undefined;
  readonly catalogue?: string | undefined;
}

/** Raises an error with a sentence. */
function parse(args: readonly string[]): InstallOrder {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      print: { type: 'boolean', default: false },
      load: { type: 'boolean', default: false },
      append: { type: 'string' },
      mirror: { type: 'string' },
      seed: { type: 'string' },
      catalogue: { type: 'string' },
    },
    allowPositionals: true,
  });
  const [name, ...more] = positionals;
  if (more.length > 0) throw new Error('Name one system.');
  if (values.print && values.load) throw new Error('Give either --print or --load.');
  if (values.mirror !== undefined && !(/^(https?|tftp):\/\/[^/]/i.test(values.mirror) && URL.canParse(values.mirror)))
    throw new Error(`--mirror takes a URL with http, https or tftp, not ${values.mirror}.`);
  return { ...values, name };
}

async function run(args: readonly string[], output: Output): Promise<number> {
  let order: InstallOrder;
  try {
    order = parse(args);
  } catch (error) {
    output.error(`baton install: ${(error as Error).message}`);
    return 2;
  }
  try {
    const { obey } = await import('./install/obey.ts');
    await obey(order, output);
    return 0;
  } catch (error) {
    output.error(`baton install: ${(error as Error).message}`);
    return 1;
  }
}
