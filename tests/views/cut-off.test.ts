import { afterEach, describe, expect, test, vi } from 'vitest';
import { translator } from '../../browser/i18n';
import { keptFile, keptFollowers } from '../../browser/kit-store';
import { followersCsv } from '../../lists/followers';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';
import { cutByBlocks, followsCutOff } from '../../views/cut-off';
import { saysOfBlocks } from '../../views/import-rows';
import { planAfter, readyToMove } from '../journey/sample';

vi.mock('../../browser/kit-store', () => ({ keptFile: vi.fn(), keptFollowers: vi.fn() }));
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

describe('whom blocking the saved servers takes away', () => {
  const saved = (sha256: string) => ({ rows: 1, pageCount: 1, bytes: 1, sha256, source: 'export' as const, notes: [], at: 1, served: true });
  const read = { run: 'r', count: 1, pages: 1, of: 1, at: 1, sha256: 'c' };
  const planWith = (lists: object, before: typeof read | null) => {
    const plan = planAfter(...readyToMove);
    return { ...plan, kit: { ...plan.kit, lists }, followers: { ...plan.followers, read: { ...plan.followers.read, before } } };
  };
  const bytes = {
    domain_blocks: new TextEncoder().encode('bad.example\nWORSE.example\n'),
    follows: follows('a@bad.example', 'b@below.bad.example', 'c@worse.example', 'bruno', 'd@fine.example'),
  };
  vi.mocked(keptFollowers).mockImplementation(async () => {
    const person = (handle: string) => ({ handle, actor: null, url: '' });
    return { bytes: followersCsv([person('x@bad.example'), person('y@fine.example')]) } as never;
  });
  const ofKind = async (kind: string) => ({ bytes: bytes[kind as keyof typeof bytes] }) as never;
  const both = (cut: Parameters<typeof saysOfBlocks>[0]) => [
    translator('en', english)(saysOfBlocks(cut).sentence),
    translator('fr', french)(saysOfBlocks(cut).sentence),
  ];

  test('is counted among the saved follows and the followers by name', async () => {
    vi.mocked(keptFile).mockImplementation(ofKind);
    const lists = { domain_blocks: saved('a'), follows: saved('b') };
    expect(await cutByBlocks(planWith(lists, read))).toEqual({ follows: 2, followers: 1 });
    expect(await cutByBlocks(planWith(lists, null))).toEqual({ follows: 2, followers: null });
    expect(await cutByBlocks(planWith({ domain_blocks: saved('a') }, read))).toEqual({ follows: 0, followers: 1 });
    expect(await cutByBlocks(planWith({}, read))).toBeNull();
  });

  test('is said', () => {
    expect(both({ follows: 2, followers: 1 })).toEqual([
      '2 of your saved follows and 1 of your followers are on these servers; blocking them removes these people from your new account.',
      '2 de vos abonnements sauvegardés et 1 de vos abonné·es se trouvent sur ces serveurs ; les bloquer les retire de votre nouveau compte.',
    ]);
    expect(both({ follows: 0, followers: 0 })[0]).toBe('None of your saved follows and followers is on these servers.');
    expect([
      saysOfBlocks({ follows: 0, followers: 0 }).isWarning,
      saysOfBlocks({ follows: 0, followers: null }).isWarning,
      saysOfBlocks(null).isWarning,
    ]).toEqual([false, true, true]);
    expect(both({ follows: 0, followers: null })[0]).toContain('if you have followers there');
    expect(both(null)[0]).toContain('If you have follows or followers');
  });
});
