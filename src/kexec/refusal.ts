// Why the kernel would not take an image, as a sentence with its likely cause and what to do. The reasons are those of
// kernel/kexec.c, kernel/kexec_file.c, kernel/kexec_core.c and arch/x86/kernel/kexec-bzimage64.c.

import { type KexecRestriction, readKexecRestriction } from '../linux/kexec-restriction.ts';

export type KexecCall = 'kexec_load' | 'kexec_file_load';

const reasons: Readonly<Record<string, string>> = {
  ENOEXEC:
    'it is not a kernel that this machine can start, or it is damaged. Choose another entry or reinstall the kernel',
  EKEYREJECTED:
    'its signature is not trusted by the running kernel. Sign it with a trusted key or choose another entry',
  EKEYEXPIRED: 'the key of its signature has expired. Sign it with another key or choose another entry',
  EKEYREVOKED: 'the key of its signature was revoked. Sign it with another key or choose another entry',
  ENOKEY: 'its signing key is not known to the running kernel. Enrol the key or choose another entry',
  ENODATA: 'it carries no signature, and the running kernel asks for one. Sign it or choose another entry',
  EBADMSG: 'its signature is damaged. Reinstall the kernel',
  ELIBBAD: 'its signature is damaged. Reinstall the kernel',
  ENOPKG: 'its signature uses a cipher that the running kernel lacks. Sign it with another one',
  EMSGSIZE: 'its signature is cut off. Reinstall the kernel',
  EACCES: 'an integrity policy of the running kernel (IMA) forbids it. Sign it as that asks, or change the policy',
  ENOMEM: 'there is not enough memory for it and its initrd. Give the machine more memory',
  EADDRNOTAVAIL: 'there is no room in memory where it may be placed. Give the machine more memory',
  EBUSY: 'another kexec is being prepared. Try again',
  EFBIG: 'it or its initrd is larger than the kernel can read. Try another entry',
  EIO: 'it could not be read: the disk reports an error. Check the disk, and try another entry',
};

const reasonsByCall: Readonly<Record<KexecCall, Readonly<Record<string, string>>>> = {
  kexec_file_load: {
    ENOSYS: 'the running kernel was built without kexec_file_load. Use a kernel that has CONFIG_KEXEC_FILE',
    EINVAL:
      'the running kernel finds its header, its command line or its initrd unusable, or larger than half of the memory. Try another entry, or give the machine more memory',
    ENOTSUP: 'the running kernel cannot load images of its kind. Try another entry',
    EOPNOTSUPP: 'the running kernel cannot load images of its kind. Try another entry',
    EADDRNOTAVAIL:
      'there is no room for it in memory, or none is reserved for a crash kernel. Give the machine more memory, or start it with crashkernel=256M',
  },
  kexec_load: {
    ENOSYS: 'the running kernel was built without kexec_load. Use a kernel that has CONFIG_KEXEC',
    EINVAL: 'the running kernel does not take its segments. Give the machine more memory, or try another entry',
    EADDRNOTAVAIL:
      'a part of it would lie outside the memory that it may use. Give the machine more memory, or reserve more for the crash kernel',
  },
};

function forbidden(restriction: KexecRestriction | undefined, call: KexecCall): string {
  switch (restriction?.by) {
    case 'user':
      return 'only root may load a kernel. Be root, or use sudo';
    case 'sysctl':
      return restriction.name === 'kexec_load_disabled'
        ? 'the sysctl kernel.kexec_load_disabled is set, and only a restart undoes that. Restart the machine'
        : `the sysctl kernel.${restriction.name} is 0: what may be loaded is loaded already. Restart the machine`;
    case 'lockdown':
      return call === 'kexec_load'
        ? `the running kernel is locked down (${restriction.mode}) and takes only signed kernels, by kexec_file_load. Load a signed kernel that way, or switch Secure Boot off`
        : `the running kernel is locked down (${restriction.mode}), and no key that it trusts has signed it. Use a signed kernel, enrol its key, or switch Secure Boot off`;
    default:
      return 'kexec is forbidden here (lockdown, or the sysctl kernel.kexec_load_disabled). Restart without that restriction';
  }
}

/**
 * A sentence about the kernel's refusal of `image` (what the reader knows it by) with the error's name `code`.
 * @param restriction what forbids kexec here, where that is known
 */
export function explainRefusal(
  image: string,
  code: string,
  call: KexecCall = 'kexec_file_load',
  restriction: KexecRestriction | undefined = code === 'EPERM' ? readKexecRestriction() : undefined,
): string {
  const reason =
    code === 'EPERM'
      ? forbidden(restriction, call)
      : (reasonsByCall[call][code] ?? reasons[code] ?? 'the kernel gives no other reason. Try another entry');
  return `The running kernel refused ${image}: ${reason} (${code}).`;
}

/** A sentence about the kernel's refusal to forget what is loaded, with the error's name `code`. */
export function explainUnloadRefusal(
  code: string,
  restriction: KexecRestriction | undefined = code === 'EPERM' ? readKexecRestriction() : undefined,
): string {
  const reasons: Readonly<Record<string, string>> = {
    EPERM: forbidden(restriction, 'kexec_load'),
    ENOSYS: 'the running kernel was built without kexec. Use a kernel that has CONFIG_KEXEC',
    EBUSY: 'another kexec is being prepared. Try again',
  };
  const reason = reasons[code] ?? 'the kernel gives no other reason';
  return `The running kernel did not forget what is loaded: ${reason} (${code}).`;
}
