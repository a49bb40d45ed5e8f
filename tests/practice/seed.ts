/**
 * Who lives on the practice servers. Names are invented; the numbers are those of an account a person would not want to
 * lose.
 */
import type { RunningPractice } from './server';
import { type Account, nextId } from './state';

const people = [
  'ada',
  'bruno',
  'chloe',
  'dario',
  'elif',
  'farah',
  'goran',
  'hana',
  'ines',
  'jonas',
  'kofi',
  'lena',
  'mina',
  'nils',
  'olga',
  'pablo',
  'quinn',
  'rosa',
  'samir',
  'tove',
  'uma',
  'vito',
  'wanda',
  'xenia',
  'yann',
  'zora',
];
const places = [
  'alpenwiese.example',
  'bakers.example',
  'cyclists.example',
  'deepsea.example',
  'evening.example',
  'fjord.example',
  'gardens.example',
  'harbour.example',
  'xn--mnster-3ya.example',
];

/** `ada@alpenwiese.example`, `ada1@bakers.example`, …: never the same twice. */
export function personNumber(number: number): string {
  const name = people[number % people.length] ?? 'ada';
  const round = Math.floor(number / people.length);
  return `${name}${round === 0 ? '' : `_${round}`}@${places[number % places.length] ?? 'bakers.example'}`;
}

export function seedPractice(practice: RunningPractice, options: { large: boolean }): void {
  const start = practice.clock.now();
  const year = 365 * 24 * 3_600_000;
  practice.elsewhere.dead.add('sunken.example');
  practice.elsewhere.dead.add('closed.example');
  for (const [handle, what] of [
    ['gone@bakers.example', 'missing'],
    ['left@cyclists.example', 'moved'],
    ['quiet@deepsea.example', 'locked'],
    ['shy@gardens.example', 'locked'],
    ['cross@evening.example', 'blocks-you'],
  ] as const) {
    practice.elsewhere.accounts.set(handle, what);
  }
  practice.elsewhere.privatePosts.add('https://gardens.example/users/rosa/statuses/7');

  const old = practice.server('old');
  const amelie = old.addAccount({
    username: 'amelie',
    displayName: 'Amélie',
    note: 'Walks, bread, maps.',
    email: 'amelie@mail.example',
    password: 'practice',
    fields: [
      { name: 'Web', value: 'https://amelie.example' },
      { name: 'Pronouns', value: 'elle' },
    ],
    // Made long ago: known by name, not by number
    uri: `${old.origin}/users/amelie`,
    createdAt: start - 5 * year,
    statuses: 5_120,
    featuredTags: ['maps', 'bread'],
    pinned: [
      { id: 101, at: start - year, text: 'Who I am, and what I walk for.', warning: '', visibility: 'public' },
      { id: 102, at: start - year / 2, text: 'The long list of huts.', warning: 'Long', visibility: 'private' },
    ],
    collections: [
      {
        id: 11,
        name: 'Bakers',
        description: 'Bread, mostly',
        tag: 'bread',
        discoverable: true,
        members: ['ada@alpenwiese.example', 'band@old.localhost'],
      },
      { id: 12, name: 'Not finished', description: '', tag: null, discoverable: false, members: [] },
    ],
    severed: [
      {
        id: 1,
        at: start - 2 * year,
        by: 'server',
        domain: 'cutoff.example',
        follows: new Map([
          ['lost1@cutoff.example', { boosts: true, notify: false, languages: [] }],
          ['lost2@cutoff.example', { boosts: false, notify: true, languages: ['en', 'de'] }],
        ]),
        followers: ['gone1@cutoff.example', 'gone2@cutoff.example', 'gone3@cutoff.example'],
      },
      {
        id: 2,
        at: start - year,
        by: 'person',
        domain: 'quarrel.example',
        follows: new Map([['friend@quarrel.example', { boosts: true, notify: false, languages: [] }]]),
        followers: [],
      },
    ],
    attributionDomains: ['amelie.example'],
    avatarColour: [197, 92, 60],
  });
  fillOldAccount(amelie, options.large ? 25_000 : 980, () => nextId(old));
  for (let number = 0; number < 234; number++) amelie.followers.add(`follower${number + 1}@${places[number % (places.length - 1)]}`);
  for (let number = 0; number < 5; number++) amelie.followers.add(`stranded${number + 1}@sunken.example`);
  amelie.followers.add(`band@${old.domain}`.toLowerCase());

  const band = old.addAccount({
    username: 'band',
    displayName: 'The Band',
    email: 'band@mail.example',
    uri: `${old.origin}/users/band`,
    createdAt: start - 3 * year,
    statuses: 88,
  });
  band.follows.set(`amelie@${old.domain}`.toLowerCase(), { boosts: true, notify: false, languages: [] });
  old.addAccount({
    username: 'solo',
    displayName: 'Solo',
    email: 'solo@mail.example',
    password: null,
    uri: `${old.origin}/users/solo`,
    createdAt: start - 2 * year,
    statuses: 12,
  });

  practice.server('new').addAccount({
    username: 'amelie_new',
    displayName: 'Amélie',
    email: 'amelie@mail.example',
    password: 'practice',
    createdAt: start - 3_600_000,
    avatarColour: [86, 88, 221],
  });
  practice.server('new').addAccount({ username: 'guarded', displayName: 'Guarded', email: 'guarded@mail.example', locked: true, createdAt: start - 3_600_000 });
  practice.server('handle').addAccount({ username: 'amelie_handle', displayName: 'Amélie', email: 'amelie@mail.example', createdAt: start - 3_600_000 });
}

/** Follows with every kind of option and every kind of trouble; `requested` ones are not in any export. */
function fillOldAccount(account: Account, follows: number, id: () => number): void {
  for (let number = 0; number < follows; number++) {
    const languages = number % 50 === 7 ? ['en', 'de'] : number % 90 === 4 ? ['fr'] : [];
    account.follows.set(personNumber(number), { boosts: number % 11 !== 3, notify: number % 97 === 5, languages });
  }
  for (const handle of [
    'gone@bakers.example',
    'left@cyclists.example',
    'quiet@deepsea.example',
    'shy@gardens.example',
    'cross@evening.example',
    'drowned1@sunken.example',
    'drowned2@sunken.example',
  ]) {
    account.follows.set(handle, { boosts: true, notify: false, languages: [] });
  }
  account.requested.set('waiting@fjord.example', { boosts: true, notify: false, languages: [] });

  account.lists.set('Bread', new Set([0, 3, 8, 15, 22, 31].map(personNumber)));
  account.lists.set('Maps, and "old" things', new Set([1, 4, 9, 16, 25, 36, 49].map(personNumber)));
  account.lists.set('日本語', new Set([2, 5, 11].map(personNumber)));
  account.lists.set('Empty list', new Set());

  for (let number = 0; number < 25; number++) account.mutes.set(`loud${number + 1}@${places[number % 8]}`, { notifications: number % 3 !== 0 });
  for (let number = 0; number < 14; number++) account.blocks.add(`rude${number + 1}@${places[number % 8]}`);
  for (let number = 0; number < 30; number++) account.domainBlocks.add(`spam${number + 1}.example`);
  for (let number = 0; number < 88; number++)
    account.bookmarks.add(`https://${places[number % 8]}/users/${people[number % people.length]}/statuses/${1_000 + number}`);
  account.bookmarks.add('https://gardens.example/users/rosa/statuses/7');
  account.bookmarks.add('https://sunken.example/users/tove/statuses/12');

  account.filters.push(
    {
      id: id(),
      title: 'Spoilers',
      expiresAt: null,
      context: ['home', 'public'],
      action: 'warn',
      keywords: [
        { keyword: 'finale', whole_word: true },
        { keyword: 'season 9', whole_word: false },
      ],
      statuses: [],
    },
    {
      id: id(),
      title: 'Football',
      expiresAt: null,
      context: ['home', 'notifications', 'public', 'thread', 'account'],
      action: 'hide',
      keywords: ['goal', 'offside', 'penalty', 'corner', 'derby', 'half-time', 'cup'].map((keyword) => ({ keyword, whole_word: true })),
      statuses: [],
    },
    {
      id: id(),
      title: 'One post',
      expiresAt: null,
      context: ['home'],
      action: 'hide',
      keywords: [{ keyword: 'that thread', whole_word: false }],
      statuses: ['https://harbour.example/users/nils/statuses/99'],
    },
  );
}
