// An entry as a form, and the entry that a form makes of it.

import type { Entry, Resource } from '../../entry/entry.ts';
import { type FieldName, type Form, textsOf } from './form.ts';
import { type FindVolume, placeText, readPlace } from './place.ts';

export type Texts = readonly (readonly [FieldName, string])[];

/** What can be changed of an entry: its cmdline alone, or all that it loads. */
export function textsToEdit(entry: Entry, what: 'cmdline' | 'all'): Texts {
  if (what === 'cmdline') return [['cmdline', entry.cmdline]];
  return [
    ['kernel', entry.kernel ? placeText(entry.kernel) : ''],
    ...entry.initrds.map((initrd): Texts[number] => ['initrd', placeText(initrd)]),
    ['initrd', ''],
    ['devicetree', entry.devicetree ? placeText(entry.devicetree) : ''],
    ['cmdline', entry.cmdline],
  ];
}

export interface Wrong {
  readonly wrong: 'noKernel' | 'noPath' | 'noVolume';
  /** The text that is wrong. */
  readonly text: string;
}

/** The entry with what the form says in place of what it said before; or what is wrong with the form. */
export function entryFrom(form: Form, entry: Entry, find: FindVolume): Entry | Wrong {
  const [cmdline = ''] = textsOf(form, 'cmdline');
  const [kernelText] = textsOf(form, 'kernel');
  if (kernelText === undefined) return { ...entry, cmdline };
  if (kernelText === '') return { wrong: 'noKernel', text: '' };

  const known = [entry.kernel, ...entry.initrds, entry.devicetree].filter((one) => one !== undefined);
  const resource = (text: string) => known.find((one) => placeText(one) === text) ?? resourceAt(text, find);
  const kernel = resource(kernelText);
  if ('wrong' in kernel) return kernel;
  const initrds: Resource[] = [];
  for (const text of textsOf(form, 'initrd').filter(Boolean)) {
    const initrd = resource(text);
    if ('wrong' in initrd) return initrd;
    initrds.push(initrd);
  }
  const [treeText = ''] = textsOf(form, 'devicetree');
  const tree = treeText === '' ? undefined : resource(treeText);
  if (tree && 'wrong' in tree) return tree;
  const { devicetree: _, profile, addons, ...rest } = entry;
  const sameKernel = kernel === entry.kernel;
  return {
    ...rest,
    // What belongs to a unified kernel image belongs to no other kernel.
    ...(sameKernel && profile !== undefined ? { profile } : {}),
    ...(sameKernel && addons ? { addons } : {}),
    // The native loader's word for the kernel: where another one is loaded, that one.
    ...(entry.bootImage !== undefined && !sameKernel ? { bootImage: kernel.path } : {}),
    ...(entry.moduleArguments ? { moduleArguments: initrds.map((one) => argumentsOf(one, entry)) } : {}),
    ...(tree ? { devicetree: tree } : {}),
    kind: sameKernel || entry.kind.startsWith('multiboot') ? entry.kind : 'linux',
    kernel,
    initrds,
    cmdline,
  };
}

function argumentsOf(module: Resource, { initrds, moduleArguments = [] }: Entry): string {
  const at = initrds.indexOf(module);
  return (at < 0 ? undefined : moduleArguments[at]) ?? '';
}

/** What a text that was typed names; or what is wrong with it. */
export function resourceAt(text: string, find: FindVolume): Resource | Wrong {
  const place = readPlace(text, find);
  if (!place) return { wrong: 'noPath', text };
  if ('url' in place) return fromUrl(place.url);
  const { volume: name, path, image } = place;
  const volume = name === undefined ? undefined : find(name);
  if (!volume) return { wrong: 'noVolume', text };
  return { volume: volume.identity.id, path, ...(image === undefined ? {} : { image }) };
}

/** What is to be fetched from `url`. */
export function fromUrl(url: string): Resource {
  const { pathname, host } = new URL(url);
  return { path: pathname, url, wants: host };
}
