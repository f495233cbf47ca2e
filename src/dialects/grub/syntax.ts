// The syntax tree of a GRUB script. https://www.gnu.org/software/grub/manual/grub/html_node/Shell_002dlike-scripting.html

/** A piece of a word. `text` is unquoted: backslashes still stand in it and `*` and `?` are patterns. */
export interface Part {
  readonly kind: 'text' | 'quoted' | 'variable' | 'quoted-variable' | 'message';
  readonly text: string;
}

export interface Word {
  readonly parts: readonly Part[];
  /** What the word always expands to, where it has no variable and no pattern. */
  readonly literal?: string;
}

export interface Simple {
  readonly kind: 'simple';
  readonly line: number;
  readonly words: readonly Word[];
  readonly block?: Block;
}

export interface If {
  readonly kind: 'if';
  readonly line: number;
  readonly condition: List;
  readonly then: List;
  readonly else?: Command;
}

export interface For {
  readonly kind: 'for';
  readonly line: number;
  readonly name: string;
  readonly words: readonly Word[];
  readonly body: List;
}

export interface While {
  readonly kind: 'while';
  readonly line: number;
  readonly until: boolean;
  readonly condition: List;
  readonly body: List;
}

export interface List {
  readonly kind: 'list';
  readonly line: number;
  readonly commands: readonly Command[];
}

export type Command = Simple | If | For | While | List;

/** `{ … }` after a command. GRUB keeps its text and runs it again line by line: one unit is what begins on one line. */
export interface Block {
  readonly units: readonly List[];
  /** The source between the braces. */
  readonly text: string;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly body: List;
}
