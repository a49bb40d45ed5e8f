import { useEffect, useState } from 'preact/hooks';
import { FailureGroups } from '../components/FailureGroups';
import { useT } from '../components/words';
import { canTake } from '../journey/import/pieces';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import type { ReunionPeople } from './reunion-view';

/**
 * People lost to blocks between servers: those who can be followed again are a list of their own among the others, not
 * ticked; here stands who they are, and who is not among them and why.
 */
export function Reunion({ plan }: { plan: Plan }) {
  const t = useT();
  const [people, setPeople] = useState<ReunionPeople | null>(null);
  const [isFull, setFull] = useState(false);
  const lost = plan.details.read.severed;
  const isCut = plan.imports.pieces.some(({ extra }) => extra === 'reunion');
  const isWanted = lost !== undefined && lost.rows > 0 && plan.new?.handle != null && canTake(plan, 'follows');
  const known = [lost?.files.map(({ sha256 }) => sha256), plan.kit.lists.follows?.sha256, plan.fresh.lists.follows?.sha256, plan.new?.handle].join();
  useEffect(() => {
    if (!isWanted) return;
    let isHere = true;
    void import('./reunion-view').then(async ({ reunionOf, cutReunion }) => {
      const found = await reunionOf(plan);
      if (!isHere) return;
      setPeople(found);
      if (!isCut && found.again.length > 0) setFull(!(await cutReunion(plan, found)));
    });
    return () => {
      isHere = false;
    };
  }, [isWanted, known]);
  if (!isWanted || people === null) return null;
  const server = namesOf(plan).newServer;
  const groups = [
    { id: 'again', cause: t(text('imports.reunion.again')), rows: people.again.map(({ account }) => `@${account}`) },
    { id: 'already', cause: t(text('imports.reunion.already')), rows: people.already },
    { id: 'cutOff', cause: t(text('imports.reunion.cutOff', { server })), rows: people.cutOff },
    { id: 'own', cause: t(text('imports.reunion.own')), rows: people.own },
  ].filter(({ rows }) => rows.length > 0);
  if (groups.length === 0) return null;
  return (
    <FailureGroups
      look="offer"
      title={t(text('imports.reunion.title'))}
      lead={t(text(isFull ? 'imports.pauses.storage-full' : 'imports.reunion.lead', { name: text('imports.extras.reunion') }))}
      show={t(text('imports.failures.show'))}
      lists={[
        {
          id: 'reunion',
          name: t(text('imports.extras.reunion')),
          groups: groups.map((group) => ({ ...group, count: t(text('imports.failures.count', { count: group.rows.length })) })),
          again: [],
          notes: [],
        },
      ]}
    />
  );
}
