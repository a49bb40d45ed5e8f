import { Button } from './Button';
import { ConfirmButton, type ConfirmButtonProps } from './ConfirmButton';
import { LanguageChoice, type LanguageChoiceProps } from './LanguageChoice';
import { Notice, type NoticeProps } from './Notice';
import { Sheet } from './Sheet';
import type { Press } from './StepBody';

export type SettingsProps = {
  title: string;
  language: { title: string; hint: string; choice: LanguageChoiceProps };
  /** `onChange` must reach `permissions.request` without an await before it. */
  notifications: { title: string; hint: string; label: string; checked: boolean; onChange(checked: boolean): void };
  access: { title: string; hint: string; listLabel: string; servers: readonly string[]; none: string; giveBack: Press | null };
  startOver: { title: string; hint: string; button: ConfirmButtonProps };
  forget: { title: string; hint: string; button: ConfirmButtonProps };
  notice?: NoticeProps | null;
};

export function Settings({ title, language, notifications, access, startOver, forget, notice = null }: SettingsProps) {
  return (
    <Sheet isMain title={title}>
      {notice === null ? null : <Notice {...notice} />}
      <div class="settings">
        <section aria-label={language.title}>
          <h2>{language.title}</h2>
          <p class="aside">{language.hint}</p>
          <LanguageChoice {...language.choice} />
        </section>
        <section aria-label={notifications.title}>
          <h2>{notifications.title}</h2>
          <p class="aside">{notifications.hint}</p>
          <label class="tick">
            <input type="checkbox" checked={notifications.checked} onChange={(event) => notifications.onChange(event.currentTarget.checked)} />
            <span>{notifications.label}</span>
          </label>
        </section>
        <section aria-label={access.title}>
          <h2>{access.title}</h2>
          <p class="aside">{access.hint}</p>
          {access.servers.length === 0 ? (
            <p>{access.none}</p>
          ) : (
            <ul class="plain" aria-label={access.listLabel}>
              {access.servers.map((server) => (
                <li key={server}>
                  <bdi dir="ltr">{server}</bdi>
                </li>
              ))}
            </ul>
          )}
          {access.giveBack === null ? null : <Button label={access.giveBack.label} onPress={access.giveBack.onPress} />}
        </section>
        {[startOver, forget].map((part) => (
          <section key={part.title} aria-label={part.title}>
            <h2>{part.title}</h2>
            <p class="aside">{part.hint}</p>
            <ConfirmButton {...part.button} />
          </section>
        ))}
      </div>
    </Sheet>
  );
}
