import { isSince } from '../../lists/versions';
import type { TableDefinition } from './define-kind';
import { peopleAt, personNamed } from './people';

/** People whom the profile recommends. Only who is followed can be. */
export const endorsements: TableDefinition = {
  fileName: 'endorsements.csv',
  columns: ['Account address'],
  async read(api) {
    const told = await peopleAt(api, '/api/v1/endorsements?limit=80');
    return told.ok ? { ok: true, value: told.value.map(({ handle }) => [handle]) } : told;
  },
  name: ([handle = '']) => `@${handle}`,
  key: ([handle = '']) => handle.toLowerCase(),
  invalidMeans: 'not-followed',
  isThere: (_, there) => there !== null,
  async send(api, [handle = '']) {
    const person = await personNamed(api, handle);
    // Until 4.3 by another name (docs/mastodon.md, Ask once).
    const verb = isSince(api.version, [4, 4]) === false ? 'pin' : 'endorse';
    return person.ok ? api.ask(`/api/v1/accounts/${person.value.id}/${verb}`, { method: 'POST' }) : person;
  },
};
