import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../../browser/i18n';
import { sendMessage } from '../../browser/messages';
import { askToNotify } from '../../browser/notify';
import { giveBackAll } from '../../browser/sites';
import { type Language, languageItem, notifyItem } from '../../browser/store';
import type { NoticeProps } from '../../components/Notice';
import { Settings } from '../../components/Settings';
import { shownDomain } from '../../journey/handle';
import type { Plan } from '../../journey/plan';
import { text } from '../../journey/text';

/** Each in its own words, as everywhere. */
export const languageChoices = (t: Translate) => [
  { value: 'auto', label: t(text('start.languageAuto')) },
  { value: 'en', label: 'English' },
  { value: 'fr', label: 'Français' },
];

export function useLanguageSetting(): [Language, (language: string) => void] {
  const [value, setValue] = useState<Language>('auto');
  useEffect(() => {
    void languageItem.getValue().then(setValue);
    return languageItem.watch(setValue);
  }, []);
  return [value, (chosen) => void languageItem.setValue(chosen === 'en' || chosen === 'fr' ? chosen : 'auto')];
}

export function Manage({ plan, t }: { plan: Plan | null; t: Translate }) {
  const [language, setLanguage] = useLanguageSetting();
  const [notifies, setNotifies] = useState(false);
  const [said, setSaid] = useState<NoticeProps | null>(null);
  useEffect(() => {
    void notifyItem.getValue().then(setNotifies);
    return notifyItem.watch(setNotifies);
  }, []);
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
          if (!wanted) void notifyItem.setValue(false);
          else void askToNotify().then((given) => notifyItem.setValue(given));
        },
      }}
      access={{
        title: t(text('start.manage.access')),
        hint: t(text('start.manage.giveBackBody')),
        listLabel: t(text('start.access.list')),
        servers: plan?.access.map(shownDomain) ?? [],
        none: t(text('start.manage.accessNone')),
        giveBack: plan === null || plan.access.length === 0 ? null : { label: t(text('start.manage.giveBack')), onPress: () => void giveBackAll() },
      }}
      startOver={{
        title: t(text('start.manage.startOver')),
        hint: t(text('start.manage.startOverBody')),
        button: {
          label: t(text('start.manage.startOverButton')),
          question: t(text('start.manage.startOverBody')),
          yes: t(text('start.manage.startOverConfirm')),
          no: keep,
          onConfirm: () => void sendMessage('personDid', { type: 'startedOver' }),
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
            void sendMessage('forgetEverything', undefined).then(() => setSaid({ tone: 'done', title: t(text('start.manage.forgotten')), isNews: true })),
        },
      }}
    />
  );
}
