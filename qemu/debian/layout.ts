// Where things lie on the demo disk. The identifiers are fixed, so that configurations can name them.

const mebibyte = 1024 * 1024;

export const sectorBytes = 512;
export const diskBytes = 2048 * mebibyte;
/** The partition that GRUB's core image lies in, because a GPT leaves no gap for it after its first sector. */
export const biosBoot = { start: 2048, sectors: 2048, uuid: 'ba700000-0000-4000-8000-000000000001' } as const;
/** The root filesystem's partition; in front of the end is room for the second copy of the GPT. */
export const root = { start: 4096, sectors: 2045 * 2048, uuid: 'ba700000-0000-4000-8000-000000000002' } as const;
export const rootUuid = '7d2f1c9e-5b0a-4c55-9a55-ba7000000003';

/** The partition table in the words of sfdisk(8). */
export const partitionTable = `label: gpt
label-id: ba700000-0000-4000-8000-000000000000
unit: sectors
start=${biosBoot.start}, size=${biosBoot.sectors}, type=21686148-6449-6E6F-744E-656564454649, uuid=${biosBoot.uuid}
start=${root.start}, size=${root.sectors}, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=${root.uuid}
`;
