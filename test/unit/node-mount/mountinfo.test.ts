import { mountinfo } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('a line of mountinfo is read field by field', () => {
  // The example of proc_pid_mountinfo(5).
  const line = '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue';
  assert.equal(mountinfo(line), [
    {
      id: 36,
      parent: 35,
      major: 98,
      minor: 0,
      root: '/mnt1',
      target: '/mnt2',
      options: ['rw', 'noatime'],
      propagation: ['master:1'],
      type: 'ext3',
      source: '/dev/root',
      superOptions: ['rw', 'errors=continue'],
    },
  ]);
});

test('octal escapes stand for space, tab, line feed, hash and backslash', () => {
  const [point] = mountinfo('1 0 0:1 /a\\040b /c\\011d\\012e\\134f\\043 rw - tmpfs x\\040y rw');
  assert.is(point?.root, '/a b');
  assert.is(point?.target, '/c\td\ne\\f#');
  assert.is(point?.source, 'x y');
});

test('any number of propagation tags may stand before the dash', () => {
  const [none, two] = mountinfo('1 0 0:1 / / rw - t s rw\n2 0 0:1 / / rw shared:3 master:4 - t s rw\n');
  assert.equal(none?.propagation, []);
  assert.equal(two?.propagation, ['shared:3', 'master:4']);
});

test('lines of another form are passed over', () => {
  const broken = ['', 'x', '1 0 0:1 / / rw', '1 0 0 / / rw - t s rw', 'a 0 0:1 / / rw - t s rw', '1 0 0:1 / / rw -'];
  assert.equal(mountinfo(broken.join('\n')), []);
  assert.is(mountinfo([...broken, '1 0 0:1 / /good rw - t s rw'].join('\n'))[0]?.target, '/good');
});

test('without a text it reads the mounts of this process, the root among them', () => {
  assert.ok(mountinfo().some((point) => point.target === '/'));
});

test.run();
