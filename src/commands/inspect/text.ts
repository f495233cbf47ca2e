import type { Image } from '../../images/image.ts';
import type { InitrdArchive } from '../../images/initrd.ts';
import type { Inspection } from '../../images/inspect.ts';
import type { FileFacts } from './json.ts';

type Row = readonly [name: string, value: string];

/** The facts about a file as lines for people. */
export function toLines({ path, size, inspection }: FileFacts): string[] {
  if (!inspection) return [`${path}: no image of a kind that baton knows (${size} bytes)`];
  return [`${path}: ${title(inspection.image)}`, ...rows(inspection).map(line)];
}

const line = ([name, value]: Row) => `  ${name.padEnd(12)} ${value}`;

/** One clause for what it is. */
function title(image: Image): string {
  switch (image.format) {
    case 'bzimage':
      return `Linux kernel for ${image.architecture} (bzImage)`;
    case 'arm64-image':
      return 'Linux kernel for arm64 (Image)';
    case 'zboot':
      return `Linux kernel for ${image.architecture} that unpacks itself (zboot)`;
    case 'uki':
      return `unified kernel image for ${image.architecture}`;
    case 'efi':
      return image.linux
        ? `Linux kernel for ${image.architecture} (EFI stub)`
        : `EFI program for ${image.architecture}`;
    case 'elf':
      return `ELF ${image.type} for ${image.architecture}, ${image.bits} bits, ${image.byteOrder}-endian`;
    case 'cpio':
      return `initrd (cpio, ${image.variant})`;
    case 'compressed':
      return `${image.content ? title(image.content) : 'data'}, compressed with ${image.compression}`;
  }
}

function rows(inspection: Inspection): Row[] {
  const { image, version, initrd, kernel, profiles = [], signatures } = inspection;
  const inner = image.format === 'compressed' || image.format === 'zboot' ? image.content : undefined;
  return [
    ...optional('version', version),
    ...imageRows(image),
    ...(inner ? imageRows(inner) : []),
    ...(kernel ? [['kernel', title(kernel.image)] as const, ...imageRows(kernel.image)] : []),
    ...profiles.flatMap(({ sections, texts }, number): Row[] => [
      ...(profiles.length > 1 ? [['profile', `${number}`] as const] : []),
      ...optional('system', /^PRETTY_NAME="?([^"\n]*)/m.exec(texts.osrel ?? '')?.[1]),
      ...optional('uname', texts.uname),
      ...optional('cmdline', texts.cmdline),
      ['sections', sections.map(({ name, size }) => `${name} (${size})`).join(' ')],
    ]),
    ...(initrd?.archives ?? []).map((archive): Row => ['archive', archiveText(archive)]),
    ...optional('!', initrd?.problem),
    ...signatures.flatMap(({ signers }) =>
      signers.map(
        ({ subject, issuer }): Row => [
          'signed by',
          subject === undefined ? `somebody whom ${issuer} knows` : `${subject}, issued by ${issuer}`,
        ],
      ),
    ),
  ].map(([name, value]) => [name, printable(value)]);
}

function imageRows(image: Image): Row[] {
  switch (image.format) {
    case 'bzimage':
      return [
        ['protocol', image.protocol],
        ['cmdline', `at most ${image.cmdlineSize} bytes`],
        ['initrd', `up to address 0x${image.initrdMax.toString(16)}`],
        ['relocatable', image.relocatable ? 'yes' : 'no'],
        ...optional('flags', image.flags.join(' ') || undefined),
        ...optional('payload', image.payload?.compression),
      ];
    case 'arm64-image':
      return [
        ['memory', `${image.imageSize} bytes`],
        ['pages', image.pageSize === undefined ? 'of any size' : `of ${image.pageSize} bytes`],
        ['byte order', image.byteOrder],
        ['EFI stub', image.efiStub ? 'yes' : 'no'],
      ];
    case 'zboot':
      return [['payload', image.label], ...optional('!', image.damage)];
    case 'efi':
      return [['sections', image.sections.map(({ name, size }) => `${name} (${size})`).join(' ')]];
    case 'elf':
      return [
        ['entry', `0x${image.entry.toString(16)}`],
        ...optional('multiboot', image.multiboot.join(' and ') || undefined),
      ];
    case 'compressed':
      return optional('!', image.damage);
    default:
      return [];
  }
}

function archiveText({ compression, files, size, unpacked, microcode, modules }: InitrdArchive): string {
  return [
    `${files} ${files === 1 ? 'file' : 'files'} in ${unpacked} bytes`,
    compression === undefined ? 'not compressed' : `compressed with ${compression} to ${size}`,
    ...(microcode.length > 0 ? [`microcode for ${microcode.join(' and ')}`] : []),
    ...(modules.length > 0 ? [`modules of ${modules.join(', ')}`] : []),
  ].join(', ');
}

function optional(name: string, value: string | undefined): Row[] {
  return value === undefined ? [] : [[name, value]];
}

/** Of what stands in a file nothing reaches a terminal but printable ASCII, on one line. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, '?');
}
