/** What stands above the sheet of imports: the one thing that matters most now. */

import type { Translate } from '../browser/i18n';
import type { NoticeProps } from '../components/Notice';
import { isOpen } from '../journey/import/pieces';
import { importPauseSentence, lookedSentence } from '../journey/import/words';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import { beginsAtOnce, type ImportActs } from './import-acts';

/** `isRefused`: the browser was just told not to hand lists on. */
export function importNotice(plan: Plan, isRefused: boolean, acts: ImportActs, t: Translate): NoticeProps | null {
  const { run, pieces, isFull } = plan.imports;
  const { new: handle, newServer: server } = namesOf(plan);
  if (isFull) return { tone: 'stop', title: t(text('imports.stopped')), body: [t(text('imports.pauses.storage-full'))], isNews: true };
  if (isRefused) return { tone: 'warn', title: t(text('imports.consent.refused')), body: [t(text('imports.consent.body', { server }))], isNews: true };
  if (run.state === 'running' && plan.seen.new.door?.place === 'sign-in') {
    const body = [t(text('imports.pauses.signed-out', { server, new: handle, detail: '' }))];
    const actions = [{ label: t(text('buttons.signIn')), look: 'primary' as const, onPress: acts.toImportPage }];
    return { tone: 'warn', title: t(text('imports.paused')), body, actions, isNews: true };
  }
  const paused = importPauseSentence(plan);
  if (paused !== null) return { tone: 'warn', title: t(text('imports.paused')), body: [t(paused)], isNews: true };
  if (run.state === 'stopped') return { tone: 'stop', title: t(text('imports.stopped')), body: [], isNews: true };
  if (beginsAtOnce(plan) && pieces.some(isOpen)) {
    const body = [t(text('imports.byHand.body', { server, version: plan.new?.server.version ?? '' }))];
    const actions = [{ label: t(text('imports.byHand.go')), look: 'primary' as const, onPress: acts.toImportPage }];
    return { tone: 'info', title: t(text('imports.byHand.title')), body, actions };
  }
  const looked = pieces.some(({ state }) => state === 'confirmed') ? lookedSentence(plan) : null;
  if (looked === null) return null;
  return { tone: 'info', title: t(looked), actions: [{ label: t(text('buttons.lookNow')), look: 'outline', onPress: acts.look }], isNews: true };
}
