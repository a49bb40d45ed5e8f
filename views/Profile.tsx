import { useEffect, useState } from 'preact/hooks';
import { askToHandOn } from '../browser/data-consent';
import type { Translate } from '../browser/i18n';
import { sendMessage } from '../browser/messages';
import { Button } from '../components/Button';
import { Notice } from '../components/Notice';
import { type ProfileLinksInWords, ProfileTable } from '../components/ProfileTable';
import { Sheet } from '../components/Sheet';
import { useT } from '../components/words';
import { detailTroubleText } from '../journey/detail-reading';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { wantedOfProfile } from '../journey/profile';
import { newProfileAddress, profileLinks } from '../journey/profile-links';
import { isPicture, type ProfileRow, profileRows } from '../journey/profile-rows';
import type { ProfileRowId, ProfileValues } from '../journey/profile-values';
import { type Text, text } from '../journey/text';
import { usePicture } from './picture';
import type { OldProfile } from './profile-view';
import { valueInWords } from './profile-words';

/** The old account's profile and settings beside the new one's: what is ticked is sent there with one press. */
export function ProfilePage({ plan }: { plan: Plan }) {
  const t = useT();
  const old = useOldProfile(plan);
  const [ticks, setTicks] = useState<Partial<Record<ProfileRowId, boolean>>>({});
  const [isRefused, setRefused] = useState(false);
  const { there, problem } = plan.profile;
  // What was asked for long ago is not done any more, and keeps nothing waiting.
  const job = wantedOfProfile(plan, 'new', Date.now());
  const handle = namesOf(plan).new;
  const server = namesOf(plan).newServer;
  const avatar = usePicture(there?.values.avatar?.[0] ?? null, plan.access);
  const header = usePicture(there?.values.header?.[0] ?? null, plan.access);
  const read = () => void sendMessage('personPressed', { kind: 'read-profile' });
  // Who opens this page wants to see both: the first reading takes no press of its own.
  const isFirst = there === null && job === null && problem === null;
  useEffect(() => {
    if (isFirst) read();
  }, [isFirst]);
  const rows = old === null ? [] : profileRows(plan, old.values);
  const isTicked = (row: ProfileRow) => !row.isSame && row.problems.length === 0 && (ticks[row.id] ?? row.isTicked);
  const chosen = rows.filter(isTicked);
  const send = async () => {
    const values: ProfileValues = Object.fromEntries(chosen.map(({ id, old }) => [id, old]));
    const isGiven = await askToHandOn();
    setRefused(!isGiven);
    if (!isGiven) return;
    setTicks({});
    await sendMessage('profileSend', values as Parameters<typeof sendMessage<'profileSend'>>[1]);
  };
  const shown = (row: ProfileRow, side: 'old' | 'there') => ({
    lines: valueInWords(row.id, row[side], t),
    picture:
      !isPicture(row.id) || (side === 'there' && row.there.length === 0)
        ? null
        : side === 'old'
          ? (old?.addresses[row.id] ?? null)
          : row.id === 'avatar'
            ? avatar
            : header,
  });
  return (
    <Sheet isMain title={t(text('profile.title'))} lead={t(text('profile.lead', { handle }))}>
      {problem === null ? null : (
        <Notice tone="warn" title={t(text('profile.failed'))} body={[t(detailTroubleText(problem.why, problem.detail, plan.new))]} isNews />
      )}
      {isRefused ? <Notice tone="warn" title={t(text('profile.notAllowed'))} body={[t(text('profile.consent', { server }))]} isNews /> : null}
      {job !== null ? (
        <Notice
          tone="info"
          title={t(text(job.send === null ? 'profile.reading' : 'profile.sending', { handle }))}
          body={[t(text('profile.signIn', { handle, server }))]}
          isNews
        />
      ) : null}
      {there === null ? (
        <div class="buttons">
          <Button label={t(text('profile.read'))} look="primary" disabled={job !== null} onPress={read} />
        </div>
      ) : (
        <ProfileTable
          caption={t(text('profile.caption', { handle }))}
          rows={rows.map((row) => ({
            id: row.id,
            name: t(text(`profile.rows.${row.id}`)),
            old: shown(row, 'old'),
            there: shown(row, 'there'),
            tick:
              row.isSame || row.problems.length > 0
                ? null
                : {
                    isTicked: isTicked(row),
                    label: t(text('profile.take', { name: text(`profile.rows.${row.id}`) })),
                    onTick: (is: boolean) => setTicks({ ...ticks, [row.id]: is }),
                  },
            state: t(stateOf(row, isTicked(row))),
            tone: row.isSame ? 'done' : row.problems.length > 0 || row.fate === 'refused' ? 'warn' : 'none',
            notes: [...(row.isSame || row.fate === null ? [] : [t(text(`profile.fates.${row.fate}`, { server }))]), ...[...row.problems, ...row.hints].map(t)],
          }))}
          action={{
            label: t(text('profile.send', { count: chosen.length })),
            look: 'primary',
            disabled: chosen.length === 0 || job !== null,
            onPress: () => void send(),
          }}
          second={{ label: t(text('profile.again')), onPress: read }}
          links={linksInWords(plan, old?.values ?? {}, t)}
          hint={rows.length === 0 ? t(text('profile.nothing')) : t(text('profile.hint', { handle }))}
        />
      )}
    </Sheet>
  );
}

/** Which website must name the new profile, and whether its server has seen that it does. */
function linksInWords(plan: Plan, old: ProfileValues, t: Translate): ProfileLinksInWords | null {
  const links = profileLinks(plan, old);
  if (links.length === 0) return null;
  const server = namesOf(plan).newServer;
  const profile = newProfileAddress(plan);
  return {
    title: t(text('profile.links.title')),
    lead: t(text('profile.links.lead', { server })),
    code: `<a rel="me" href="${profile}">Mastodon</a>`,
    links: links.map(({ address, isThere, isVerified }) => ({
      address,
      isVerified,
      state: t(text(isVerified ? 'profile.links.verified' : isThere ? 'profile.links.open' : 'profile.links.notThere', { server })),
    })),
  };
}

function stateOf(row: ProfileRow, isTicked: boolean): Text {
  if (row.isSame) return text(row.fate === 'taken' ? 'profile.states.taken' : 'profile.states.same');
  if (row.problems.length > 0) return text('profile.states.hand');
  return text(isTicked ? (row.there.length === 0 ? 'profile.states.take' : 'profile.states.replace') : 'profile.states.leave');
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
