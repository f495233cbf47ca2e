import type { Menu } from '../model.ts';
import { asciiMessages, asciiText } from './ascii.ts';
import type { Messages } from './en.ts';

/** What makes of a menu in the language of `messages` one for a terminal that may show nothing but ASCII. */
export function asAscii(messages: Messages): (menu: Menu) => Menu {
  const ascii = asciiMessages(messages);
  return (menu) => {
    const { question } = menu;
    const asked = question && { ...question, title: asciiText(question.title), remark: asciiText(question.remark) };
    return {
      ...menu,
      messages: ascii,
      status: asciiText(menu.status),
      notices: menu.notices.map(asciiText),
      ...(asked ? { question: asked } : {}),
    };
  };
}
