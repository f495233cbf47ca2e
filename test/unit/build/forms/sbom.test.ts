// What the specification asks of a document: https://spdx.github.io/spdx-spec/v2.3/ and its schema for JSON.

import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { spdxDocument } from '../../../../build/forms/sbom.ts';
import { manifest } from '../../../../build/manifest.ts';
import { directory, file, link, type Origin } from '../../../../build/tree.ts';

const libc: Origin = {
  package: 'libc6',
  version: '2.36-9+deb12u13',
  license: 'LGPL-2.1-or-later',
  source: 'debian',
  sha256: 'ab'.repeat(32),
};
const koffi: Origin = { package: '@koromix/koffi-linux-x64', version: '3.3.4', license: 'MIT', source: 'npm' };
const tables: Origin = {
  package: 'xkb-data',
  version: '2.35.1-1',
  license: 'LicenseRef-public-domain',
  source: 'debian',
};
const own: Origin = { package: 'baton', version: '0.1.0', license: 'MIT', source: 'baton', contains: [koffi] };
const kernel = { kind: 'cloud', release: '6.1' } as Parameters<typeof manifest>[1];

const document = spdxDocument(
  manifest(
    'f'.repeat(64),
    kernel,
    'standard',
    new Map([
      [undefined, [file('vmlinuz', Buffer.from('kernel'), libc)]],
      [
        'root.squashfs',
        [
          directory('lib'),
          file('lib/libc.so.6', Buffer.from('libc'), libc),
          file('lib/program.js', Buffer.from('program'), own),
          file('etc/table', Buffer.from('table'), tables),
          link('bin/sh', 'busybox'),
        ],
      ],
    ]),
  ),
  '0.1.0',
  86_400,
);
const elements = [document, ...document.packages, ...document.files];
const hash = (name: string, text: string) => createHash(name).update(text).digest('hex');

test('the document says what it has to say of itself', () => {
  assert.is(document.spdxVersion, 'SPDX-2.3');
  assert.is(document.dataLicense, 'CC0-1.0');
  assert.is(document.SPDXID, 'SPDXRef-DOCUMENT');
  assert.ok(document.name.length > 0);
  assert.match(document.documentNamespace, /^https:\/\/[^#\s]+$/);
  assert.is(document.creationInfo.created, '1970-01-02T00:00:00Z');
  for (const creator of document.creationInfo.creators) assert.match(creator, /^(Tool|Person|Organization): /);
});

test('identifiers are well-formed and unique, and each that is named is there', () => {
  const ids = elements.map(({ SPDXID }) => SPDXID);
  for (const id of ids) assert.match(id, /^SPDXRef-[A-Za-z0-9.-]+$/);
  assert.is(new Set(ids).size, ids.length);
  for (const { spdxElementId, relatedSpdxElement } of document.relationships)
    for (const id of [spdxElementId, relatedSpdxElement]) assert.ok(ids.includes(id), id);
});

test('every package and every file has the fields that are mandatory', () => {
  for (const one of document.packages) {
    assert.ok(one.name !== '' && one.downloadLocation !== '');
    assert.is('packageVerificationCode' in one, one.filesAnalyzed);
  }
  for (const one of document.files) {
    assert.match(one.fileName, /^\.\/[^/]/);
    assert.ok(one.checksums.some(({ algorithm }) => algorithm === 'SHA1'));
    const lengths: Readonly<Record<string, number>> = { SHA1: 40, SHA256: 64 };
    for (const { algorithm, checksumValue } of one.checksums) assert.is(checksumValue.length, lengths[algorithm]);
  }
});

test('files with their checksums are in the image, links are not, and the code of the image is that of its files', () => {
  assert.equal(
    document.files.map(({ fileName, checksums }) => [fileName, checksums[0]!.checksumValue]),
    [
      ['./vmlinuz', hash('sha1', 'kernel')],
      ['./root.squashfs/lib/libc.so.6', hash('sha1', 'libc')],
      ['./root.squashfs/lib/program.js', hash('sha1', 'program')],
      ['./root.squashfs/etc/table', hash('sha1', 'table')],
    ],
  );
  const code = hash(
    'sha1',
    ['kernel', 'libc', 'program', 'table']
      .map((text) => hash('sha1', text))
      .sort()
      .join(''),
  );
  const [image] = document.packages;
  assert.equal((image as { packageVerificationCode?: unknown }).packageVerificationCode, {
    packageVerificationCodeValue: code,
  });
  const contained = document.relationships.filter(({ relationshipType }) => relationshipType === 'CONTAINS');
  assert.equal(
    contained.map(({ relatedSpdxElement }) => relatedSpdxElement),
    document.files.map(({ SPDXID }) => SPDXID),
  );
});

test('a file leads to its package and to those it is made of, which have their package URLs', () => {
  const origins = document.relationships.filter(
    ({ spdxElementId, relationshipType }) =>
      relationshipType === 'GENERATED_FROM' && spdxElementId === document.files[2]!.SPDXID,
  );
  const urls = origins.map(({ relatedSpdxElement }) => {
    const found = document.packages.find(({ SPDXID }) => SPDXID === relatedSpdxElement)!;
    return [
      found.name,
      (found as { externalRefs?: { referenceLocator: string }[] }).externalRefs?.[0]?.referenceLocator,
    ];
  });
  assert.equal(urls, [
    ['baton', undefined],
    ['@koromix/koffi-linux-x64', 'pkg:npm/%40koromix/koffi-linux-x64@3.3.4'],
  ]);
  const debian = document.packages.find(({ name }) => name === 'libc6') as {
    externalRefs?: { referenceLocator: string }[];
  };
  assert.is(debian.externalRefs![0]!.referenceLocator, 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u13');
});

test('a licence that is on no list is told', () => {
  assert.equal(
    document.hasExtractedLicensingInfos?.map(({ licenseId }) => licenseId),
    ['LicenseRef-public-domain'],
  );
});

test.run();
