import { useEffect, useState } from 'preact/hooks';
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
  const [notifies, setNotifies] = useState(false);
  const [said, setSaid] = useState<NoticeProps | null>(null);
  useEffect(() => {
    void notifyItem.getValue().then(setNotifies);
    return notifyItem.watch(setNotifies);
  }, []);
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
        onChange: (wanted) => {
          if (!wanted) void stopNotifying();
          else void askToNotify().then((given) => notifyItem.setValue(given));
        },
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
          onConfirm: () =>
            void sendMessage('forgetEverything', undefined)
              .catch(() => false)
              .then((isAll) =>
                setSaid(
                  isAll
                    ? { tone: 'done', title: t(text('start.manage.forgotten')), isNews: true }
                    : { tone: 'warn', title: t(text('start.manage.notForgotten')), isNews: true },
                ),
              ),
        },
      }}
    />
  );
}
