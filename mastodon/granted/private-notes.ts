import { textIn } from '../../lists/json';
import type { Api, Granted } from './api';
import type { Me, TableDefinition } from './define-kind';
import { following, type Person, peopleAt, peopleNamed, personNamed, relationships } from './people';

/** Notes on other people that only the account itself sees: of whom it follows, has muted or blocked. */
export const privateNotes: TableDefinition = {
  fileName: 'private_notes.csv',
  columns: ['Account address', 'Note'],
  async read(api, me, saved) {
    const people =
      saved === null
        ? await everybody(api, me)
        : await peopleNamed(
            api,
            saved.map(([handle = '']) => handle),
          );
    if (!people.ok) return people;
    const told = await relationships(api, people.value);
    if (!told.ok) return told;
    const noteOn = ({ id }: Person) => textIn(told.value.get(id), 'note', 5_000);
    return { ok: true, value: people.value.flatMap((person) => (noteOn(person) === '' ? [] : [[person.handle, noteOn(person)]])) };
  },
  name: ([handle = '']) => `@${handle}`,
  key: ([handle = '']) => handle.toLowerCase(),
  isThere: ([, note = ''], there) => there?.[1] === note,
  async send(api, [handle = '', comment = '']) {
    const person = await personNamed(api, handle);
    return person.ok ? api.ask(`/api/v1/accounts/${person.value.id}/note`, { method: 'POST', body: { json: { comment } } }) : person;
  },
};

async function everybody(api: Api, me: Me): Promise<Granted<Person[]>> {
  const all = new Map<string, Person>();
  const asked = [() => following(api, me), () => peopleAt(api, '/api/v1/mutes?limit=80'), () => peopleAt(api, '/api/v1/blocks?limit=80')];
  for (const ask of asked) {
    const told = await ask();
    if (!told.ok) return told;
    for (const person of told.value) all.set(person.id, person);
  }
  return { ok: true, value: [...all.values()] };
}
