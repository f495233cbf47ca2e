import { blscfgCommands } from './blscfg.ts';
import type { CommandFunction } from './command.ts';
import { configurations } from './configurations.ts';
import { devices } from './devices.ts';
import { environmentBlocks } from './environment-blocks.ts';
import { flow } from './flow.ts';
import { harmless } from './harmless.ts';
import { loaders } from './loaders.ts';
import { menuItems } from './menu-items.ts';
import { passwords } from './passwords.ts';
import { resources } from './resources.ts';
import { search } from './search.ts';
import { smbiosCommands } from './smbios.ts';
import { tests } from './tests.ts';
import { texts } from './texts.ts';
import { variables } from './variables.ts';

const TABLES = [
  variables,
  flow,
  tests,
  texts,
  menuItems,
  passwords,
  configurations,
  environmentBlocks,
  devices,
  search,
  loaders,
  resources,
  blscfgCommands,
  smbiosCommands,
];

/** Every command that GRUB knows, by name. https://www.gnu.org/software/grub/manual/grub/html_node/Commands.html */
export const COMMANDS: ReadonlyMap<string, CommandFunction> = new Map([
  ...harmless,
  ...TABLES.flatMap((table) => Object.entries(table)),
]);

/** The commands that run a block behind them. For all others, and for functions, it is an argument like any other. */
export const BLOCK_COMMANDS: ReadonlySet<string> = new Set(Object.keys(menuItems));
