// LUKS: devices that wait for a key, and appear as another device when they have got one.

import { readdirSync } from 'node:fs';
import type { BlockDevice } from '../../entry/block-device.ts';
import { names } from '../../entry/names.ts';
import type { Identity } from '../../entry/volume.ts';
import { closeLuks, openLuks } from '../cryptsetup.ts';
import { readMappedDevice } from '../device-mapper.ts';
import { identityOf } from '../identity.ts';
import type { Lock } from '../locks.ts';
import type { Member, Opener, Outcome, Workshop } from '../opener.ts';
import { clauseOf } from './clause.ts';
import { findHeader, type Header } from './luks-header.ts';
import { crypttabLineFor, findKeys, type Key } from './luks-keys.ts';

/** dm-crypt, and the ciphers' door to programs, without which cryptsetup would map the key slots as well. */
const drivers = ['dm-crypt', 'algif_skcipher'];

/** The device mapper takes 127 bytes; what else is in a name would have to be escaped. */
const plainName = /^[\w+.:@-]{1,120}$/;

interface Container {
  readonly member: Member;
  identity: Identity;
  /** Undefined while its header, which does not lie on it, has not appeared. */
  lock?: Lock;
  /** The name of its mapping, when it is open. */
  name?: string;
}

export class Luks implements Opener {
  readonly #workshop: Workshop;
  readonly #containers = new Map<string, Container>();
  /** Key files that have been tried, by container and place. */
  readonly #tried = new Set<string>();
  #isLooking = false;
  #lookAgain = false;

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  async open(member: Member): Promise<Outcome> {
    const { drivers: modules, locks } = this.#workshop;
    await Promise.all(drivers.map((name) => modules.load(name)));
    const container: Container = { member, identity: identityOf(member) };
    this.#containers.set(member.device.name, container);
    // What is returned here has to be known first.
    void locks.during(async () => {
      await new Promise(setImmediate);
      await this.volumesChanged();
    });
    const isHeader = locks.wishes.headers.find((wish) => !wish.volume && names(wish.path, container.identity));
    if (isHeader) return { verdict: `the LUKS header of ${isHeader.device}` };
    const wish = this.#headerWish(container);
    if (wish) return { verdict: `LUKS, whose header ${wish.path} has not been found` };
    return { verdict: `${this.#lock(container).what}, locked` };
  }

  async forget(device: BlockDevice): Promise<void> {
    const container = this.#containers.get(device.name);
    if (!container) return;
    this.#containers.delete(device.name);
    this.#workshop.locks.remove(device.name);
    const mapped = readdirSync('/sys/class/block').filter((name) => readMappedDevice(name)?.name === container.name);
    if (container.name !== undefined) for (const name of mapped) await this.#workshop.lose(name);
    await this.#close(container);
  }

  /** A key file or a header may have appeared. Never throws. */
  async volumesChanged(): Promise<void> {
    this.#lookAgain = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    await this.#workshop.locks.during(async () => {
      while (this.#lookAgain) {
        this.#lookAgain = false;
        for (const container of this.#containers.values()) await this.#lookSoftly(container);
      }
      this.#isLooking = false;
    });
  }

  async #lookSoftly(container: Container): Promise<void> {
    try {
      await this.#look(container);
    } catch (failure) {
      const { node } = container.member.device;
      this.#workshop.journal.warning(`The key of ${node} cannot be looked for: ${clauseOf(failure)}.`);
    }
  }

  async #look(container: Container): Promise<void> {
    const wish = container.lock ? undefined : this.#headerWish(container);
    if (wish) {
      const header = await findHeader(wish, this.#workshop.volumes, [...this.#containers.values()]);
      if (!header) return;
      const { what } = this.#lock(container, header);
      this.#workshop.report(container.member.device.name, { verdict: `${what}, locked` });
    }
    const { lock } = container;
    if (!lock || container.name !== undefined) return;
    for (const key of await findKeys(container.identity, this.#workshop)) await this.#try(container, lock, key);
  }

  #headerWish({ identity }: Container) {
    return this.#workshop.locks.wishes.headers.find(({ device }) => names(device, identity));
  }

  #lock(container: Container, header?: Header): Lock {
    const { device, facts } = container.member;
    const { version = '', label, uuid = device.name } = header?.facts ?? facts;
    const identity = { ...container.identity, uuid, ...(label === undefined ? {} : { label }) };
    container.identity = identity;
    const lock: Lock = {
      device,
      identity,
      detached: header !== undefined,
      what: `LUKS${version}${label === undefined ? '' : `, label ${label}`}`,
      open: (key) => this.#open(container, lock, header, key),
    };
    container.lock = lock;
    this.#workshop.locks.add(lock);
    return lock;
  }

  async #open(container: Container, lock: Lock, header: Header | undefined, key: Uint8Array): Promise<boolean> {
    const { node, name: deviceName } = lock.device;
    const name = await this.#nameFor(container, lock);
    const file = await header?.open();
    try {
      if (!(await openLuks({ node, ...(file ? { header: file.path } : {}) }, name, key))) return false;
    } finally {
      await file?.close();
    }
    container.name = name;
    this.#workshop.onClose(() => this.#close(container));
    this.#workshop.report(deviceName, { verdict: `${lock.what}, opened as ${name}` });
    return true;
  }

  /** The name that the system itself uses, where that is known, else the one that dracut and systemd make up. */
  async #nameFor({ identity }: Container, lock: Lock): Promise<string> {
    const own = `luks-${lock.identity.uuid}`;
    const given = (await crypttabLineFor(identity, this.#workshop))?.name ?? own;
    const used = [...this.#containers.values()].map(({ name }) => name);
    const free = [given, own].find((name) => plainName.test(name) && !used.includes(name));
    return free ?? `${own}-${lock.device.name}`;
  }

  async #try(container: Container, lock: Lock, key: Key): Promise<void> {
    const { locks, journal } = this.#workshop;
    const { node, name } = lock.device;
    const attempt = `${name} ${key.id}`;
    if (container.name !== undefined || this.#tried.has(attempt)) return;
    this.#tried.add(attempt);
    const bytes = await key.read();
    if (!bytes) {
      if (key.expected) journal.warning(`${key.what}, which opens ${node}, does not exist.`);
      return;
    }
    try {
      const opened = await locks.open(lock, bytes);
      if (opened) journal.info(`${key.what} opens ${node}`);
      else journal.warning(`${key.what} does not open ${node}.`);
    } catch (failure) {
      journal.warning(`${key.what} could not be tried: ${clauseOf(failure)}.`);
    } finally {
      bytes.fill(0);
    }
  }

  async #close(container: Container): Promise<void> {
    const { name } = container;
    if (name === undefined) return;
    delete container.name;
    await closeLuks(name);
  }
}
