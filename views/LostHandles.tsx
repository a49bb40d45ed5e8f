import { useEffect, useState } from 'preact/hooks';
import { keptFollowers } from '../browser/kit-store';
import { FailureGroups } from '../components/FailureGroups';
import { useT } from '../components/words';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import { type Follower, lostHandles, readFollowersCsv } from '../lists/followers';

/**
 * Saved follows that no address leads to any more, by the name of each that never changes; and those whose address
 * leads to another account by now, with both names.
 */
export function LostHandles({ plan }: { plan: Plan }) {
  const t = useT();
  const people = useSavedFollows(plan);
  const { others } = plan.imports;
  const lost = lostHandles(people).map(({ actor, url, handle }) => [...new Set([actor ?? handle, url])].filter(Boolean).join(' · '));
  const taken = people.flatMap(({ handle, actor }) => {
    const now = others[handle.toLowerCase()];
    return now === undefined ? [] : [`@${handle}: ${t(text('imports.lostHandles.both', { saved: actor ?? '', now }))}`];
  });
  const groups = [
    { id: 'lost', cause: t(text('imports.lostHandles.name')), rows: lost },
    { id: 'taken', cause: t(text('imports.lostHandles.taken')), rows: taken },
  ].filter(({ rows }) => rows.length > 0);
  if (groups.length === 0) return null;
  return (
    <FailureGroups
      look="offer"
      title={t(text('imports.lostHandles.title'))}
      lead={t(text('imports.lostHandles.lead'))}
      show={t(text('imports.failures.show'))}
      lists={[
        {
          id: 'follows',
          name: t(text('lists.follows')),
          groups: groups.map((group) => ({ ...group, count: t(text('imports.failures.count', { count: group.rows.length })) })),
          again: [],
          notes: [],
        },
      ]}
    />
  );
}

function useSavedFollows(plan: Plan): readonly Follower[] {
  const [people, setPeople] = useState<readonly Follower[]>([]);
  const sha256 = plan.followers.read.follows?.sha256;
  useEffect(() => {
    let isHere = true;
    setPeople([]);
    if (sha256 !== undefined) void keptFollowers(sha256).then((file) => isHere && setPeople((file && readFollowersCsv(file.bytes)) ?? []));
    return () => {
      isHere = false;
    };
  }, [sha256]);
  return people;
}
