// An archive behind the initrds that brings baton's journal to /run/baton/journal.json of the next system.
//
// Its initramfs mounts /run over what lies there, and moves that to the system's root. The journal therefore lies
// beside it, with a line for whatever initramfs it is, in a place where that looks for such lines by itself:
//
// - initramfs-tools reads /conf/param.conf after each of its scripts. initramfs-tools(7)
// - dracut runs what lies in its hook directory before it goes on to the system. dracut.modules(7)
// - systemd in another initramfs makes what tmpfiles.d(5) asks for.
//
// Directories are not part of the archive: the kernel passes over a file whose directory there is not, and so each line
// gets only where it is understood. https://docs.kernel.org/driver-api/early-userspace/buffer-format.html

import { type CpioItem, writeCpio } from '../images/cpio.ts';

const journal = 'baton-journal.json';
const target = '/run/baton/journal.json';

/** klibc's commands are enough for it. */
const copy = `[ -e ${target} ] || { mkdir -p /run/baton && cat /${journal} >${target}; }\n`;

const lines: Readonly<Record<string, string>> = {
  'conf/param.conf': copy,
  'lib/dracut/hooks/pre-pivot/99-baton-journal.sh': copy,
  'var/lib/dracut/hooks/pre-pivot/99-baton-journal.sh': copy,
  'usr/lib/tmpfiles.d/baton-journal.conf': `C ${target} 0644 root root - /${journal}\n`,
};

/** @param record the journal, as it is to lie in its file */
export function journalArchive(record: Uint8Array): Uint8Array {
  const file = (path: string, data: Uint8Array): CpioItem => ({ path, mode: 0o644, content: { kind: 'file', data } });
  const hooks = Object.entries(lines).map(([path, text]) => file(path, Buffer.from(text)));
  return writeCpio([file(journal, record), ...hooks]);
}
