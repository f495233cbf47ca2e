export type { Unreadable } from './device.ts';
export type { Facts, Usage } from './format.ts';
export { type FileSource, fromFile } from './from-file.ts';
export type { Partition, Table } from './partitions/partition.ts';
export { mbrTypeName, typeName } from './partitions/type-names.ts';
export { probe, type Result } from './probe.ts';
export { fromBytes, type Source, slice } from './source.ts';
export { tags } from './tags.ts';
