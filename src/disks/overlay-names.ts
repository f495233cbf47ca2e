// How overlays are told from other devices, without the code that makes them.

/** Where the changes lie, in files. */
export const overlayDirectory = '/run/baton-overlays';

/** Names of device-mapper devices that are overlays begin with this. */
export const overlayPrefix = 'baton-overlay-';
