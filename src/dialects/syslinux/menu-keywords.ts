import type { Menu } from './menu.ts';
import type { Parser } from './parser.ts';

/**
 * Carries out `MENU KEYWORD ARGUMENT`. Colours, sizes, indents and texts of the screen are passed over.
 * (https://wiki.syslinux.org/wiki/index.php?title=Menu, and `parse_config_file` in com32/menu/readconfig.c)
 * @param keyword in lower case
 * @returns the menu that the next lines belong to
 */
export async function menuKeyword(
  parser: Parser,
  keyword: string,
  argument: string,
  config: string,
  line: number,
): Promise<Menu> {
  const { label, menu, configuration } = parser;
  switch (keyword) {
    case 'label':
      if (label) label.text = argument;
      else if (menu.parentItem) menu.parentItem.text = argument;
      break;
    case 'title':
      // The title of a submenu is its label as well, as long as it has only the name that it was begun with.
      if (menu.parentItem && menu.parentItem.text === menu.label) menu.parentItem.text = argument;
      break;
    case 'default':
      if (label) label.isDefault = true;
      else if (menu.parent && menu.parentItem) menu.parent.default = menu.parent.items.indexOf(menu.parentItem);
      break;
    case 'hide':
      if (label) label.hidden = true;
      break;
    case 'disable':
    case 'disabled':
      if (label) label.disabled = true;
      break;
    case 'passwd':
      if (label) label.password = true;
      break;
    case 'separator':
      parser.separator(config, line);
      break;
    case 'begin':
      parser.beginMenu(argument, config, line);
      break;
    case 'end':
      parser.endMenu();
      break;
    case 'include':
      return parser.include(argument, config, line);
    case 'start':
      configuration.start = menu;
      break;
    case 'shiftkey':
      configuration.shiftKey = true;
      break;
    case 'hidden':
      configuration.hiddenMenu = true;
      break;
    case 'goto':
      if (label) [label.action, label.kernel] = ['goto', argument];
      break;
    case 'exit':
      if (label && menu.parent) label.action = 'exit';
      break;
    case 'quit':
    case 'help':
      if (label) label.action = keyword;
      break;
  }
  return parser.menu;
}
