import { expect, test } from 'vitest';
import lock from '../../package-lock.json';

test('every package that is installed is named with its checksum, and with no address: it comes from wherever npm gets its packages', () => {
  const packages = Object.entries(lock.packages) as [string, { resolved?: string; integrity?: string }][];
  const wrong = packages.filter(([place, { resolved, integrity = '' }]) => place !== '' && (!integrity.startsWith('sha512-') || resolved !== undefined));
  expect(wrong.map(([place]) => place)).toEqual([]);
});
