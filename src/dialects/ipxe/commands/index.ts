import type { Command } from './command.ts';
import { flow } from './flow.ts';
import { harmless } from './harmless.ts';
import { images } from './images.ts';
import { menus } from './menus.ts';
import { settings } from './settings.ts';

const succeed: Command = { run: () => 0 };

/** Every command of iPXE. https://ipxe.org/cmd */
export const commands: ReadonlyMap<string, Command> = new Map([
  ...harmless.map((name) => [name, succeed] as const),
  ...[images, settings, menus, flow].flatMap((table) => Object.entries(table)),
]);
