import { describe, expect, test } from 'vitest';
import { recogniseList } from '../../lists/recognise';

const look = (name: string, text: string) => recogniseList(name, new TextEncoder().encode(text));

describe('what a dropped file is', () => {
  test.each([
    ['x.csv', 'Account address,Show boosts\na@b.example,true\n', 'follows', 'certain'],
    ['x.csv', '\ufeffAccount address;Show boosts;Notify on new posts;Languages\r\na@b.example;true;false;\r\n', 'follows', 'certain'],
    ['blocked_accounts.csv', 'Account address,Hide notifications\na@b.example,true\n', 'mutes', 'certain'],
    ['x.json', '{"custom_filters":[]}', 'custom_filters', 'certain'],
    ['x.csv', 'List name,Account address\nCats,a@b.example\n', 'lists', 'certain'],
    ['lists.csv', 'Cats,a@b.example\nDogs,c@d.example\n', 'lists', 'likely'],
    ['blocked_accounts (1).csv', 'a@b.example\nc@d.example\n', 'blocks', 'likely'],
    ['blocked_accounts_failures.csv', 'a@b.example\n', 'blocks', 'likely'],
    ['Downloads/bookmarks.csv', 'https://b.example/1\n', 'bookmarks', 'likely'],
    ['blocked_domains.csv', 'noise.example\nspam.example\n', 'domain_blocks', 'likely'],
    ['blocked_domains.csv', '', 'domain_blocks', 'likely'],
    ['whatever.csv', 'https://b.example/1\nhttps://b.example/2\n', 'bookmarks', 'unsure'],
    ['whatever.csv', '"Cats, old",a@b.example\nDogs,c@d.example\nx,e@f.example', 'lists', 'unsure'],
    ['whatever.csv', 'noise.example\nspam.example\n', 'domain_blocks', 'unsure'],
    ['lists.csv', '"She said ""hi, all""\nand left",a@b.example\n', 'lists', 'likely'],
    ['whatever.csv', '"Two\nlines",a@b.example\n"Three\n\nlines",c@d.example\n', 'lists', 'unsure'],
    ['lists.csv', 'x@y.example,a@b.example\nz@y.example,c@d.example\n', 'lists', 'likely'],
    ['lists.csv', 'Account address,a@b.example\nx@y.example,c@d.example\n', 'lists', 'likely'],
    ['lists.csv', '"Never closed,a@b.example\n', 'lists', 'likely'],
    ['lists.csv', 'Cats,a@b.example\n"Never closed,a@b.example\nDogs,c@d.example\n', 'lists', 'likely'],
    ['muted_accounts.csv', 'sep=;\na@b.example;true\n', 'mutes', 'likely'],
  ] as const)('%s holding %j is %s (%s)', (name, text, kind, sure) => {
    expect(look(name, text)).toMatchObject({ ok: true, kind, sure });
  });

  test('bare accounts under an unknown name may be several lists: the person must say', () => {
    expect(look('mine.csv', 'a@b.example\nc@d.example\n')).toEqual({ ok: true, kind: null, sure: 'unsure', candidates: ['follows', 'mutes', 'blocks'] });
    expect(look('mine.csv', 'Account address\na@b.example\n')).toMatchObject({ kind: null, candidates: ['follows', 'mutes', 'blocks'] });
  });

  test('a name that the rows speak against is offered, too', () => {
    expect(look('lists.csv', 'https://b.example/1\nhttps://b.example/2\n')).toMatchObject({ kind: null, candidates: ['bookmarks', 'lists'] });
    expect(look('lists.csv', 'a@b.example\n')).toMatchObject({ kind: null, candidates: ['follows', 'mutes', 'blocks', 'lists'] });
  });

  test('prose is no list', () => {
    expect(look('poem.txt', 'Shall I compare thee\nto a summer’s day\n')).toEqual({ ok: true, kind: null, sure: 'unsure', candidates: [] });
  });

  test('other files are named', () => {
    expect(look('follows.csv', '<!DOCTYPE html><html>')).toEqual({ ok: false, problem: { kind: 'other-file', is: 'html' } });
    expect(look('outbox.json', '{"orderedItems":[]}')).toEqual({ ok: false, problem: { kind: 'no-filters' } });
  });
});
