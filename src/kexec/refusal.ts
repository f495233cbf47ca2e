// Why the kernel would not take an image, as a sentence with its likely cause and what to do.
// The reasons are those of kernel/kexec_file.c and arch/x86/kernel/kexec-bzimage64.c.

const reasons: Readonly<Record<string, string>> = {
  ENOEXEC:
    'it is not a kernel that this machine can start, or it is damaged. Choose another entry or reinstall the kernel',
  EKEYREJECTED:
    'its signature is not trusted by the running kernel. Sign it with a trusted key or choose another entry',
  ENOKEY: 'its signing key is not known to the running kernel. Enrol the key or choose another entry',
  ENODATA: 'it carries no signature, and the running kernel asks for one. Sign it or choose another entry',
  EBADMSG: 'its signature is damaged. Reinstall the kernel',
  EPERM:
    'kexec is forbidden here (lockdown, or the sysctl kernel.kexec_load_disabled). Restart without that restriction',
  ENOSYS: 'the running kernel was built without kexec_file_load. Use a kernel that has CONFIG_KEXEC_FILE',
  ENOMEM: 'there is not enough memory for it and its initrd. Give the machine more memory',
  EADDRNOTAVAIL: 'there is no room in memory where it may be placed. Give the machine more memory',
  EBUSY: 'another kexec is being prepared. Try again',
  EINVAL: 'the running kernel finds its header, its command line or its initrd unusable. Try another entry',
  EFBIG: 'it or its initrd is larger than the kernel can read. Try another entry',
  EIO: 'it could not be read: the disk reports an error. Check the disk, and try another entry',
};

/** A sentence about the kernel's refusal of `image` (what the reader knows it by) with the error's name `code`. */
export function explainRefusal(image: string, code: string): string {
  const reason = reasons[code] ?? 'the kernel gives no other reason. Try another entry';
  return `The running kernel refused ${image}: ${reason} (${code}).`;
}
