import { wholeHandle } from '../../lists/handle';
import { own, textIn } from '../../lists/json';
import type { TableDefinition } from './define-kind';
import { personIn, personNamed, relationships } from './people';

/** The server counts from the moment it hears of it. */
const TOLERANCE = 10 * 60_000;

/** Mutes that end by themselves: the list of mutes carries whom, and not until when. */
export const muteEnds: TableDefinition = {
  fileName: 'mute_ends.csv',
  columns: ['Account address', 'Hide notifications', 'Until'],
  async read(api) {
    const told = await api.pages('/api/v1/mutes?limit=80');
    if (!told.ok) return told;
    const muted = told.value.flatMap((account) => {
      const person = personIn(account, api);
      return person === null ? [] : [{ person, until: textIn(account, 'mute_expires_at', 40) }];
    });
    const known = await relationships(
      api,
      muted.filter(({ until }) => until !== '').map(({ person }) => person),
    );
    if (!known.ok) return known;
    const hides = (id: string) => (own(known.value.get(id), 'muting_notifications') === false ? 'false' : 'true');
    return { ok: true, value: muted.map(({ person: { id, handle }, until }) => [wholeHandle(handle, api.domain), hides(id), until]) };
  },
  isWorthKeeping: ([, , until = '']) => until !== '',
  name: ([handle = '']) => `@${handle}`,
  key: ([handle = '']) => handle.toLowerCase(),
  isThere([, , until = ''], there, now) {
    const end = Date.parse(until);
    // Over by now: the list may have brought it back without an end.
    if (!(end > now)) return there === null;
    return Math.abs(Date.parse(there?.[2] ?? '') - end) <= TOLERANCE;
  },
  async send(api, [handle = '', hides, until = ''], _, now) {
    const person = await personNamed(api, handle);
    if (!person.ok) return person;
    const seconds = Math.round((Date.parse(until) - now) / 1000);
    const at = `/api/v1/accounts/${person.value.id}`;
    if (!(seconds > 0)) return api.ask(`${at}/unmute`, { method: 'POST' });
    return api.ask(`${at}/mute`, { method: 'POST', body: { json: { notifications: hides !== 'false', duration: seconds } } });
  },
};
