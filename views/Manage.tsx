import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import { sendMessage } from '../browser/messages';
import { askToNotify, stopNotifying } from '../browser/notify';
import { giveBackAllBut, watchGiven } from '../browser/sites';
import { notifyItem } from '../browser/store';
import type { NoticeProps } from '../components/Notice';
import { Settings } from '../components/Settings';
import { useT } from '../components/words';
import { text } from '../journey/text';
import { shownDomain } from '../lists/handle';
import { goTo } from './route';
import { languageChoices, useLanguageSetting } from './use-language';

export function Manage() {
  const t = useT();
  const [language, setLanguage] = useLanguageSetting();
  const [said, setSaid] = useState<NoticeProps | null>(null);
  const notifies = useNotifies();
  const [given, setGiven] = useState<string[]>([]);
  useEffect(() => watchGiven(setGiven), []);
  const keep = t(text('start.manage.keep'));
  return (
    <Settings
      title={t(text('start.manage.title'))}
      notice={said}
      language={{
        title: t(text('start.manage.language')),
        hint: t(text('start.manage.languageHint')),
        choice: { label: t(text('start.language')), value: language, choices: languageChoices(t), onChoose: setLanguage },
      }}
      notifications={{
        title: t(text('start.manage.notify')),
        hint: t(text('start.manage.notifyHint')),
        label: t(text('start.manage.notifyLabel')),
        checked: notifies,
        onChange: notify,
      }}
      access={{
        title: t(text('start.manage.access')),
        hint: t(text('start.manage.giveBackBody')),
        listLabel: t(text('start.access.list')),
        servers: given.map(shownDomain),
        none: t(text('start.manage.accessNone')),
        giveBack: given.length === 0 ? null : { label: t(text('start.manage.giveBack')), onPress: () => void giveBackAllBut([]) },
      }}
      startOver={{
        title: t(text('start.manage.startOver')),
        hint: t(text('start.manage.startOverBody')),
        button: {
          label: t(text('start.manage.startOverButton')),
          question: t(text('start.manage.startOverBody')),
          yes: t(text('start.manage.startOverConfirm')),
          no: keep,
          onConfirm: () => void sendMessage('personDid', { type: 'startedOver' }).then(() => goTo('now')),
        },
      }}
      forget={{
        title: t(text('start.manage.forget')),
        hint: t(text('start.manage.forgetBody')),
        button: {
          label: t(text('start.manage.forgetButton')),
          question: t(text('start.manage.forgetBody')),
          yes: t(text('start.manage.forgetConfirm')),
          no: keep,
          onConfirm: () => void forget().then((isAll) => setSaid(afterForgetting(isAll, t))),
        },
      }}
    />
  );
}

function useNotifies(): boolean {
  const [notifies, setNotifies] = useState(false);
  useEffect(() => {
    void notifyItem.getValue().then(setNotifies);
    return notifyItem.watch(setNotifies);
  }, []);
  return notifies;
}

/** In the click itself: the browser wants the person's gesture. */
function notify(isWanted: boolean): void {
  if (!isWanted) void stopNotifying();
  else void askToNotify().then((given) => notifyItem.setValue(given));
}

/** Whether everything is gone. */
function forget(): Promise<boolean> {
  return sendMessage('forgetEverything', undefined).catch(() => false);
}

function afterForgetting(isAll: boolean, t: Translate): NoticeProps {
  if (isAll) return { tone: 'done', title: t(text('start.manage.forgotten')), isNews: true };
  return { tone: 'warn', title: t(text('start.manage.notForgotten')), isNews: true };
}
