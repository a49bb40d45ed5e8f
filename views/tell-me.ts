/** "Tell me when it is ready": on everything that waits, until the person has asked for it; then that is said there. */
import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import { askToNotify } from '../browser/notify';
import { notifyItem } from '../browser/store';
import { text } from '../journey/text';

export interface TellMe {
  /** Null once the person has asked, and for the moment until that is known. */
  button: { label: string; onPress(): void } | null;
  /** "You will be told when it is ready." Null until the person has asked. */
  promise: string | null;
}

export function useTellMe(t: Translate): TellMe {
  const [notifies, setNotifies] = useState<boolean | null>(null);
  useEffect(() => {
    void notifyItem.getValue().then(setNotifies);
    return notifyItem.watch(setNotifies);
  }, []);
  if (notifies === null) return { button: null, promise: null };
  if (notifies) return { button: null, promise: t(text('waiting.promise')) };
  // The browser asks the person, so it must be in the click itself.
  return { button: { label: t(text('buttons.tellMe')), onPress: () => void askToNotify().then((given) => notifyItem.setValue(given)) }, promise: null };
}
