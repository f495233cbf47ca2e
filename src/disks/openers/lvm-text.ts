// LVM's metadata as text: sections `name { … }` of settings `name = value`, where a value is a number, a string or a
// list. https://man7.org/linux/man-pages/man5/lvm.conf.5.html, SYNTAX

export interface Section {
  readonly settings: ReadonlyMap<string, readonly string[]>;
  readonly sections: ReadonlyMap<string, Section>;
}

interface Open {
  readonly settings: Map<string, string[]>;
  readonly sections: Map<string, Open>;
}

/** Real metadata has five levels. */
const maxDepth = 16;

/** White space and comments; strings; punctuation; everything else as words. */
const token = /(?:\s|#[^\n]*)+|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}=[\],]|[^\s{}=[\],"#]+/y;

/**
 * What `text` says: every value is a list, of one for a number or a string, as text without quotation marks. Never
 * throws: what is cut off or cannot be read ends it.
 */
export function parseLvmText(text: string): Section {
  const root: Open = { settings: new Map(), sections: new Map() };
  const path = [root];
  let word = '';
  let values: string[] | undefined;
  let inList = false;
  token.lastIndex = 0;
  for (let found = token.exec(text); found && path.length > 0 && path.length <= maxDepth; found = token.exec(text)) {
    const [each] = found;
    const here = path.at(-1)!;
    if (/^[\s#]/.test(each) || each === ',') continue;
    if (each === '{') {
      const section: Open = { settings: new Map(), sections: new Map() };
      here.sections.set(word, section);
      path.push(section);
    } else if (each === '}') path.pop();
    else if (each === '=') {
      values = [];
      here.settings.set(word, values);
    } else if (each === '[') inList = true;
    else if (each === ']') [inList, values] = [false, undefined];
    else if (values) {
      values.push(each.startsWith('"') ? each.slice(1, -1).replace(/\\([\s\S])/g, '$1') : each);
      if (!inList) values = undefined;
    } else word = each;
  }
  return root;
}
