import type { Result } from './probe.ts';

const names: readonly [keyof Result, string][] = [
  ['labelFatboot', 'LABEL_FATBOOT'],
  ['label', 'LABEL'],
  ['uuid', 'UUID'],
  ['uuidSub', 'UUID_SUB'],
  ['extJournal', 'EXT_JOURNAL'],
  ['logUuid', 'LOGUUID'],
  ['subsystem', 'SUBSYSTEM'],
  ['systemId', 'SYSTEM_ID'],
  ['volumeId', 'VOLUME_ID'],
  ['logicalVolumeId', 'LOGICAL_VOLUME_ID'],
  ['volumeSetId', 'VOLUME_SET_ID'],
  ['publisherId', 'PUBLISHER_ID'],
  ['dataPreparerId', 'DATA_PREPARER_ID'],
  ['applicationId', 'APPLICATION_ID'],
  ['bootSystemId', 'BOOT_SYSTEM_ID'],
  ['version', 'VERSION'],
  ['secType', 'SEC_TYPE'],
  ['blockSize', 'BLOCK_SIZE'],
  ['type', 'TYPE'],
  ['usage', 'USAGE'],
  ['tableUuid', 'PTUUID'],
  ['table', 'PTTYPE'],
];

/** A result under libblkid's own names, as `blkid -p -o export` prints it: `{ TYPE: 'ext4', UUID: '…', … }`. */
export function tags(result: Result): Record<string, string> {
  return Object.fromEntries(
    names.flatMap(([field, tag]) => (result[field] === undefined ? [] : [[tag, String(result[field])]])),
  );
}
