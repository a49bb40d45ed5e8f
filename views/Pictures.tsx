import { useState } from 'preact/hooks';
import { askForHosts } from '../browser/sites';
import { Notice } from '../components/Notice';
import { useT } from '../components/words';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import { shownDomain } from '../lists/handle';
import { picturesElsewhere, savePictures } from './save-pictures';

/** The profile's pictures lie on another host: which, what the browser will ask, and one press to save them too. */
export function Pictures({ plan }: { plan: Plan }) {
  const t = useT();
  const [answer, setAnswer] = useState<'busy' | 'refused' | 'failed' | null>(null);
  const { hosts } = picturesElsewhere(plan);
  if (hosts.length === 0) return null;
  const names = { hosts: hosts.map(shownDomain).join(', ') };
  const save = () => {
    // Asked first of all: browsers want the click itself.
    void askForHosts(hosts).then(async (isGiven) => {
      if (!isGiven) return setAnswer('refused');
      setAnswer('busy');
      setAnswer((await savePictures(plan).catch(() => 1)) === 0 ? null : 'failed');
    });
  };
  const said = answer === 'refused' || answer === 'failed' ? [t(text(`kit.pictures.${answer}`, names))] : [];
  return (
    <Notice
      tone="info"
      title={t(text('kit.pictures.title'))}
      body={[t(text('kit.pictures.body', names)), ...said]}
      actions={[{ label: t(text('kit.pictures.save')), disabled: answer === 'busy', onPress: save }]}
    />
  );
}
