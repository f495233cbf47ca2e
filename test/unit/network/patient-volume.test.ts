// A server that does not answer, for as long as one configuration is read.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NetworkError } from '../../../src/network/network-error.ts';
import { PatientVolume } from '../../../src/network/patient-volume.ts';
import { failure } from '../../failure.ts';
import { MemoryVolume } from '../memory-volume.ts';

/** A server that has one file, and needs 30 ms for each question about another one, which it does not answer. */
function server(asked: string[]): MemoryVolume {
  const volume = new MemoryVolume({ id: 'tftp://h' }, { '/there': 'text' });
  const { stat } = volume;
  volume.stat = async (path) => {
    asked.push(path);
    if (path === '/there') return stat.call(volume, path);
    await new Promise((resolve) => setTimeout(resolve, 30));
    throw new NetworkError(`tftp://h${path} is not to be had: the server does not answer.`);
  };
  return volume;
}

test('it is asked until the patience is at its end, and what follows ends as the last question did', async () => {
  const asked: string[] = [];
  const patient = new PatientVolume(server(asked), 50);
  for (const path of ['/a', '/b', '/c', '/d']) assert.instance(await failure(patient.stat(path)), NetworkError);
  assert.equal(asked, ['/a', '/b']);
  assert.match((await failure(patient.stat('/there'))).message, '/b is not to be had');
});

test('answers cost no patience, and a file that is not there is an answer', async () => {
  const asked: string[] = [];
  const patient = new PatientVolume(server(asked), 50);
  for (let count = 0; count < 100; count++) assert.is((await patient.stat('/there'))?.kind, 'file');
  await failure(patient.stat('/a'));
  assert.is(await patient.read('/none'), undefined);
  assert.is((await patient.stat('/there'))?.kind, 'file');
});

test.run();
