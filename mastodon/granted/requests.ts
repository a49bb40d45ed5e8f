import { sameHandle } from '../../lists/handle';
import { own } from '../../lists/json';
import type { Api, Granted } from './api';
import type { Me } from './define-kind';
import { following, peopleNamed, relationships } from './people';

/** Which of these accounts have been asked and have not answered yet: nothing lists them, each is asked for by name. */
export async function pendingRequests(api: Api, me: Me, handles: readonly string[]): Promise<Granted<string[]>> {
  const followed = await following(api, me);
  if (!followed.ok) return followed;
  const there = new Set(followed.value.map(({ handle }) => handle.toLowerCase()));
  const people = await peopleNamed(
    api,
    handles.filter((handle) => !there.has(handle.toLowerCase())),
  );
  if (!people.ok) return people;
  const told = await relationships(api, people.value);
  if (!told.ok) return told;
  const asked = people.value.filter(({ id }) => own(told.value.get(id), 'requested') === true);
  return { ok: true, value: asked.map(({ handle }) => handles.find((one) => sameHandle(one, handle)) ?? handle) };
}
