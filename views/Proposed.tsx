import { useEffect, useState } from 'preact/hooks';
import { sendMessage } from '../browser/messages';
import { type Proposal, proposedItem } from '../browser/store';
import { Notice } from '../components/Notice';
import { useT } from '../components/words';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import { shownHandle } from '../lists/handle';

/** What a press on a server's page asked for and nobody has answered yet. */
export function useProposal(plan: Plan | null): Proposal | null {
  const [proposed, setProposed] = useState<Proposal | null>(null);
  useEffect(() => {
    void proposedItem.getValue().then(setProposed);
    return proposedItem.watch(setProposed);
  }, []);
  return proposed === null || plan?.new == null || plan.new.handle === proposed.handle ? null : proposed;
}

/**
 * A press on a server's page would move the person to another account. That page could have brought about the press, so
 * it is asked here once more.
 */
export function Proposed({ proposed: { handle }, plan }: { proposed: Proposal; plan: Plan }) {
  const t = useT();
  const shown = shownHandle(handle);
  const before = plan.new?.handle ?? null;
  return (
    <Notice
      tone="warn"
      title={t(text('start.proposed.title', { handle: shown }))}
      body={[
        t(text('start.proposed.body', { server: plan.new?.server.domain ?? '' })),
        ...(before === null ? [] : [t(text('start.proposed.instead', { handle: shownHandle(before) }))]),
      ]}
      actions={[
        {
          label: t(text('buttons.takeAsNew', { handle: shown })),
          look: 'primary',
          onPress: () => void sendMessage('personPressed', { kind: 'choose-new', handle }),
        },
        { label: t(text('start.proposed.no')), onPress: () => void proposedItem.setValue(null) },
      ]}
      isNews
    />
  );
}
