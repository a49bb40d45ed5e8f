import { expect, test } from 'vitest';
import { makeQueue } from '../../browser/queue';

test('what is asked for second begins when the first is done, also when that failed', async () => {
  const inOrder = makeQueue();
  const did: string[] = [];
  const work = (name: string, fails: boolean) => async () => {
    did.push(`${name} begins`);
    await Promise.resolve();
    did.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const [first, second] = [inOrder(work('first', true)), inOrder(work('second', false))];
  await expect(first).rejects.toThrow('first');
  expect(await second).toBe('second');
  expect(did).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});
