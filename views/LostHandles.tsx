import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import { keptFollowers } from '../browser/kit-store';
import { FailureGroups } from '../components/FailureGroups';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import { lostHandles, readFollowersCsv } from '../lists/followers';

/** Saved follows that no address leads to any more, by the name of each that never changes. */
export function LostHandles({ plan, t }: { plan: Plan; t: Translate }) {
  const [people, setPeople] = useState<readonly string[]>([]);
  const sha256 = plan.followers.read.follows?.sha256;
  useEffect(() => {
    let isHere = true;
    setPeople([]);
    if (sha256 !== undefined)
      void keptFollowers(sha256).then((file) => {
        const lost = file === null ? [] : lostHandles(readFollowersCsv(file.bytes) ?? []);
        if (isHere) setPeople(lost.map(({ actor, url, handle }) => [...new Set([actor ?? handle, url])].filter(Boolean).join(' · ')));
      });
    return () => {
      isHere = false;
    };
  }, [sha256]);
  if (people.length === 0) return null;
  const group = { id: 'lost', cause: t(text('imports.lostHandles.name')), count: t(text('imports.failures.count', { count: people.length })), rows: people };
  return (
    <FailureGroups
      look="offer"
      title={t(text('imports.lostHandles.title'))}
      lead={t(text('imports.lostHandles.lead'))}
      show={t(text('imports.failures.show'))}
      lists={[{ id: 'follows', name: t(text('lists.follows')), groups: [group], again: [], notes: [] }]}
    />
  );
}
