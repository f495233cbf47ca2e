// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are GRUB's variables.
// Statements, functions and statuses; every fact was seen in GRUB 2.06.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cmdlineOf } from './read-grub.ts';

/** What a script puts into `$out`. */
function out(script: string): Promise<string> {
  return cmdlineOf(`function put { out="\${out}[$*]"; }\n${script}\nmenuentry t { linux /vmlinuz $out; }\n`);
}

const FACTS: readonly [string, string, string][] = [
  ['if takes the first branch that is true', 'if false; then put a; elif true; then put b; else put c; fi', '[b]'],
  ['a condition is the status of its last command', 'if true; false; then put a; else put b; fi', '[b]'],
  ['an unknown command is true', 'if nosuch; then put a; fi', '[a]'],
  ['! turns a status around', 'if ! false; then put a; fi; ! true; put $?', '[a][1]'],
  ['for goes through its words', 'for i in a "b c" $none; do put $i; done', '[a][b c]'],
  [
    'while and until stop in time',
    'while [ "$n" != xx ]; do n="${n}x"; done; until true; do put no; done; put $n',
    '[xx]',
  ],
  [
    'break and continue count loops',
    'for i in 1 2 3; do for j in a b; do if [ $j = b ]; then continue 2; fi; if [ $i = 3 ]; then break 2; fi; put $i$j; done; done',
    '[1a][2a]',
  ],
  ['a function has parameters', 'function f { put $# $1 "$2"; shift; put $1; }; f a "b c"', '[2 a b c][b c]'],
  ['"$@" keeps arguments apart', 'function f { for i in "$@"; do put "$i"; done; }; f "a b" c', '[a b][c]'],
  ['return gives a status', 'function f { return 3; put no; }; f; put $?', '[3]'],
  ['return leaves loops', 'function f { for i in 1 2; do return; done; put no; }; f; put after', '[after]'],
  ['the later definition of a function counts', 'function f { put 1; }\nfunction f { put 2; }\nf', '[2]'],
  ['a command wins over a function', 'function true { put no; }\ntrue; put yes', '[yes]'],
  ['a function that calls itself ends', 'function f { n="${n}x"; f; }\nf; put $n', `[${'x'.repeat(30)}]`],
  ['eval runs its text', 'x="put a"; eval "$x; put b"', '[a][b]'],
  ['a command may come out of a variable', 'x="put a b"; $x', '[a b]'],
  ['an assignment of nothing empties', 'a=x; a=; put "<$a>"', '[<>]'],
  ['unset forgets', 'a=x; unset a; put "<$a>"', '[<>]'],
  ['set without an equals sign is an error', 'set a; put $?', '[18]'],
  ['a missing file does not fail source', 'source /none; put $?', '[0]'],
  ['return outside of a function is an error only', 'return; put a', '[a]'],
  ['setparams gives other parameters', 'function f { setparams x y; put $2 $#; }; f a', '[y 2]'],
  ['tr changes letters', 'tr --set=a --upcase abc; put $a', '[ABC]'],
  [
    'probe tells of a device',
    'probe --set=u --fs-uuid (hd0,gpt1); probe --set=p --partmap hd0,1; put $u $p',
    '[1111-AAAA gpt]',
  ],
];

for (const [name, script, expected] of FACTS) test(name, async () => assert.is(await out(script), expected));

test.run();
