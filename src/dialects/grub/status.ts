/** What a command returns and `$?` holds: 0 is success. The numbers are GRUB's (include/grub/err.h). */
export type Status = number;

export const OK = 0;
export const TEST_FAILURE = 1;
export const BAD_FILE_TYPE = 4;
export const FILE_NOT_FOUND = 5;
export const BAD_FILENAME = 7;
export const BAD_NUMBER = 10;
export const OUT_OF_RANGE = 11;
export const UNKNOWN_DEVICE = 12;
export const INVALID_COMMAND = 17;
export const BAD_ARGUMENT = 18;
export const MENU = 27;
export const RECURSION_DEPTH = 48;
