import { useEffect, useId, useState } from 'preact/hooks';
import { download } from '../browser/download';
import type { Translate } from '../browser/i18n';
import { sendMessage } from '../browser/messages';
import { Button } from '../components/Button';
import { Curve } from '../components/Curve';
import { DownloadIcon, SearchIcon } from '../components/Icon';
import { Notice, type NoticeProps } from '../components/Notice';
import { written } from '../components/numbers';
import { Progress } from '../components/Progress';
import { Sheet } from '../components/Sheet';
import { useShownLanguage, useT } from '../components/words';
import { lockAgainSentence } from '../journey/arrival';
import { followersProgress, followersTrouble, readingSentences } from '../journey/follower-reading';
import type { FollowerList } from '../journey/followers';
import { namesOf, partyNames } from '../journey/names';
import type { Plan } from '../journey/plan';
import { followersSettled } from '../journey/settled';
import { canSendAgain } from '../journey/steps';
import { text } from '../journey/text';
import { shownDomain } from '../lists/handle';
import { safeCsv } from '../lists/safe-csv';
import { type ArrivalsInWords, arrivalsInWords, type Named } from './arrivals-view';

type Props = { plan: Plan };

/** After the move, and in this order: who still follows the old account, who follows the new one. */
const lists = ['old', 'new'] as const satisfies readonly FollowerList[];
const fates = ['arrived', 'stayed', 'left'] as const;
/** More than anybody reads; searching and the table reach all of them. */
const MOST_NAMES = 100;

/** Every follower by name: who has arrived, who stayed behind, and what is known of the cause. */
export function Arrivals({ plan }: Props) {
  const t = useT();
  const { read, asked } = plan.followers;
  const [arrivals, setArrivals] = useState<ArrivalsInWords | null | 'lost'>(null);
  const isRead = read.before !== null && read.old !== null && read.new !== null;
  useEffect(() => {
    let isWanted = true;
    if (isRead)
      void arrivalsInWords(plan).then((made) => {
        if (!isWanted) return;
        setArrivals(made ?? 'lost');
        const { compared } = plan.followers;
        // That nothing has changed since is news, too.
        const isLater = compared === null || compared.at < Math.max(read.old?.at ?? 0, read.new?.at ?? 0);
        const isNew = made !== null && (isLater || fates.some((fate) => compared[fate] !== made.totals[fate]));
        if (isNew) void sendMessage('personDid', { type: 'followersCompared', ...made.totals });
      });
    return () => {
      isWanted = false;
    };
  }, [isRead, read.before?.sha256, read.old?.run, read.new?.run, followersSettled(plan), plan.imports.blocked.length]);

  const names = namesOf(plan);
  if (read.before === null) {
    return (
      <Sheet title={t(text('arrivals.title'))}>
        <p class="aside">{t(text('arrivals.noneBefore'))}</p>
      </Sheet>
    );
  }
  const ask = () => void sendMessage('personPressed', { kind: 'read-followers', lists: [...lists] });
  return (
    <Sheet title={t(text('arrivals.title'))} lead={t(text('arrivals.lead', names))}>
      {lists
        .flatMap((list) => noticesOf(plan, list, t))
        .map((notice) => (
          <Notice key={notice.title} {...notice} />
        ))}
      {lists
        .filter((list) => asked.includes(list))
        .map((list) => (
          <Reading key={list} plan={plan} list={list} />
        ))}
      <OverTime plan={plan} />
      {arrivals === 'lost' ? <Notice tone="warn" title={t(text('arrivals.lost'))} isNews /> : null}
      {arrivals === null || arrivals === 'lost' ? null : <Shown plan={plan} arrivals={arrivals} />}
      <div class="buttons">
        <Button label={t(text(isRead ? 'arrivals.again' : 'arrivals.now'))} look="outline" disabled={asked.length > 0} onPress={ask} />
        {arrivals === null || arrivals === 'lost' ? null : (
          <Button label={t(text('arrivals.csv'))} icon={<DownloadIcon />} onPress={() => saveCsv(plan, arrivals, t)} />
        )}
      </div>
    </Sheet>
  );
}

/** How many followers the new account had whenever it was looked at; nothing while that was once. */
function OverTime({ plan }: Props) {
  const t = useT();
  const language = useShownLanguage();
  const points = plan.arrivals.flatMap(({ at, new: value }) => (value === null ? [] : [{ at, value }]));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const [from, to] = [first, last].map(({ value }) => written(language, value));
  return (
    <Curve
      title={t(text('arrivals.curve.title', { new: namesOf(plan).new }))}
      summary={t(text('arrivals.curve.summary', { from: from ?? '', to: to ?? '', of: plan.followers.read.before?.count ?? 0 }))}
      points={points}
      most={plan.followers.read.before?.count ?? 0}
      value={t(text('arrivals.curve.value'))}
    />
  );
}

/** Why a list could not be read, or what its tab waits for. */
function noticesOf(plan: Plan, list: 'old' | 'new', t: Translate): NoticeProps[] {
  const trouble = followersTrouble(plan, list);
  if (trouble !== null) return [{ tone: 'warn', title: t(trouble), isNews: true }];
  const { door, stranger } = plan.seen[list];
  const isOutside = plan.followers.asked.includes(list) && (door?.place === 'sign-in' || stranger !== null);
  return isOutside ? [{ tone: 'warn', title: t(text('arrivals.signIn', { handle: partyNames(plan[list]).handle })), isNews: true }] : [];
}

function Reading({ plan, list }: { plan: Plan; list: 'old' | 'new' }) {
  const t = useT();
  const progress = followersProgress(plan, list);
  const name = t(text('arrivals.reading', { handle: partyNames(plan[list]).handle }));
  if (progress === null) return <Progress value={0} max={null} label={name} />;
  const wait = plan.followers.reading[list]?.until == null ? [] : readingSentences(plan, list).slice(-1).map(t);
  const label = [t(text('arrivals.count', { done: progress.value, total: progress.max })), ...wait].join(' ');
  return <Progress {...progress} name={name} label={label} />;
}

function Shown({ plan, arrivals }: Props & { arrivals: ArrivalsInWords }) {
  const t = useT();
  const { totals, servers, people } = arrivals;
  const of = totals.arrived + totals.stayed + totals.left;
  const isAll = totals.arrived === of;
  const again = lockAgainSentence(plan);
  const isLocked = (plan.seen.new.outside?.account ?? plan.new?.account)?.locked === true;
  const locked = {
    new: namesOf(plan).new,
    page: `${shownDomain(new URL(plan.new?.server.origin ?? 'https://x.invalid').host)}/follow_requests`,
  };
  return (
    <div class="outcome">
      <p class="summary">{t(isAll ? text('arrivals.all', { count: of }) : text('arrivals.arrived', { count: totals.arrived, of }))}</p>
      {totals.stayed === 0 ? null : <p>{t(text('arrivals.stayed', { count: totals.stayed }))}</p>}
      {totals.left === 0 ? null : (
        <p>
          {t(text('arrivals.left', { count: totals.left }))}. {t(isLocked ? text('arrivals.leftLocked', locked) : text('arrivals.leftOpen'))}
        </p>
      )}
      {again === null ? null : <p>{t(again)}</p>}
      <p class="aside">{t(text('arrivals.asOf', { date: plan.followers.read.new?.at ?? 0 }))}</p>
      {servers.length === 0 ? null : <Servers servers={servers} />}
      {totals.stayed === 0 ? null : <SecondWave plan={plan} />}
      {isAll ? null : <Names people={people} />}
      {isAll ? null : <Letter plan={plan} />}
    </div>
  );
}

/** How many arrived, stayed and left of each server's people, and why. */
function Servers({ servers }: Pick<ArrivalsInWords, 'servers'>) {
  const t = useT();
  const language = useShownLanguage();
  return (
    <div class="table-block">
      <table class="totals">
        <caption class="unseen">{t(text('arrivals.caption'))}</caption>
        <thead>
          <tr>
            <th scope="col">{t(text('arrivals.columns.server'))}</th>
            {fates.map((fate) => (
              <th key={fate} scope="col" class="number">
                {t(text(`arrivals.columns.${fate}`))}
              </th>
            ))}
          </tr>
        </thead>
        {servers.slice(0, MOST_NAMES).map(({ domain, counts, why }) => (
          <tbody key={domain}>
            <tr>
              <th scope="row">{domain}</th>
              {fates.map((fate) => (
                <td key={fate} class={counts[fate] === 0 ? 'number zero' : 'number'} data-label={t(text(`arrivals.columns.${fate}`))}>
                  {written(language, counts[fate])}
                </td>
              ))}
            </tr>
            {why === null ? null : (
              <tr class="more">
                <td colSpan={4}>{t(why)}</td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </div>
  );
}

/** A second Move to the same account, 30 days after the first, brings those whose server missed it. */
function SecondWave({ plan }: { plan: Plan }) {
  const t = useT();
  const date = plan.seen.old.migration?.cooldownUntil ?? null;
  if (!canSendAgain(plan)) return <p>{t(date === null ? text('arrivals.second.later') : text('arrivals.second.on', { date }))}</p>;
  return (
    <>
      <p>{t(text('arrivals.second.now'))}</p>
      <div class="buttons">
        <Button label={t(text('buttons.toMovePage'))} onPress={() => void sendMessage('personPressed', { kind: 'go', step: 'move' })} />
      </div>
    </>
  );
}

/** A text that the person may post or send; nothing is ever posted by us (docs/rules.md 1). */
function Letter({ plan }: { plan: Plan }) {
  const t = useT();
  const [isCopied, setCopied] = useState(false);
  const field = useId();
  const names = { ...namesOf(plan), url: plan.new?.account?.url ?? '' };
  const letter = t(text('arrivals.letter.text', names));
  return (
    <details class="why">
      <summary>{t(text('arrivals.letter.title'))}</summary>
      <p>
        <label for={field}>{t(text('arrivals.letter.hint'))}</label>
      </p>
      <textarea id={field} class="letter" readOnly rows={4} value={letter} />
      <div class="buttons">
        <Button label={t(text('arrivals.letter.copy'))} onPress={() => void navigator.clipboard.writeText(letter).then(() => setCopied(true))} />
      </div>
      <p role="status">{isCopied ? t(text('arrivals.letter.copied')) : ''}</p>
    </details>
  );
}

/** Who did not come along; searched, everybody. Whether to write to them is the person's own affair. */
function Names({ people }: { people: readonly Named[] }) {
  const t = useT();
  const [wanted, setWanted] = useState('');
  const name = wanted.trim().toLowerCase();
  const found = people.filter(({ handle, fate }) => (name === '' ? fate !== 'arrived' : handle.toLowerCase().includes(name)));
  const list = (
    <ul class="names">
      {found.slice(0, MOST_NAMES).map(({ handle, url, fate, gone }) => (
        <li key={handle}>
          {url === '' ? (
            handle
          ) : (
            <a href={url} target="_blank" rel="noopener noreferrer">
              {handle}
            </a>
          )}{' '}
          <span class="aside">{[text(`arrivals.fates.${fate}`), ...(gone ? [text('arrivals.gone')] : [])].map(t).join(' · ')}</span>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <h3>{t(text('arrivals.names'))}</h3>
      <search class="filters">
        <label class="search">
          <span class="unseen">{t(text('arrivals.search'))}</span>
          <SearchIcon />
          <input type="search" placeholder={t(text('arrivals.search'))} value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
        </label>
      </search>
      <p class="unseen" role="status">
        {name === '' ? '' : t(found.length === 0 ? text('arrivals.none') : text('arrivals.found', { count: found.length }))}
      </p>
      {name !== '' && found.length === 0 ? <p>{t(text('arrivals.none'))}</p> : null}
      {name === '' ? (
        <details class="why">
          <summary>{t(text('arrivals.show', { count: found.length }))}</summary>
          {list}
        </details>
      ) : (
        list
      )}
      {found.length <= MOST_NAMES ? null : <p class="aside">{t(text('arrivals.more', { count: found.length - MOST_NAMES }))}</p>}
    </>
  );
}

function saveCsv(plan: Plan, { people }: ArrivalsInWords, t: Translate): void {
  const header = (['account', 'fate', 'profile', 'why'] as const).map((column) => t(text(`arrivals.csvColumns.${column}`)));
  const rows = people.map(({ handle, fate, url, gone }) => [handle, t(text(`arrivals.fates.${fate}`)), url, gone ? t(text('arrivals.gone')) : '']);
  const day = new Date(plan.followers.read.new?.at ?? 0).toISOString().slice(0, 10);
  download(new Blob([safeCsv([header, ...rows])], { type: 'text/csv' }), `transhumance-followers-${day}.csv`);
}
