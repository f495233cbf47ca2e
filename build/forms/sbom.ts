// sbom.spdx.json: what the image is made of, from its manifest, in the words of SPDX.
// https://spdx.github.io/spdx-spec/v2.3/

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDate } from '../build-date.ts';
import { ownOrigin } from '../bundle.ts';
import { unknownLicence } from '../licence.ts';
import type { Manifest, ManifestFile } from '../manifest.ts';
import type { Origin } from '../tree.ts';
import { wholeFile } from '../whole-file.ts';
import type { Form } from './form.ts';

const [documentId, imageId] = ['SPDXRef-DOCUMENT', 'SPDXRef-image'];
const unknown = unknownLicence;
/** Package URLs: https://github.com/package-url/purl-spec */
const urlOf: Readonly<Record<Origin['source'], (name: string, version: string) => string | undefined>> = {
  debian: (name, version) => `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}`,
  npm: (name, version) => `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`,
  baton: () => undefined,
};
/** Licences that are on no list, as Debian's packages call them. */
const extracted: Readonly<Record<string, string>> = {
  'LicenseRef-public-domain': 'Its authors have given it to the public domain.',
};

type Facts = Omit<Origin, 'contains'>;

/** An identifier has letters, digits, dots and hyphens. */
const packageId = (name: string, version: string) => `SPDXRef-${`${name}-${version}`.replace(/[^A-Za-z0-9.-]/g, '-')}`;

function describePackage({ package: name, version, license, source, sha256 }: Facts) {
  const url = urlOf[source](name, version);
  return {
    SPDXID: packageId(name, version),
    name,
    versionInfo: version,
    downloadLocation: unknown,
    filesAnalyzed: false,
    licenseConcluded: unknown,
    licenseDeclared: license,
    copyrightText: unknown,
    ...(sha256 === undefined ? {} : { checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }] }),
    ...(url === undefined
      ? {}
      : { externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: url }] }),
  };
}

/** A file of the manifest with content; links have none. */
type Described = ManifestFile & { readonly sha1: string; readonly sha256: string; readonly license: string };
const isDescribed = (file: ManifestFile): file is Described => file.sha1 !== undefined;

function describeFile(file: Described, index: number) {
  return {
    SPDXID: `SPDXRef-file-${index}`,
    fileName: `./${file.in === undefined ? '' : `${file.in}/`}${file.path}`,
    checksums: [
      { algorithm: 'SHA1', checksumValue: file.sha1 },
      { algorithm: 'SHA256', checksumValue: file.sha256 },
    ],
    licenseConcluded: file.license,
    licenseInfoInFiles: [unknown],
    copyrightText: unknown,
  };
}

const relate = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string) => {
  return { spdxElementId, relationshipType, relatedSpdxElement };
};

/** Where a file comes from: out of an archive as it is, or made by the build out of what it contains. */
function* originsOf(file: Described, id: string) {
  if (file.package !== undefined && file.version !== undefined)
    yield relate(id, 'GENERATED_FROM', packageId(file.package, file.version));
  for (const part of file.contains ?? []) {
    const [name, version] = part.split(' ');
    if (name !== undefined && version !== undefined) yield relate(id, 'GENERATED_FROM', packageId(name, version));
  }
}

/** https://spdx.github.io/spdx-spec/v2.3/package-information/#79-package-verification-code-field */
const verificationCode = (files: readonly Described[]) =>
  createHash('sha1')
    .update(
      files
        .map(({ sha1 }) => sha1)
        .sort()
        .join(''),
    )
    .digest('hex');

/**
 * The document, as an object for JSON.
 * @param version of baton
 * @param created when, in seconds since 1970: the same build is to give the same bytes
 */
export function spdxDocument(manifest: Manifest, version: string, created: number) {
  const files = manifest.files.filter(isDescribed);
  const described = files.map(describeFile);
  const name = `baton-${version}-${manifest.kernel.kind}-${manifest.profile}`;
  const licences = new Set(manifest.packages.flatMap(({ license }) => license.match(/LicenseRef-[\w.-]+/g) ?? []));
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: documentId,
    name,
    documentNamespace: `https://spdx.org/spdxdocs/${name}-${manifest.inputs}`,
    creationInfo: {
      created: new Date(created * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
      creators: [`Tool: baton-${version}`],
    },
    packages: [
      {
        SPDXID: imageId,
        name: 'baton-image',
        versionInfo: version,
        downloadLocation: unknown,
        filesAnalyzed: true,
        packageVerificationCode: { packageVerificationCodeValue: verificationCode(files) },
        licenseConcluded: unknown,
        licenseInfoFromFiles: [unknown],
        licenseDeclared: unknown,
        copyrightText: unknown,
      },
      ...manifest.packages.map(describePackage),
    ],
    files: described,
    relationships: [
      relate(documentId, 'DESCRIBES', imageId),
      ...described.map(({ SPDXID }) => relate(imageId, 'CONTAINS', SPDXID)),
      ...files.flatMap((file, index) => [...originsOf(file, described[index]!.SPDXID)]),
    ],
    ...(licences.size === 0
      ? {}
      : {
          hasExtractedLicensingInfos: [...licences].sort().map((licenseId) => {
            return { licenseId, extractedText: extracted[licenseId] ?? unknown };
          }),
        }),
  };
}

/** Of the date of the build. */
export const sbom: Form = async ({ image, output }) => {
  const manifest = JSON.parse(await readFile(image.manifest, 'utf8')) as Manifest;
  const { version } = await ownOrigin();
  const document = spdxDocument(manifest, version, await buildDate());
  const path = join(output, 'sbom.spdx.json');
  return [await wholeFile(path, (temporary) => writeFile(temporary, `${JSON.stringify(document, undefined, 2)}\n`))];
};
