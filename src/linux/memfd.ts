import { callSync, declare } from './libc.ts';

const memfdCreate = declare('int memfd_create(const char *name, unsigned int flags)');

const MFD_CLOEXEC = 1;

/** A nameless file in memory, memfd_create(2): its descriptor, open for reading and writing. Raises LinuxError. */
export function createMemfd(name: string): number {
  return callSync('memfd_create', memfdCreate, name, MFD_CLOEXEC);
}
