import { parseOptions } from '../options.ts';
import type { Run } from '../run.ts';
import type { Image } from '../state.ts';
import { resolveUri } from '../uri.ts';
import type { Command, CommandTable, Result } from './command.ts';

const FETCH = { name: 'n:', timeout: 't:', quiet: 'q', autofree: 'a' };
const KERNEL_URL = /(?:vmlinu|bzimage|linux|kernel|\.efi(?:[.?]|$))/i;
const EXECUTE = { ...FETCH, replace: 'r' };

/** Commands that fetch, choose and start images. https://ipxe.org/cmd and src/hci/commands/image_cmd.c */
export const images: CommandTable = {
  imgfetch: { run: fetch, loads: true },
  module: { run: fetch, loads: true },
  initrd: { run: fetch, loads: true },
  imgselect: { run: select, loads: true },
  imgload: { run: select, loads: true },
  kernel: { run: select, loads: true },
  imgexec: { run: execute, loads: true },
  chain: { run: execute, loads: true },
  boot: { run: execute, loads: true },

  imgargs: {
    loads: true,
    run(run, args) {
      const parsed = parseOptions(args, FETCH);
      const [name, ...rest] = parsed?.operands ?? [];
      if (name === undefined) return run.fail('imgargs wants an image');
      change(run, acquire(run, name, parsed!.options.name), { cmdline: rest.join(' ') });
      return 0;
    },
  },

  imgfree: {
    run(run, names) {
      const { state } = run;
      const missing = names.find((name) => !state.images.some((image) => image.name === name));
      if (missing !== undefined) return run.fail(`there is no image ${missing}`);
      state.images = names.length === 0 ? [] : state.images.filter(({ name }) => !names.includes(name));
      return 0;
    },
  },

  imgverify: kept((args) => `iPXE would go on only with a good signature: imgverify ${args}`),
  imgtrust: kept((args) => `iPXE would have signed images only: imgtrust ${args}`.trimEnd()),
  imgdecrypt: kept((args) => `iPXE would decrypt an image: imgdecrypt ${args}`),
  imgextract: { run: (_, [name]) => (name === undefined ? 1 : 0) },
};

/** What is not carried out, but matters to who trusts the entry. */
function kept(sentence: (args: string) => string): Command {
  return {
    loads: true,
    run(run, args) {
      run.remark(`${sentence(args.join(' '))}.`);
      return 0;
    },
  };
}

function fetch(run: Run, args: readonly string[]): Result {
  const parsed = parseOptions(args, FETCH);
  const [uri, ...rest] = parsed?.operands ?? [];
  if (uri === undefined) return run.fail('no image is named');
  add(run, { ...imageOf(run, uri, parsed!.options.name), cmdline: rest.join(' ') });
  return 0;
}

function select(run: Run, args: readonly string[]): Result {
  const parsed = parseOptions(args, FETCH);
  const [uri, ...rest] = parsed?.operands ?? [];
  if (uri === undefined) return run.fail('no kernel is named');
  const image = acquire(run, uri, parsed!.options.name);
  run.state.selected = image.name;
  if (rest.length > 0) change(run, image, { cmdline: rest.join(' ') });
  return 0;
}

/**
 * `boot` and `chain`: a script is run, anything else is started. iPXE keeps a script that has come to its end among the
 * images, unless it was chained with --autofree, and hands it over as one more initrd; nobody means that.
 */
async function execute(run: Run, args: readonly string[]): Promise<Result> {
  const parsed = parseOptions(args, EXECUTE);
  if (!parsed) return run.fail('an option of chain or boot is not understood');
  const { state } = run;
  const [uri = state.selected, ...rest] = parsed.operands;
  if (uri === undefined) return run.fail('no image has been selected to boot');
  const known = state.images.find(({ name }) => name === uri);
  const image = known ?? imageOf(run, uri, parsed.options.name);
  const place = resolveUri(image.uri, image.base);
  const isKernel = known && /(?:vmlinu|bzimage|linux|kernel)[^/]*$/i.test(place.path);
  const script = isKernel ? 'other' : await run.script(place);
  if (typeof script === 'object') return run.call(script, 'replace' in parsed.options);
  if (script === 'absent' && isOnNetwork(run, place))
    return run.fail(run.unreached?.replace(/\.$/, '') ?? `${place.url ?? place.path} is not to be had`);
  // A script that is fetched often comes under a name that does not tell.
  if (script === 'unasked' && !known && place.url !== undefined && !KERNEL_URL.test(place.path))
    return run.end('chainload', `It goes on with ${place.url}, which has to be fetched first.`, place.url);
  const booted = rest.length > 0 ? { ...image, cmdline: rest.join(' ') } : image;
  const initrds = state.images.filter((other) => other !== known);
  return {
    what: 'boot',
    image: booted,
    initrds,
    remarks: state.remarks,
    at: { script: run.frame.script, line: run.line },
  };
}

/** A disk that a script was copied to may lack what the script's server has. */
function isOnNetwork({ machine }: Run, { url }: { readonly url?: string }): boolean {
  return machine.network !== undefined || url !== undefined;
}

/** The image of that name, or else a new one. */
function acquire(run: Run, uri: string, name: string | undefined): Image {
  const known = run.state.images.find((image) => image.name === uri);
  if (!known) return add(run, imageOf(run, uri, name));
  return name === undefined ? known : change(run, known, { name });
}

function imageOf({ frame }: Run, uri: string, name: string | undefined): Image {
  const base = frame.script.name;
  const own = uri.replace(/[?#].*$/s, '').replace(/^.*\//s, '');
  return { name: name ?? own, uri, base, cmdline: '' };
}

function add(run: Run, image: Image): Image {
  run.state.images = [...run.state.images, image].slice(0, MAX_IMAGES);
  return image;
}

/** More than any script fetches. */
const MAX_IMAGES = 200;

function change(run: Run, image: Image, facts: Partial<Image>): Image {
  const changed = { ...image, ...facts };
  run.state.images = run.state.images.map((other) => (other === image ? changed : other));
  return changed;
}
