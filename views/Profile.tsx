import { useEffect, useState } from 'preact/hooks';
import { askToHandOn } from '../browser/data-consent';
import { sendMessage } from '../browser/messages';
import { Button } from '../components/Button';
import { Notice, type NoticeProps } from '../components/Notice';
import { ProfileTable } from '../components/ProfileTable';
import { Sheet } from '../components/Sheet';
import { useT } from '../components/words';
import { detailTroubleText } from '../journey/detail-reading';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { wantedOfProfile } from '../journey/profile';
import { type ProfileRow, profileRows } from '../journey/profile-rows';
import type { ProfileRowId, ProfileValues } from '../journey/profile-values';
import { text } from '../journey/text';
import { usePicture } from './picture';
import { canBeTaken, linksInWords, rowInWords } from './profile-table';
import type { OldProfile } from './profile-view';

const read = () => void sendMessage('personPressed', { kind: 'read-profile' });

/** The old account's profile and settings beside the new one's: what is ticked is sent there with one press. */
export function ProfilePage({ plan }: { plan: Plan }) {
  const t = useT();
  const old = useOldProfile(plan);
  const { there, problem } = plan.profile;
  // What was asked for long ago is not done any more, and keeps nothing waiting.
  const job = wantedOfProfile(plan, 'new', Date.now());
  const { new: handle, newServer: server } = namesOf(plan);
  const [isRefused, setRefused] = useState(false);
  // Who opens this page wants to see both: the first reading takes no press of its own.
  const isFirst = there === null && job === null && problem === null;
  useEffect(() => {
    if (isFirst) read();
  }, [isFirst]);
  const notices: (NoticeProps | null)[] = [
    problem && { tone: 'warn', title: t(text('profile.failed')), body: [t(detailTroubleText(problem.why, problem.detail, plan.new))] },
    isRefused ? { tone: 'warn', title: t(text('profile.notAllowed')), body: [t(text('profile.consent', { server }))] } : null,
    job && {
      tone: 'info',
      title: t(text(job.send === null ? 'profile.reading' : 'profile.sending', { handle })),
      body: [t(text('profile.signIn', { handle, server }))],
    },
  ];
  return (
    <Sheet isMain title={t(text('profile.title'))} lead={t(text('profile.lead', { handle }))}>
      {notices.map((notice, at) => notice && <Notice key={at} {...notice} isNews />)}
      {there === null ? (
        <div class="buttons">
          <Button label={t(text('profile.read'))} look="primary" disabled={job !== null} onPress={read} />
        </div>
      ) : old === null ? null : (
        <BothProfiles plan={plan} old={old} isBusy={job !== null} onConsent={(isGiven) => setRefused(!isGiven)} />
      )}
    </Sheet>
  );
}

/** Row by row, with what is ticked. `onConsent` hears whether the browser may hand it on: nothing is sent without. */
function BothProfiles({ plan, old, isBusy, onConsent }: { plan: Plan; old: ShownProfile; isBusy: boolean; onConsent(isGiven: boolean): void }) {
  const t = useT();
  const [ticks, setTicks] = useState<Partial<Record<ProfileRowId, boolean>>>({});
  const { new: handle, newServer: server } = namesOf(plan);
  const values = plan.profile.there?.values;
  const there = { avatar: usePicture(values?.avatar?.[0] ?? null, plan.access), header: usePicture(values?.header?.[0] ?? null, plan.access) };
  const rows = profileRows(plan, old.values);
  const isTicked = (row: ProfileRow) => canBeTaken(row) && (ticks[row.id] ?? row.isTicked);
  const onTick = ({ id }: ProfileRow, is: boolean) => setTicks({ ...ticks, [id]: is });
  const chosen = rows.filter(isTicked);
  const send = async () => {
    const sent: ProfileValues = Object.fromEntries(chosen.map(({ id, old }) => [id, old]));
    const isGiven = await askToHandOn();
    onConsent(isGiven);
    if (!isGiven) return;
    setTicks({});
    await sendMessage('profileSend', sent as Parameters<typeof sendMessage<'profileSend'>>[1]);
  };
  const inHand = { server, pictures: { old: old.addresses, there }, isTicked, onTick };
  return (
    <ProfileTable
      caption={t(text('profile.caption', { handle }))}
      rows={rows.map((row) => rowInWords(row, inHand, t))}
      action={{
        label: t(text('profile.send', { count: chosen.length })),
        look: 'primary',
        disabled: chosen.length === 0 || isBusy,
        onPress: () => void send(),
      }}
      second={{ label: t(text('profile.again')), onPress: read }}
      links={linksInWords(plan, old.values, t)}
      hint={rows.length === 0 ? t(text('profile.nothing')) : t(text('profile.hint', { handle }))}
    />
  );
}

interface ShownProfile {
  values: OldProfile['values'];
  addresses: Partial<Record<ProfileRowId, string>>;
}

/** Null until it is read from the kit. */
function useOldProfile(plan: Plan): ShownProfile | null {
  const [old, setOld] = useState<ShownProfile | null>(null);
  const known = JSON.stringify(plan.details.read);
  useEffect(() => {
    let isOver = false;
    const made: string[] = [];
    void import('./profile-view').then(async ({ oldProfile }) => {
      const { values, pictures } = await oldProfile(plan);
      if (isOver) return;
      const addresses = Object.fromEntries(Object.entries(pictures).map(([which, blob]) => [which, URL.createObjectURL(blob)]));
      made.push(...Object.values(addresses));
      setOld({ values, addresses });
    });
    return () => {
      isOver = true;
      for (const address of made) URL.revokeObjectURL(address);
    };
  }, [known]);
  return old;
}
