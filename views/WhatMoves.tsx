import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import type { ShownLanguage } from '../browser/languages';
import { type MovePart, MoveSheet } from '../components/MoveSheet';
import { followsTooMany } from '../journey/import/imports';
import type { Plan } from '../journey/plan';
import { type Text, text } from '../journey/text';
import { shownDomain } from '../lists/handle';
import { canImport, listKinds, wantedLists } from '../lists/kinds';

/** Before the move: what it takes along, what we bring, what nobody can bring, with the numbers of this account. */
export function WhatMoves({ plan, t, language }: { plan: Plan; t: Translate; language: ShownLanguage }) {
  const account = plan.seen.old.outside?.account ?? plan.old?.account ?? null;
  const cutOff = useCutOff(plan);
  // Filters that a server does not export are read from their own pages.
  const offered = plan.seen.old.exports?.offered ?? null;
  const readable = offered && wantedLists([...offered], plan.old?.server.version ?? '', true);
  const parts: MovePart[] = [
    {
      kind: 'moves',
      title: t(text('what.moves.title')),
      hint: t(text('what.moves.hint')),
      items: [
        { name: t(text('what.followers')), count: account?.followers ?? null },
        { name: t(text('what.redirect')), count: null },
      ],
    },
    {
      kind: 'saved',
      title: t(text('what.saved.title')),
      hint: t(text('what.saved.hint')),
      items: listKinds.map((kind) => {
        const saved = plan.kit.lists[kind];
        const isTooOld = plan.new !== null && canImport(kind, plan.new.server.version) === false;
        const isOffered = readable === null || readable.includes(kind) || saved !== undefined;
        const note = !isOffered ? text('what.notOffered') : isTooOld ? text('what.tooOld') : saved === undefined ? text('what.notYet') : null;
        const notes = [note, ...(kind === 'follows' ? followNotes(plan, cutOff) : [])].flatMap((one) => (one === null ? [] : t(one)));
        return { name: t(text(`lists.${kind}`)), count: saved?.rows ?? plan.seen.old.exports?.counts[kind] ?? null, note: notes.join(' ') || null };
      }),
    },
    {
      kind: 'stays',
      title: t(text('what.stays.title')),
      hint: t(text('what.stays.hint')),
      items: [
        { name: t(text('what.posts')), count: account?.statuses ?? null, note: t(text('what.archiveNote')) },
        ...(['private', 'requests', 'hashtags', 'profile', 'others'] as const).map((name) => ({ name: t(text(`what.${name}`)), count: null })),
      ],
    },
  ];
  return <MoveSheet title={t(text('what.title'))} lead={t(text('what.lead'))} lang={language} parts={parts} actions={[]} />;
}

/** What will go wrong with the follows, as far as both servers tell it before. */
function followNotes(plan: Plan, cutOff: number): Text[] {
  const server = shownDomain(plan.new?.server.domain ?? '');
  const tooMany = followsTooMany(plan);
  return [
    ...(cutOff > 0 ? [text('what.cutOff', { count: cutOff, server })] : []),
    ...(tooMany > 0 ? [text('imports.notes.follow-limit', { count: tooMany, server })] : []),
  ];
}

function useCutOff(plan: Plan): number {
  const [count, setCount] = useState(0);
  const saved = plan.kit.lists.follows?.sha256;
  const origin = plan.new?.server.origin;
  useEffect(() => {
    let isOver = false;
    setCount(0);
    if (saved !== undefined && origin !== undefined)
      void import('./cut-off').then(({ followsCutOff }) => followsCutOff(plan)).then((found) => isOver || setCount(found));
    return () => {
      isOver = true;
    };
  }, [saved, origin]);
  return count;
}
