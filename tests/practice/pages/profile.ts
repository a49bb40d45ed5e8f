/** Profile, privacy and featured hashtags; from 4.6 the first and last live in the web app and leave a notice here. */
import { checkbox, form, input, submit } from '../forms';
import { attributes, html, type Markup } from '../html';
import { errorPage, settingsPage } from '../layout';
import { functional } from '../routes';
import { isGlitch, since } from '../versions';
import { field, type Reply, redirect, type SignedIn } from '../visit';

export const profileRoutes = [
  functional('GET', '/settings/profile', (visit) => (since(visit.server, '4.6') ? notice(visit) : profile(visit))),
  // The action stays when the form has gone (docs/mastodon.md, Profile)
  functional('PUT', '/settings/profile', save),
  functional('PATCH', '/settings/profile', save),
  functional('DELETE', '/settings/profile/pictures/:which', (visit) => redirect(visit, '/settings/profile', { notice: visit.words.edit.saved })),
  functional('GET', '/settings/privacy', (visit) => (since(visit.server, '4.2') ? privacy(visit) : errorPage(visit, 404))),
  functional('PATCH', '/settings/privacy', (visit) => {
    setLocked(visit, field(visit, 'account[unlocked]') === '0');
    visit.account.discoverable = visit.form.getAll('account[discoverable]').includes('1');
    return redirect(visit, '/settings/privacy', { notice: visit.words.edit.saved });
  }),
  functional('GET', '/settings/verification', (visit) => (since(visit.server, '4.3') ? verification(visit) : errorPage(visit, 404))),
  functional('PATCH', '/settings/verification', (visit) => {
    visit.account.attributionDomains = field(visit, attributionField(visit)).split(/\s+/).filter(Boolean);
    return redirect(visit, '/settings/verification', { notice: visit.words.edit.saved });
  }),
  functional('GET', '/settings/featured_tags', (visit) => (since(visit.server, '4.6') ? notice(visit) : tags(visit))),
  functional('POST', '/settings/featured_tags', (visit) => {
    const name = (visit.query.get('featured_tag[name]') ?? field(visit, 'featured_tag[name]')).trim().replace(/^#/, '');
    if (name !== '' && visit.account.featuredTags.length < 10 && !visit.account.featuredTags.includes(name)) visit.account.featuredTags.push(name);
    return redirect(visit, '/settings/featured_tags');
  }),
  functional('DELETE', '/settings/featured_tags/:id', (visit) => {
    visit.account.featuredTags.splice(Number(visit.params.id) - 1, 1);
    return redirect(visit, '/settings/featured_tags');
  }),
];

function save(visit: SignedIn): Reply {
  const { account, form: sent } = visit;
  if (sent.has('account[display_name]')) account.displayName = field(visit, 'account[display_name]');
  if (sent.has('account[note]')) account.note = field(visit, 'account[note]');
  if (sent.has('account[fields_attributes][0][name]')) {
    account.fields = [0, 1, 2, 3]
      .map((number) => ({
        name: field(visit, `account[fields_attributes][${number}][name]`),
        value: field(visit, `account[fields_attributes][${number}][value]`),
      }))
      .filter((entry) => entry.name !== '');
  }
  if (!since(visit.server, '4.2') && sent.has('account[locked]')) setLocked(visit, sent.getAll('account[locked]').includes('1'));
  return redirect(visit, '/settings/profile', { notice: visit.words.edit.saved });
}

/** Opening an account lets in everybody who waits (docs/mastodon.md, Move and redirect). */
function setLocked(visit: SignedIn, locked: boolean): void {
  const { account } = visit;
  const opened = account.locked && !locked;
  account.locked = locked;
  if (!opened) return;
  for (const follower of account.followRequests) account.followers.add(follower);
  account.followRequests.clear();
}

/** Until 4.1 the side list holds these pages. */
function selection(visit: SignedIn, key: string): string[] {
  return since(visit.server, '4.2') ? ['profile'] : ['profile', key];
}

function tabs(visit: SignedIn, selected: 'profile' | 'privacy' | 'featured_tags'): Markup | undefined {
  const { words, server } = visit;
  if (!since(server, '4.2')) return undefined;
  const items: [typeof selected | 'verification', string, string][] = [
    ['profile', 'edit_profile', '/settings/profile'],
    ...(since(server, '4.2') && !since(server, '4.5') ? [['privacy', 'privacy_reach', '/settings/privacy'] as [typeof selected, string, string]] : []),
    ['verification', 'verification', '/settings/verification'],
    ['featured_tags', 'featured_tags', '/settings/featured_tags'],
  ];
  // From 4.5 this link has the same id as the form below it, on purpose: readers must not take the first they find
  return html`${items.map(([key, id, href]) => html`<a${attributes({ id: since(server, '4.5') || key !== 'profile' ? id : 'profile_tab', class: key === selected ? 'selected' : null, href })}>${words.nav[key]}</a>`)}`;
}

function profile(visit: SignedIn): Reply {
  const { words, account, server } = visit;
  const w = words.profile;
  const modern = since(server, '4.2');
  const shared = { model: 'account', required: false } as const;
  const pair = (number: number) => html`<div class="row">
${input({ ...shared, attribute: `fields_attributes.${number}.name`, type: 'string', label: w.label, value: account.fields[number]?.name ?? '', more: { maxlength: 255 } })}
${input({ ...shared, attribute: `fields_attributes.${number}.value`, type: 'string', label: w.content, value: account.fields[number]?.value ?? '', more: { maxlength: 255 } })}</div>`;
  const accept = 'image/jpeg,image/png,image/gif,image/webp';
  const body = html`${form(
    visit,
    { id: 'edit_profile', className: 'edit_account', action: '/settings/profile', verb: since(server, '4.3') ? 'patch' : 'put', multipart: true },
    html`${input({ ...shared, attribute: 'display_name', type: 'string', label: w.name, value: account.displayName, more: { maxlength: isGlitch(server) ? 60 : 30, 'data-default': account.username } })}
${input({ ...shared, attribute: 'note', type: 'text', label: w.bio, value: account.note, more: { maxlength: 500 } })}
<h3>${w.fields}</h3>
${[0, 1, 2, 3].map(pair)}
${input({ ...shared, attribute: 'avatar', type: 'file', label: w.avatar, more: { accept } })}
${input({ ...shared, attribute: 'header', type: 'file', label: w.header, more: { accept } })}
${checkbox('account', 'bot', w.bot, false)}
${modern ? [] : [checkbox('account', 'locked', w.locked, account.locked), checkbox('account', 'discoverable', w.discoverable, account.discoverable), checkbox('account', 'hide_collections', w.hide, false)]}
${submit(words.edit.save)}`,
  )}
<p><a data-method="delete" class="link-button" href="/settings/profile/pictures/avatar">${w.removeAvatar}</a></p>
${modern ? null : html`<p class="hint"><a href="/settings/migration">${words.edit.moveTo}</a> · <a href="/settings/aliases">${words.edit.moveFrom}</a> · <a href="/settings/delete">${words.edit.delete}</a></p>`}`;
  return settingsPage(visit, { title: w.title, selected: selection(visit, 'profile'), tabs: tabs(visit, 'profile'), body });
}

function notice(visit: SignedIn): Reply {
  const w = visit.words.profile;
  const body = html`<aside class="callout"><div class="content"><div class="body"><p>${w.moved}</p></div><a href="/profile/edit">${w.go}</a></div></aside>`;
  return settingsPage(visit, { title: w.title, selected: selection(visit, 'profile'), tabs: tabs(visit, 'profile'), body });
}

function privacy(visit: SignedIn): Reply {
  const { words, account, server } = visit;
  const w = words.profile;
  const body = form(
    visit,
    { id: `edit_account_${account.id}`, className: 'edit_account', action: '/settings/privacy', verb: 'patch' },
    html`${checkbox('account', 'discoverable', w.discoverable, account.discoverable)}
${checkbox('account', 'unlocked', w.unlocked, !account.locked)}
${checkbox('account', 'indexable', w.indexable, false)}
${since(server, '4.6') ? null : checkbox('account', 'show_collections', w.show, true)}
${submit(words.edit.save)}`,
  );
  const item = since(server, '4.5') ? 'privacy' : 'profile';
  return settingsPage(visit, { title: w.privacy, selected: [item], body });
}

function tags(visit: SignedIn): Reply {
  const { words, account } = visit;
  const body = html`${form(
    visit,
    { id: 'new_featured_tag', action: '/settings/featured_tags' },
    html`${input({ model: 'featured_tag', attribute: 'name', type: 'string', label: words.nav.featured_tags })}${submit(words.edit.save)}`,
  )}
${account.featuredTags.map((name, index) => html`<div class="directory__tag"><h4>#${name}</h4><a data-confirm="${words.filters.sure}" class="table-action-link" rel="nofollow" data-method="delete" href="/settings/featured_tags/${index + 1}">${words.filters.delete}</a></div>`)}`;
  return settingsPage(visit, { title: words.nav.featured_tags, selected: selection(visit, 'featured_tags'), tabs: tabs(visit, 'featured_tags'), body });
}

function attributionField({ server }: SignedIn): string {
  return since(server, '4.4') ? 'account[attribution_domains]' : 'account[attribution_domains_as_text]';
}

function verification(visit: SignedIn): Reply {
  const { words, account, server } = visit;
  const attribute = /\[(\w+)\]/.exec(attributionField(visit))?.[1] ?? '';
  const body = html`<div class="input-copy"><div class="input-copy__wrapper"><input${attributes({ type: 'text', maxlength: 999, readonly: true, value: `<a rel="me" href="${server.origin}/@${account.username}">Mastodon</a>` })}></div></div>
${form(
  visit,
  { id: `edit_account_${account.id}`, className: 'form-section', action: '/settings/verification', verb: 'patch' },
  html`${input({ model: 'account', attribute, type: 'text', label: words.attribution, required: false, value: account.attributionDomains.join('\n') })}${submit(words.edit.save)}`,
)}`;
  return settingsPage(visit, { title: words.nav.verification, selected: ['profile'], tabs: tabs(visit, 'profile'), body });
}
