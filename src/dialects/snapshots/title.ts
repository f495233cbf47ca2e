// What a snapshot is called by the program that made it.

import type { Subvolume, Volume } from '../../entry/volume.ts';

const MAX_INFO = 64 * 1024;
const MAX_TITLE = 120;

/**
 * `2024-05-01 12:00, before the upgrade (snapper 12)`: from snapper's info.xml or Timeshift's info.json where there is
 * one, else from the subvolume itself. https://snapper.io/, https://github.com/linuxmint/timeshift
 * @param whole the volume of the whole filesystem
 */
export async function snapshotTitle(subvolume: Subvolume, whole: Volume): Promise<string> {
  const { path, snapshot } = subvolume;
  const [, snapper, number] = /^(.*\/\.snapshots\/([0-9]+))\/snapshot$/.exec(path) ?? [];
  const [, timeshift, date] = /^(\/timeshift-btrfs\/snapshots\/([^/]+))\/[^/]+$/.exec(path) ?? [];
  const created = dateText(new Date((snapshot?.created ?? 0) * 1000).toISOString());
  if (snapper !== undefined) {
    const info = snapperInfo(await textOf(whole, `${snapper}/info.xml`));
    return title(info.date || created, info.description, `snapper ${number}`);
  }
  if (timeshift !== undefined && date !== undefined) {
    const comment = timeshiftComment(await textOf(whole, `${timeshift}/info.json`));
    return title(dateText(date.replace(/_(\d\d)-(\d\d)/, ' $1:$2')) || created, comment, 'Timeshift');
  }
  return title(created, path.slice(1), undefined);
}

function title(date: string, description: string, maker: string | undefined): string {
  const text = [date, description.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim()].filter(Boolean).join(', ');
  return `${text.slice(0, MAX_TITLE)}${maker === undefined ? '' : ` (${maker})`}`;
}

async function textOf(volume: Volume, path: string): Promise<string> {
  const bytes = await volume.read(path, MAX_INFO).catch(() => undefined);
  return Buffer.from(bytes ?? []).toString('utf8');
}

/** `2024-05-01 12:00` of what begins like that; empty for anything else. */
function dateText(text: string): string {
  return /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.exec(text)?.[0].replace('T', ' ') ?? '';
}

/** The description; where that is empty, as after an installation, the kind: `post`. The date is in UTC. */
function snapperInfo(xml: string): { date: string; description: string } {
  const field = (name: string) => withoutEntities(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '');
  const kind = field('type');
  return { date: dateText(field('date')), description: field('description') || (kind === 'single' ? '' : kind) };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function withoutEntities(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name]!);
}

function timeshiftComment(json: string): string {
  try {
    const { comments } = JSON.parse(json) as { comments?: unknown };
    return typeof comments === 'string' ? comments : '';
  } catch {
    return '';
  }
}
