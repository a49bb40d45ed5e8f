import { sendMessage } from '../browser/messages';
import { Notice } from '../components/Notice';
import { useT } from '../components/words';
import { text } from '../journey/text';

/** Parts of the stored plan could not be read: what that means, and until when it is said. */
export function Repaired() {
  const t = useT();
  const onPress = () => void sendMessage('personDid', { type: 'repairSeen' });
  return (
    <Notice
      tone="warn"
      title={t(text('popup.repaired'))}
      body={[t(text('popup.repairedBody'))]}
      actions={[{ label: t(text('buttons.understood')), onPress }]}
      isNews
    />
  );
}
