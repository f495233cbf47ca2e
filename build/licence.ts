// Tells a package's licence as an SPDX expression: https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/

/** What the manifest says where the licence cannot be told. */
export const unknownLicence = 'NOASSERTION';

/** Short names of Debian's copyright format that SPDX writes differently, beside the GNU ones. */
const debianNames: Readonly<Record<string, string>> = {
  Expat: 'MIT',
  'BSD-2-clause': 'BSD-2-Clause',
  'BSD-3-clause': 'BSD-3-Clause',
  'Apache-2': 'Apache-2.0',
  'Apache-2.0': 'Apache-2.0',
  CC0: 'CC0-1.0',
  PD: 'LicenseRef-public-domain',
  expat: 'MIT',
  'MIT/X11': 'X11',
  'GPL-2+ with OpenSSL exception': 'GPL-2.0-or-later WITH cryptsetup-OpenSSL-exception',
  'BSD-3-clause-Cambridge with BINARY LIBRARY-LIKE PACKAGES exception': 'BSD-3-Clause WITH PCRE2-exception',
};

const notices =
  /GNU (Lesser |Library )?General Public License as published by the Free Software Foundation[;,] (?:either )?version ([\d.]*\d)(,? (?:of the License, )?or \(at your option\) any later)?/i;

function gnu(family: string, version: string, later: boolean): string {
  const number = version.includes('.') ? version : `${version}.0`;
  return `${family}-${number}-${later ? 'or-later' : 'only'}`;
}

function spdx(debianName: string): string | undefined {
  const name = /^(A?L?GPL)-([\d.]+)(\+?)$/.exec(debianName);
  return name ? gnu(name[1]!, name[2]!, name[3] === '+') : debianNames[debianName];
}

/**
 * The licence of most of a Debian package, from the text of its copyright file: in the machine-readable format the
 * licence of `Files: *` (https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/), and else the first
 * notice of a GNU licence in the prose.
 */
export function licenceOf(copyright: string): string {
  const everything = /^Files:(?: |\n )\*$(?:\n.+)*?\nLicense: *(\S.*)$/m.exec(copyright)?.[1];
  if (everything !== undefined) {
    const choices = everything.split(' or ').map(spdx);
    return choices.every((choice) => choice !== undefined) ? choices.join(' OR ') : unknownLicence;
  }
  const prose = copyright.replace(/\s+/g, ' ');
  const notice = notices.exec(prose);
  if (notice === null) return unknownLicence;
  const licence = gnu(notice[1] ? 'LGPL' : 'GPL', notice[2]!, notice[3] !== undefined);
  return /GCC Runtime Library Exception/.test(prose) ? `${licence} WITH GCC-exception-3.1` : licence;
}
