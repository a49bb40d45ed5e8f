import { useEffect, useState } from 'preact/hooks';
import type { ButtonProps } from '../components/Button';
import { FailureGroups } from '../components/FailureGroups';
import { useT } from '../components/words';
import { isUntouched } from '../journey/import/pieces';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import type { RenewableList } from './renewal-view';
import { useMoved } from './use-moved';

/**
 * Before anything is sent: who has moved is looked up at a press, listed, and goes out with the new address only at
 * another.
 */
export function Renewal({ plan }: { plan: Plan }) {
  const t = useT();
  const [isFull, setFull] = useState(false);
  const [lists, setLists] = useState<readonly RenewableList[]>([]);
  const ready = plan.imports.pieces.flatMap((piece) => (isUntouched(piece) ? piece.id : [])).join();
  const known = JSON.stringify(plan.imports.moved);
  useEffect(() => {
    let isHere = true;
    void import('./renewal-view').then(async ({ renewableLists }) => {
      const found = await renewableLists(plan);
      if (isHere) setLists(found);
    });
    return () => {
      isHere = false;
    };
  }, [ready, known, plan.imports.run.state]);
  const lookUp = useMoved(plan, lists, text('imports.renewal.lookUp'), t);
  if (lists.length === 0) return null;
  const put = (kind: RenewableList['kind'], which: 'old' | 'new') => () =>
    void import('./renewal-view').then(({ putAddresses }) => putAddresses(plan, lists, kind, which)).then((isKept) => setFull(!isKept));
  const choicesOf = ({ kind, moved, renewed }: RenewableList): ButtonProps[] => [
    ...(moved.length === 0 ? [] : [{ label: t(text('imports.renewal.useNew')), onPress: put(kind, 'new') }]),
    ...(renewed.length === 0 ? [] : [{ label: t(text('imports.renewal.useOld')), onPress: put(kind, 'old') }]),
  ];
  const groupsOf = ({ moved, renewed }: RenewableList) =>
    [
      { id: 'moved', cause: t(text('imports.renewal.old')), rows: moved },
      { id: 'renewed', cause: t(text('imports.renewal.new')), rows: renewed },
    ].filter(({ rows }) => rows.length > 0);
  return (
    <FailureGroups
      look="offer"
      title={t(text('imports.renewal.title'))}
      lead={t(text(isFull ? 'imports.pauses.storage-full' : 'imports.renewal.lead'))}
      show={t(text('imports.failures.show'))}
      lists={lists
        .filter(({ moved, renewed }) => moved.length + renewed.length > 0)
        .map((list) => ({
          id: list.kind,
          name: t(text(`lists.${list.kind}`)),
          groups: groupsOf(list).map((group) => ({ ...group, count: t(text('imports.failures.count', { count: group.rows.length })) })),
          again: choicesOf(list),
          notes: [],
        }))}
      lookUp={lookUp}
    />
  );
}
