import { OK } from '../status.ts';
import type { CommandFunction } from './command.ts';

const NAMES = `
  insmod rmmod lsmod
  terminal_input terminal_output terminfo serial serial_monitor
  gfxpayload videoinfo videotest vbeinfo vbetest play clear cls pager lsfonts gettext
  echo printf cat ls lspci lsusb lsacpi lsefi lsefimmap lsefisystab lssal lsmmap lscoreboot help hexdump date
  sleep usleep configure_net net_ls_cards net_ls_addr net_ls_routes net_ls_dns
  authenticate trust list_trusted distrust verify_detached
  acpi setpci cbmemc coreboot_boottime outb outw outl inb inw inl read_byte read_word read_dword
  write_byte write_word write_dword badram cutmem mmap gptsync parttool partnew drivemap hdparm nativedisk
  usb keymap at_keyboard usb_keyboard background_color menu_color
  sendkey cmosset cmosclean cmosdump efi-watchdog bli fixvideo loadbios
  list_env rdmsr wrmsr stress macppcbless eval_dmi
`
  .trim()
  .split(/\s+/);

/** Commands of GRUB that change nothing of what is booted: they succeed and do nothing. */
export const harmless: ReadonlyMap<string, CommandFunction> = new Map(NAMES.map((name) => [name, () => OK]));
