export { isReadOnly, setReadOnly } from './block-device.ts';
export { MountError } from './error.ts';
export { type MountFlag, mountFlags, type UnmountFlag, unmountFlags } from './flags.ts';
export { attach, detach, type Loop, type LoopOptions } from './loop.ts';
export { bind, type MountOptions, mount, move, remount, unmount } from './mount.ts';
export { type MountPoint, mountinfo } from './mountinfo.ts';
