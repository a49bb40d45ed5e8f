import type { ShownLanguage, Translate } from '../../browser/i18n';
import { type MovePart, MoveSheet } from '../../components/MoveSheet';
import { listKinds } from '../../journey/facts';
import { canImport } from '../../journey/list-kinds';
import type { Plan } from '../../journey/plan';
import { text } from '../../journey/text';

/** Before the move: what it takes along, what we bring, what nobody can bring, with the numbers of this account. */
export function WhatMoves({ plan, t, language }: { plan: Plan; t: Translate; language: ShownLanguage }) {
  const account = plan.seen.old.outside?.account ?? plan.old?.account ?? null;
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
        const isOffered = plan.seen.old.exports === null || plan.seen.old.exports.offered.includes(kind) || saved !== undefined;
        const note = !isOffered ? text('what.notOffered') : isTooOld ? text('what.tooOld') : saved === undefined ? text('what.notYet') : null;
        return { name: t(text(`lists.${kind}`)), count: saved?.rows ?? plan.seen.old.exports?.counts[kind] ?? null, note: note && t(note) };
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
