// Bounds of the waits, in seconds: many times what the steps take under software emulation, for a busy host.

/** From power-on to baton's menu. */
export const menuSeconds = 240;
/** From a menu to a login prompt. */
export const bootSeconds = 600;
/** From a key to what it does. */
export const keySeconds = 90;
