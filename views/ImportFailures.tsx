import { useEffect, useState } from 'preact/hooks';
import type { ButtonProps } from '../components/Button';
import { FailureGroups } from '../components/FailureGroups';
import { useT } from '../components/words';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import { shownDomain } from '../lists/handle';
import type { FailedList } from './prepare';
import { useMoved } from './use-moved';

/** What could not be imported, by cause, and what of it can be tried again. */
export function ImportFailures({ plan }: { plan: Plan }) {
  const t = useT();
  const [lists, setLists] = useState<readonly (FailedList & { texts: readonly (readonly string[])[] })[]>([]);
  const failed = plan.imports.pieces.flatMap(({ id, failuresKept, failuresAgain }) => (failuresKept ? [`${id} ${failuresAgain}`] : [])).join();
  const known = JSON.stringify([plan.imports.moved, plan.imports.lookedUp, plan.imports.blocked, Object.values(plan.fresh.lists).map(({ sha256 }) => sha256)]);
  useEffect(() => {
    let isHere = true;
    void import('./prepare').then(async ({ listsWithFailures, rowText }) => {
      const found = await listsWithFailures(plan);
      if (isHere) setLists(found.map((list) => ({ ...list, texts: list.groups.map(({ rows }) => rows.map(rowText)) })));
    });
    return () => {
      isHere = false;
    };
  }, [failed, known]);
  const lookUp = useMoved(plan, lists, text('imports.failures.lookUp'), t);
  if (lists.length === 0) return null;
  const triesOf = (list: FailedList): ButtonProps[] => {
    const again = (rows?: FailedList['again']) => () => void import('./prepare').then(({ cutAgain }) => cutAgain(plan, list, rows));
    const { renewed } = list;
    return [
      ...(renewed === null ? [] : [{ label: t(text('imports.failures.againNew')), onPress: again(renewed) }]),
      ...(list.again.length === 0 ? [] : [{ label: t(text('imports.failures.again')), onPress: again() }]),
    ];
  };
  const server = namesOf(plan).newServer;
  return (
    <FailureGroups
      title={t(text('imports.failures.title'))}
      lead={t(text('imports.failures.lead'))}
      show={t(text('imports.failures.show'))}
      lists={lists.map((list) => ({
        id: list.kind,
        name: t(text(`lists.${list.kind}`)),
        groups: list.groups.map(({ cause, domain, rows }, at) => ({
          id: `${cause} ${domain ?? ''}`,
          cause: t(text(`imports.failures.causes.${cause}`, { server, domain: shownDomain(domain ?? '') })),
          count: t(text('imports.failures.count', { count: rows.length })),
          rows: list.texts[at] ?? [],
        })),
        again: triesOf(list),
        notes: [
          ...(list.moved === 0 ? [] : [t(text('imports.failures.moved', { count: list.moved }))]),
          ...(list.again.length === 0 ? [] : [t(text('imports.failures.againHint'))]),
        ],
      }))}
      lookUp={lookUp}
    />
  );
}
