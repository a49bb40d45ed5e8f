import { expect, test } from 'vitest';
import { inventoryOf } from '../../journey/inventory';
import type { Plan } from '../../journey/plan';
import { newProfileAddress, profileLinks } from '../../journey/profile-links';
import { planAfter, readyToMove } from './sample';

const plan = planAfter(...readyToMove);
const most = { name: 40, note: 500, fields: 4, label: 255, value: 255 };
const withThere = (fields: string[], verified: string[]): Plan => ({
  ...plan,
  profile: { ...plan.profile, there: { values: { fields }, most, verified, at: 1 } },
});
const old = { fields: ['Web', 'https://amelie.example', 'Pronouns', 'elle', 'Blog', 'https://blog.example/about/', 'Text', 'see https://no.example'] };

test('links of both profiles are named once, with what the new server says of each', () => {
  expect(profileLinks(plan, old)).toEqual([]);
  const now = withThere(['Web', 'https://amelie.example/', 'Shop', 'https://shop.example'], ['https://amelie.example']);
  expect(profileLinks(now, old)).toEqual([
    { address: 'https://amelie.example/', isThere: true, isVerified: true },
    { address: 'https://blog.example/about/', isThere: false, isVerified: false },
    { address: 'https://shop.example', isThere: true, isVerified: false },
  ]);
  expect(newProfileAddress(plan)).toBe('https://new.example/@amelie_new');
});

test('the inventory has them as done once each is verified', () => {
  const row = (now: Plan) => inventoryOf(now).find(({ id }) => id === 'links');
  expect(row(plan)).toMatchObject({ fate: 'hand', count: null });
  expect(row(withThere(['Web', 'https://amelie.example'], []))).toMatchObject({ fate: 'hand', count: 1, isDone: false });
  expect(row(withThere(['Web', 'https://amelie.example'], ['https://amelie.example']))).toMatchObject({ fate: 'carried', isDone: true });
});
