import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { licenceOf } from '../../../build/licence.ts';

test('the machine-readable format: the licence of all files, not of some', () => {
  const text = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: debian/*
License: LGPL-2.1

Files: *
Copyright: 1991 Somebody
           1992 Somebody else
License: GPL-2
`;
  assert.is(licenceOf(text), 'GPL-2.0-only');
});

test('short names become SPDX identifiers', () => {
  const named = (name: string) => licenceOf(`Files: *\nLicense: ${name}\n`);
  assert.is(named('GPL-3+'), 'GPL-3.0-or-later');
  assert.is(named('LGPL-2.1+'), 'LGPL-2.1-or-later');
  assert.is(named('Expat'), 'MIT');
  assert.is(named('BSD-3-clause or GPL-2'), 'BSD-3-Clause OR GPL-2.0-only');
  assert.is(named('something-else'), 'NOASSERTION');
  assert.is(named('Expat or something-else'), 'NOASSERTION');
  assert.is(licenceOf('Files:\n *\nCopyright:\n Somebody\nLicense: BSD-3-clause\n'), 'BSD-3-Clause');
});

test('prose: GNU notices, with and without later versions', () => {
  const notice = (which: string, version: string) =>
    `It may be redistributed under the terms of the GNU ${which}\nPublic License as published by the Free\n Software Foundation; ${version}`;
  assert.is(licenceOf(notice('General', 'version 2 dated June, 1991.')), 'GPL-2.0-only');
  assert.is(
    licenceOf(notice('Lesser General', 'either\nversion 2.1 of the License, or (at your option) any later version.')),
    'LGPL-2.1-or-later',
  );
  assert.is(
    licenceOf(
      `${notice('General', 'either version 3, or (at your option) any later')} … GCC Runtime\nLibrary Exception`,
    ),
    'GPL-3.0-or-later WITH GCC-exception-3.1',
  );
});

test('where the licence cannot be told, the manifest says so', () => {
  assert.is(licenceOf(''), 'NOASSERTION');
  assert.is(licenceOf('All rights reserved.\n'), 'NOASSERTION');
});

test.run();
