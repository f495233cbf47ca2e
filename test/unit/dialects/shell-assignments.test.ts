// What assignments mean is asked of a real shell.

import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readAssignments } from '../../../src/dialects/common/shell-assignments.ts';

/** Values of A and B after sh(1) has read the script. */
function shell(script: string): string[] {
  const print = '\nprintf "%s\\n%s" "$A" "$B"';
  return execFileSync('sh', ['-c', script + print], { encoding: 'utf8', env: {} }).split('\n');
}

function own(script: string): string[] {
  const { values } = readAssignments(script);
  return ['A', 'B'].map((name) => values.get(name)?.value ?? '');
}

const SCRIPTS = [
  'A=plain\nB=with#hash # a comment',
  'A="two words"\nB=\'single $A "x"\'',
  'A=1 B=2',
  'A=x; B=y',
  'export A=root=/dev/sda1\n  readonly B="$A ro"',
  'A=a"b c"\'d e\'f\\ g\nB=$A',
  'A="a \\"quoted\\" \\$name \\n \\\\"\nB="$"',
  'A="joined\\\n by a backslash"\nB=joined\\\ntoo',
  `A=\nB=\${A:-otherwise}`,
  `A=set\nB="\${A:-otherwise}\${UNSET}/\${A}x"`,
  '#A=comment\n\n\t A=x\nB="# none"',
  'A="$A$A"\nB=end',
  `A=first\nA=second\nB=\${A}`,
];

for (const script of SCRIPTS)
  test(`as sh has it: ${JSON.stringify(script)}`, () => {
    assert.equal(own(script), shell(script));
  });

test('what would run a command is passed over and told', () => {
  const script =
    'A=before\nA=$(uname -r)\nA=`x`\nif [ -f /x ]; then\n  A=inside\nfi\n[ -f /x ] && A=also\n. /etc/x\nB=b\n';
  const { values, remarks } = readAssignments(script);
  assert.equal([values.get('A')?.value, values.get('B')], ['before', { value: 'b', line: 9 }]);
  assert.equal(
    remarks.map(({ line }) => line),
    [2, 3, 4, 5, 7, 8],
  );
  assert.match(remarks[0]!.message, 'A is the output of a command');
  assert.match(remarks[3]!.message, 'A is set on a condition');
});

test('a value that doubles stays small', () => {
  const { values } = readAssignments(`A=xxxxxxxx\n${'A="$A$A"\n'.repeat(1_000)}`);
  assert.ok(values.get('A')!.value.length <= 2 ** 16);
});

test.run();
