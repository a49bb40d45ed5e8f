import { afterEach, expect, test, vi } from 'vitest';
import { keptFile } from '../../browser/kit-store';
import { followsCutOff } from '../../views/cut-off';
import { planAfter, readyToMove } from '../journey/sample';

vi.mock('../../browser/kit-store', () => ({ keptFile: vi.fn() }));
afterEach(() => vi.unstubAllGlobals());

const follows = (...accounts: string[]) => new TextEncoder().encode(`Account address,Show boosts\n${accounts.map((account) => `${account},true\n`).join('')}`);
function told(status: number, blocks: unknown) {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(blocks), { status }));
  vi.mocked(keptFile).mockResolvedValue({
    bytes: follows('a@bad.example', 'b@below.bad.example', 'c@quiet.example', 'd@fine.example', 'e@BAD.example'),
  } as never);
}

const block = (domain: string, severity: string) => ({ domain, digest: '', severity });

test('the people on servers that the new one cuts off are counted, with what is below them, and not those it limits', async () => {
  told(200, [block('bad.example', 'suspend'), block('quiet.example', 'silence')]);
  expect(await followsCutOff(planAfter(...readyToMove))).toBe(3);
});

test('nobody is counted where the server tells nobody, or nothing is saved', async () => {
  told(404, {});
  expect(await followsCutOff(planAfter(...readyToMove))).toBe(0);
  told(200, [block('bad.example', 'suspend')]);
  expect(await followsCutOff(planAfter())).toBe(0);
});
