import { useEffect, useState } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { download } from '../browser/download';
import type { Translate } from '../browser/i18n';
import { allSnapshots } from '../browser/kit-store';
import type { ShownLanguage } from '../browser/languages';
import { sendMessage } from '../browser/messages';
import type { ButtonProps } from '../components/Button';
import { DropZone } from '../components/DropZone';
import { KitTable } from '../components/KitTable';
import { Notice, type NoticeProps } from '../components/Notice';
import { Sheet } from '../components/Sheet';
import { useShownLanguage, useT } from '../components/words';
import { canWantArchive } from '../journey/archive';
import { type KeptId, keptIds } from '../journey/detail-ids';
import { namesOf } from '../journey/names';
import { hasAccess, isOldOutOfReach, type Plan } from '../journey/plan';
import { isSaved, pauseSentence } from '../journey/saving';
import { type TextKey, text } from '../journey/text';
import { shownHandle } from '../lists/handle';
import { type ListKind, listKinds } from '../lists/kinds';
import { kitRows } from './kit-rows';
import { Pictures } from './Pictures';
import type { TakenIn } from './take-in';

/** What was saved, how to save the rest, the whole as one ZIP, and files dropped in. */
export function Kit({ plan }: { plan: Plan }) {
  const t = useT();
  const language = useShownLanguage();
  const { saves, isThere, trouble } = useSaves(plan);
  const { saving } = plan.kit;
  const handle = namesOf(plan).old;
  const paused = saving === null ? pauseSentence(plan) : null;
  const isGone = isOldOutOfReach(plan);
  const hasSome = Object.keys(plan.kit.lists).length > 0;

  const saveLabel: TextKey = isSaved(plan) ? 'kit.saveAgain' : hasSome || paused !== null ? 'kit.saveMissing' : 'kit.save';
  const isWithArchive = !isGone && canWantArchive(plan);
  const save: ButtonProps = {
    label: t(text(saveLabel)),
    look: isSaved(plan) ? 'outline' : 'primary',
    disabled: saving !== null || !hasAccess(plan, 'old'),
    onPress: () => void sendMessage('personPressed', { kind: 'save-lists', ...(isWithArchive ? { withArchive: true as const } : {}) }),
  };
  const actions = isGone ? [] : [save];
  if (isThere) actions.push({ label: t(text('kit.download')), onPress: () => void downloadKit(plan, t, language) });

  return (
    <Sheet isMain title={t(text('kit.title'))} lead={t(isGone ? text('kit.leadGone', { server: namesOf(plan).oldServer }) : text('kit.lead'))}>
      {paused === null || isGone ? null : <Notice tone="warn" title={t(text('cards.save.paused.title'))} body={[t(paused)]} isNews />}
      {trouble === null ? null : (
        <Notice tone="stop" title={t(text('cards.save.paused.title'))} body={[t(text('kit.pauses.storage-broken', { detail: trouble }))]} isNews />
      )}
      <Pictures plan={plan} />
      <KitTable caption={t(text('kit.caption', { handle }))} rows={kitRows(plan, t, language)} actions={actions} />
      {isWithArchive ? <p class="aside">{t(text('kit.withArchive', { server: namesOf(plan).oldServer }))}</p> : null}
      {saves > 0 && !isGone ? <p class="aside">{t(text('kit.saveAgainHint', { count: saves }))}</p> : null}
      <Dropped plan={plan} />
    </Sheet>
  );
}

/** Files of the person's own, dropped in, and what came of each. */
function Dropped({ plan }: { plan: Plan }) {
  const t = useT();
  const [dropped, setDropped] = useState<{ busy: boolean; answers: readonly TakenIn[] }>({ busy: false, answers: [] });

  const take = async (files: readonly File[]) => {
    setDropped(({ answers }) => ({ busy: true, answers }));
    let answers: readonly TakenIn[] = [];
    try {
      const { takeIn } = await import('./take-in');
      answers = await takeIn(plan, files);
    } finally {
      // Whatever happened: the next file can be dropped.
      setDropped({ busy: false, answers });
    }
  };
  /** Another answer in the place of this one; none where the person leaves the file. */
  const instead = async (of: TakenIn, answer: (reader: typeof import('./take-in')) => Promise<TakenIn> | null) => {
    const next = await answer(await import('./take-in'));
    setDropped(({ busy, answers }) => ({ busy, answers: answers.flatMap((other) => (other !== of ? other : (next ?? []))) }));
  };

  return (
    <>
      <DropZone
        title={t(text('kit.drop.title'))}
        hint={t(text('kit.drop.hint'))}
        choose={t(text('kit.drop.choose'))}
        accept=".zip,.csv,.tsv,.txt,.json,.gz,.tgz,.tar,.account,.backup"
        busy={dropped.busy ? { value: 0, max: null, label: t(text('kit.drop.reading')) } : null}
        onFiles={(files) => void take(files)}
      />
      {dropped.answers.map((answer) => (
        <Notice key={`${answer.name} ${answer.is} ${'kind' in answer ? answer.kind : ''}`} isNews {...noticeOf(answer, t, instead, plan)} />
      ))}
    </>
  );
}

/**
 * How many saves of this account are kept, files of the person's own apart, and whether there is anything; counted
 * again whenever the plan says that a list was kept.
 */
function useSaves(plan: Plan): { saves: number; isThere: boolean; trouble: string | null } {
  const [count, setCount] = useState<{ saves: number; isThere: boolean; trouble: string | null }>({ saves: 0, isThere: false, trouble: null });
  const handle = plan.old?.handle ?? '';
  const lists = Object.values(plan.kit.lists)
    .map((list) => `${list.sha256} ${list.at}`)
    .join();
  // `lists`: one more was kept, so count again.
  useEffect(() => {
    let isHere = true;
    void allSnapshots(handle).then(
      (snapshots) => {
        const saves = snapshots.filter(({ files }) => files.some(({ source }) => source !== 'dropped')).length;
        if (isHere) setCount({ saves, isThere: snapshots.length > 0, trouble: null });
      },
      (error: unknown) => isHere && setCount({ saves: 0, isThere: false, trouble: String(error).slice(0, 200) }),
    );
    return () => {
      isHere = false;
    };
  }, [handle, lists]);
  return count;
}

type Instead = (of: TakenIn, answer: (reader: typeof import('./take-in')) => Promise<TakenIn> | null) => Promise<void>;

function noticeOf(answer: TakenIn, t: Translate, instead: Instead, plan: Plan): NoticeProps {
  switch (answer.is) {
    case 'preview':
      return {
        tone: 'info',
        title: answer.name,
        body: answer.body.map(t),
        actions: [
          ...answer.ways.map((way, at) => ({
            label: t(text(`kit.drop.ways.${way}`)),
            look: at === 0 ? ('primary' as const) : ('outline' as const),
            onPress: () => void instead(answer, ({ keepPreview }) => keepPreview(plan, answer, way)),
          })),
          { label: t(text('kit.drop.ways.leave')), onPress: () => void instead(answer, () => null) },
        ],
      };
    case 'archive':
      return { tone: 'info', title: answer.name, body: [t(answer.say)] };
    case 'kit':
      return { tone: answer.warnings.length > 0 ? 'warn' : 'done', title: answer.name, body: [answer.say, ...answer.names, ...answer.warnings].map(t) };
    case 'list':
      return { tone: 'done', title: answer.name, body: [t(text('kit.drop.list', { list: t(text(`lists.${answer.kind}`)), count: answer.rows }))] };
    case 'unsure':
      return {
        tone: 'info',
        title: answer.name,
        body: [t(answer.say)],
        actions: answer.candidates.map((kind) => ({
          label: t(text(`lists.${kind}`)),
          onPress: () => void instead(answer, ({ preview }) => preview(plan, answer.name, answer.understood, kind)),
        })),
      };
    case 'problem':
      return { tone: 'stop', title: answer.name, body: [answer.say, ...answer.warnings].map(t) };
    default:
      return answer satisfies never;
  }
}

async function downloadKit(plan: Plan, t: Translate, language: ShownLanguage): Promise<void> {
  const { packKit } = await import('../kit/pack-kit');
  const snapshots = await allSnapshots(plan.old?.handle ?? '');
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  const number = new Intl.NumberFormat(language);
  const zip = await packKit(snapshots, {
    language,
    title: t(text('kit.zip.title')),
    intro: t(text('kit.zip.intro')),
    readme: t(text('kit.zip.readme')),
    homepage: browser.runtime.getManifest().homepage_url ?? '',
    saved: ({ handle, server, date: on }) => t(text('kit.zip.saved', { handle: shownHandle(handle), server, on })),
    columns: {
      list: t(text('kit.columns.name')),
      file: t(text('kit.columns.file')),
      rows: t(text('kit.columns.rows')),
      pageCount: t(text('kit.columns.page')),
      source: t(text('kit.columns.source')),
      fingerprint: t(text('kit.columns.hash')),
    },
    lists: Object.fromEntries(listKinds.map((kind) => [kind, t(text(`lists.${kind}`))])) as Record<ListKind, string>,
    followers: t(text('kit.followers.name')),
    following: t(text('kit.following.name')),
    details: Object.fromEntries(keptIds.map((id) => [id, t(text(`details.names.${id}`))])) as Record<KeptId, string>,
    source: ({ source, notes }) => [text(`kit.sources.${source}`), ...notes.map((note) => text(`kit.notes.${note}`))].map(t).join('. '),
    date: (iso) => date.format(Date.parse(iso)),
    number: (value) => number.format(value),
  });
  const name = `kit-${(plan.old?.handle ?? 'account').replace(/[^\w.-]/g, '-')}-${new Date().toISOString().slice(0, 10)}.zip`;
  download(new Blob([zip], { type: 'application/zip' }), name);
}
