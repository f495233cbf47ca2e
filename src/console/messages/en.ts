// Every text of the menu, in English, which is also the shape of the other languages.

/** What a count says, with its noun. */
const count = (number: number, one: string, many: string): string =>
  `${number === 0 ? 'no' : number} ${number === 1 ? one : many}`;

export const en = {
  /** The line at the bottom; the shorter ones are for narrow screens. */
  hint: 'Up/Down choose   Enter boot   e edit   i details   / find   s shell   h all keys',
  shortHint: 'Enter boot   h all keys',
  questionHint: 'Enter tries it   Ctrl-U starts anew   Esc goes back to the menu',
  filterHint: 'Type what to look for   Up/Down choose   Enter boot   Esc all entries',
  timeoutHint: '+ longer   - shorter   Enter keeps it   Esc goes back',
  paneHint: 'Up/Down PgUp PgDn Home End move   Esc goes back to the menu',

  countdown: (seconds: number, title: string) => `${seconds} s, any key stops this: "${title}" boots`,
  shortCountdown: (seconds: number) => `${seconds} s, any key stops this`,
  defaultBecause: (title: string, reason: string) => `* ${title}: ${reason}`,
  timeout: (seconds: number) =>
    seconds < 0
      ? 'Time-out: none, waits for a key'
      : seconds === 0
        ? 'Time-out: 0 s, boots at once'
        : `Time-out: ${seconds} s`,
  filter: (text: string, found: number) => `Find: ${text}  (${found})`,
  unlock: (node: string, what: string) => `Unlock ${node} (${what})`,
  waitsFor: (what: string) => `waits for ${what}`,
  notStartable: 'baton cannot start it',
  crashKernel: 'for crashes only',
  triesLeft: (left: number) => count(left, 'try left', 'tries left'),
  moreProblems: (number: number) => `and ${count(number, 'earlier problem', 'earlier problems')}: l shows the journal`,
  more: 'more: l shows the journal',

  lookingForDisks: 'Looking for disks.',
  entriesOn: (entries: number, volumes: number) =>
    `${count(entries, 'entry', 'entries')} on ${count(volumes, 'volume', 'volumes')}.`,
  stillLooking: (what: string) => `Still looking at ${what}.`,
  loading: (title: string) => `Loading "${title}".`,
  chooseAnother: 'Choose another entry.',
  notStarted: (title: string) => `"${title}" is loaded but was not started, because a key was pressed.`,
  exhausted: 'Every entry has been tried. Choose one to try it again, or press s for a shell.',
  restarts: 'The machine restarts.',
  switchedOff: 'The machine is switched off.',
  unexpected: (what: string) => `Something unexpected happened: ${what}. The menu goes on working.`,

  details: {
    from: 'from',
    system: 'system',
    version: 'version',
    kernel: 'kernel',
    initrd: 'initrd',
    devicetree: 'dtb',
    cmdline: 'cmdline',
    default: 'default',
    key: 'key',
    none: 'none',
    on: (path: string, place: string) => `${path} on ${place}`,
    because: (reason: string) => `because ${reason}`,
  },

  journal: 'What has happened',
  probe: 'Disks, and what is on them',
  help: 'Keys',
  helpNotes: [
    'Any key stops the countdown.',
    '* marks the default, + a submenu that is folded, - one that is open.',
    'Where a configuration gives an entry a hotkey of its own, that goes before the keys above; these are then had with Alt (or Esc and the key at once).',
  ],
  keyNames: {
    up: 'Up',
    down: 'Down',
    left: 'Left',
    right: 'Right',
    'page-up': 'PgUp',
    'page-down': 'PgDn',
    home: 'Home',
    end: 'End',
    enter: 'Enter',
    escape: 'Esc',
    'ctrl-l': 'Ctrl-L',
  } as Readonly<Record<string, string>>,
  keys: {
    move: 'choose an entry',
    page: 'ten entries on or back',
    ends: 'the first and the last entry',
    digits: 'choose an entry by its number',
    boot: 'boot the entry; unlock a disk; open or fold a submenu',
    fold: 'open or fold a submenu',
    filter: 'find entries as you type',
    details: 'where an entry comes from and what it loads',
    edit: 'change the cmdline before it boots',
    editAll: 'change kernel, initrds, device tree and cmdline',
    makeDefault: 'make it the default',
    bootOnce: 'boot it once at the next start, by the firmware',
    longer: 'a longer time-out',
    shorter: 'a shorter time-out',
    enterPath: 'boot from a path or a URL that you enter',
    network: 'boot from the network now',
    journal: 'the journal: what has happened',
    probe: 'the disks, and what is on them',
    shell: 'a shell; exit comes back',
    firmware: "the firmware's setup",
    reboot: 'restart the machine',
    powerOff: 'switch the machine off',
    help: 'this help',
    redraw: 'draw the screen anew',
    stop: 'stop the countdown',
  },
};

export type Messages = typeof en;
