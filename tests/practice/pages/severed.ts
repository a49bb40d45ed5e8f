/** Whom blocks between servers have cut off, and the deletion of old posts: pages that a person rarely opens. */
import { severedFile } from '../files';
import { checkbox, form, select, submit } from '../forms';
import { attributes, html, nothing } from '../html';
import { errorPage, settingsPage } from '../layout';
import { functional, signedIn } from '../routes';
import type { SeveredEvent } from '../state';
import { since } from '../versions';
import { type Reply, redirect, type SignedIn } from '../visit';
import { dateText, fill, isoSeconds } from '../words';

export const severedRoutes = [
  functional('GET', '/severed_relationships', (visit) => (since(visit.server, '4.3') ? severed(visit) : errorPage(visit, 404))),
  functional('GET', '/severed_relationships/:id/following.csv', (visit) => download(visit, 'following')),
  functional('GET', '/severed_relationships/:id/followers.csv', (visit) => download(visit, 'followers')),
  signedIn('GET', '/statuses_cleanup', cleanup),
  signedIn('PUT', '/statuses_cleanup', (visit) => {
    if (!saveCleanup(visit)) return cleanup(visit);
    return redirect(visit, '/statuses_cleanup', { notice: visit.words.edit.saved });
  }),
];

function download(visit: SignedIn, which: 'following' | 'followers'): Reply {
  const event = visit.account.severed.find(({ id }) => String(id) === visit.params.id);
  if (event === undefined || !since(visit.server, '4.3')) return errorPage(visit, 404);
  const filename = `${which}-${event.domain}-${isoSeconds(event.at).slice(0, 10)}.csv`;
  const headers = { 'content-type': 'text/csv', 'content-disposition': `attachment; filename="${filename}"`, 'cache-control': 'private, no-store' };
  return { status: 200, headers, body: severedFile(event, which) };
}

/** Oldest first; no table at all where there is none (docs/mastodon.md, Details of an account). */
function severed(visit: SignedIn): Reply {
  const { words, account } = visit;
  const w = words.severed;
  const link = ({ id }: SeveredEvent, which: 'following' | 'followers', count: number) =>
    count === 0
      ? html`<td>${w.none}</td>`
      : html`<td><a class="table-action-link" href="/severed_relationships/${id}/${which}.csv">${w.download} (${count})</a></td>`;
  const rows = account.severed.map(
    (
      event,
    ) => html`<tr><td><time${attributes({ class: 'formatted', datetime: isoSeconds(event.at), title: dateText(event.at) })}>${dateText(event.at)}</time></td>
<td>${fill(event.by === 'server' ? w.suspended : w.blocked, { domain: event.domain })}</td>${link(event, 'following', event.follows.size)}${link(event, 'followers', event.followers.length)}</tr>`,
  );
  const table = html`<div class="table-wrapper"><table class="table"><thead><tr><th>${w.date}</th><th>${w.event}</th><th>${w.follows}</th><th>${w.followers}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const body = html`<p class="muted-hint">${words.page.plain}</p>${account.severed.length === 0 ? nothing : table}`;
  return settingsPage(visit, { title: words.nav.severed_relationships, selected: ['relationships', 'severed_relationships'], body });
}

const policy = 'account_statuses_cleanup_policy';
/** Seconds, as the form offers them. */
const ages = [604_800, 1_209_600, 2_629_746, 5_259_492, 7_889_238, 15_778_476, 31_556_952, 63_113_904];
const kept = ['keep_pinned', 'keep_direct', 'keep_self_fav', 'keep_self_bookmark', 'keep_polls', 'keep_media'] as const;
const thresholds = ['min_favs', 'min_reblogs'] as const;

/** False where it was refused: an age that is none, or a number below one (docs/mastodon.md, Details of an account). */
function saveCleanup({ form: sent, account }: SignedIn): boolean {
  const last = (name: string) => sent.getAll(`${policy}[${name}]`).map(String).at(-1);
  const age = Number(last('min_status_age') ?? ages[1]);
  if (!ages.includes(age) || thresholds.some((name) => last(name) !== undefined && last(name) !== '' && !(Number(last(name)) >= 1))) return false;
  for (const name of kept) if (last(name) !== undefined) account.settings[name] = String(last(name) === '1');
  for (const name of thresholds) if (last(name) !== undefined) account.settings[name] = last(name) ?? '';
  if (last('enabled') !== undefined) account.deletesAfter = last('enabled') === '1' ? age : null;
  return true;
}

/** As long as it is off, everything but its switch is greyed out. */
function cleanup(visit: SignedIn): Reply {
  const { words, account } = visit;
  const options = ages.map((age) => html`<option${attributes({ value: age, selected: age === (account.deletesAfter ?? ages[1]) })}>${age / 86_400} d</option>`);
  const isKept = (name: (typeof kept)[number]) => account.settings[name] ?? String(name !== 'keep_polls' && name !== 'keep_media');
  const number = (name: string) =>
    html`<input${attributes({ class: 'numeric', type: 'number', min: 1, name: `${policy}[${name}]`, id: `${policy}_${name}`, value: account.settings[name] || null })}>`;
  const body = form(
    visit,
    { id: 'edit_policy', action: '/statuses_cleanup', verb: 'put' },
    html`${checkbox(policy, 'enabled', words.nav.statuses_cleanup, account.deletesAfter !== null)}
${select({ model: policy, attribute: 'min_status_age', kind: 'select', label: words.severed.date, required: false, options: html`${options}` })}
${kept.map((name) => checkbox(policy, name, name, isKept(name) === 'true'))}
${thresholds.map((name) => html`<div class="input"><label for="${policy}_${name}">${name}</label>${number(name)}</div>`)}
${submit(words.edit.save)}`,
  );
  return settingsPage(visit, { title: words.nav.statuses_cleanup, selected: ['statuses_cleanup'], body });
}
