/** Files that answer an installer's questions, by the installer that asks them. */
export type SeedKind = 'kickstart' | 'preseed' | 'autoinstall' | 'cloud-config' | 'ignition' | 'autoyast';

/** So many bytes tell what it is. */
const telling = 2 ** 16;

/** What kind of answers these are, by what they say. Never throws. @returns undefined where they are of none */
export function seedKind(bytes: Uint8Array): SeedKind | undefined {
  const text = Buffer.from(bytes.subarray(0, telling))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  // https://coreos.github.io/ignition/specs/
  if (/^\s*\{/.test(text) && /"ignition"\s*:\s*\{/.test(text)) return 'ignition';
  // https://doc.opensuse.org/projects/autoyast/#CreateProfile
  if (/^\s*</.test(text) && /<profile\b/.test(text)) return 'autoyast';
  // https://cloudinit.readthedocs.io/en/latest/explanation/format.html,
  // https://canonical-subiquity.readthedocs-hosted.com/en/latest/reference/autoinstall-reference.html
  if (/^autoinstall:/m.test(text)) return 'autoinstall';
  if (/^#cloud-config\b/.test(text)) return 'cloud-config';
  // https://www.debian.org/releases/stable/amd64/apbs03: owner, question, type, answer
  if (/^[ \t]*(?:d-i|tasksel|ubiquity|popularity-contest|base-config)[ \t]+[\w./-]+[ \t]+\w+/m.test(text))
    return 'preseed';
  // https://pykickstart.readthedocs.io/en/latest/kickstart-docs.html
  if (
    /^[ \t]*(?:%packages|%pre|%post|bootloader|rootpw|autopart|clearpart|part|url|lang|install|ostreesetup)\b/m.test(
      text,
    )
  )
    return 'kickstart';
  return undefined;
}
