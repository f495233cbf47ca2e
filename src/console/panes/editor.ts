// Changing what is loaded, before it boots.

import { withPane } from '../list.ts';
import type { PaneKind } from './pane.ts';

export interface EditorPane {
  readonly kind: 'editor';
}

export const editor: PaneKind<EditorPane> = {
  update: (menu) => ({ menu: withPane(menu) }),
  view: (_menu, _pane, { rows }) => Array.from({ length: rows }, () => ({ text: '', style: 'plain' })),
};
