// LVM's metadata as text: sections `name { … }` of settings `name = value`, where a value is a number, a string or a
// list. https://man7.org/linux/man-pages/man5/lvm.conf.5.html, SYNTAX

export interface VolumeGroup {
  readonly name: string;
  /** Those that are to be seen; the rest are parts of them, such as a mirror's halves. */
  readonly logicalVolumes: readonly string[];
  readonly physicalVolumes: number;
}

/** White space, comments, strings, punctuation, and everything else as words. */
const token = /\s+|#[^\n]*|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}=[\],]|[^\s{}=[\],"#]+/y;

function* tokens(text: string): Generator<string> {
  token.lastIndex = 0;
  for (let found = token.exec(text); found; found = token.exec(text)) if (!/^[\s#]/.test(found[0])) yield found[0];
}

/** What the metadata `text` says; undefined where it has no volume group. Never throws; what is cut off is not there. */
export function readVolumeGroup(text: string): VolumeGroup | undefined {
  const path: string[] = [];
  const visible = new Set<string>();
  let name: string | undefined;
  let physicalVolumes = 0;
  let setting: string | undefined;
  let word = '';
  for (const each of tokens(text)) {
    if (each === '{') {
      path.push(word);
      if (path.length === 1) name ??= word;
      if (path.length === 3 && path[1] === 'physical_volumes') physicalVolumes += 1;
    } else if (each === '}') path.pop();
    else if (each === '=') setting = word;
    else if (each === '"VISIBLE"' && setting === 'status' && path.length === 3 && path[1] === 'logical_volumes')
      visible.add(path[2]!);
    else if (!/^["[\],]/.test(each)) word = each;
  }
  return name === undefined ? undefined : { name, logicalVolumes: [...visible], physicalVolumes };
}
