import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import type { FailureGroupsProps } from '../components/FailureGroups';
import { accountsToLookUp } from '../journey/import/renewal';
import { namesOf } from '../journey/names';
import { hasAccess, type Plan } from '../journey/plan';
import { type Text, text } from '../journey/text';
import type { LookedUp } from './moved';
import type { FailedList } from './prepare';

/** Asking the new server about accounts: only ever at a press, and it can be ended. `label` is the button's. */
export function useMoved(plan: Plan, lists: readonly Pick<FailedList, 'kind' | 'again'>[], label: Text, t: Translate): FailureGroupsProps['lookUp'] {
  const asked = useRef(new Set<string>());
  const [going, setGoing] = useState<{ done: number; of: number; end: AbortController } | null>(null);
  const [result, setResult] = useState<LookedUp | null>(null);
  useEffect(() => () => going?.end.abort(), [going?.end]);
  // After a look-up there are more in `asked`.
  const left = useMemo(() => accountsToLookUp(plan, lists, asked.current).length, [plan.imports.moved, lists, result]);
  const server = namesOf(plan).newServer;
  if (going !== null) {
    const looking = t(text('imports.failures.lookingUp', { done: going.done, total: going.of }));
    return {
      note: '',
      action: { label: t(text('imports.stop')), look: 'quiet', onPress: () => going.end.abort() },
      progress: { value: going.done, max: going.of === 0 ? null : going.of, label: looking },
    };
  }
  const start = () => {
    const end = new AbortController();
    const told = (done: number, of: number) => setGoing({ done, of, end });
    told(0, 0);
    void import('./moved')
      .then(({ lookUpMoved }) => lookUpMoved(plan, lists, asked.current, { told, signal: end.signal }))
      .then(setResult)
      .finally(() => setGoing(null));
  };
  const note =
    result === null
      ? text('imports.failures.lookUpHint', { server })
      : result.ended === null
        ? text('imports.failures.lookedUp', { server, count: result.asked, found: result.found })
        : text(`imports.failures.ended.${result.ended}`, { server, done: result.asked });
  const goesOn = result?.ended === null && left > 0 ? [text(result.isFull ? 'imports.failures.leftLater' : 'imports.failures.left', { count: left })] : [];
  return {
    note: left > 0 || result !== null ? [note, ...goesOn].map(t).join(' ') : '',
    action: left > 0 && hasAccess(plan, 'new') ? { label: t(label), look: 'outline', onPress: start } : null,
    progress: null,
  };
}
