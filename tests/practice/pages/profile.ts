/** Profile, privacy and featured hashtags; from 4.6 the first and last live in the web app and leave a notice here. */
import { checkbox, form, formAlert, input, submit } from '../forms';
import { attributes, html, type Markup } from '../html';
import { errorPage, settingsPage } from '../layout';
import { functional } from '../routes';
import { FIELD_LIMIT, NOTE_LIMIT, nameLimit, since } from '../versions';
import { field, type Reply, redirect, ServerError, type SignedIn, type Visit } from '../visit';

export const profileRoutes = [
  functional('GET', '/settings/profile', (visit) => (since(visit.server, '4.6') ? notice(visit) : profile(visit))),
  // The action stays when the form has gone (docs/mastodon.md, Profile)
  functional('PUT', '/settings/profile', save),
  functional('PATCH', '/settings/profile', save),
  functional('DELETE', '/settings/profile/pictures/:which', (visit) => redirect(visit, '/settings/profile', { notice: visit.words.edit.saved })),
  functional('GET', '/settings/privacy', (visit) => (since(visit.server, '4.2') ? privacy(visit) : errorPage(visit, 404))),
  functional('PATCH', '/settings/privacy', savePrivacy),
  functional('PUT', '/settings/privacy', savePrivacy),
  functional('GET', '/settings/verification', (visit) => (since(visit.server, '4.3') ? verification(visit) : errorPage(visit, 404))),
  functional('PATCH', '/settings/verification', saveAttribution),
  functional('PUT', '/settings/verification', saveAttribution),
  functional('GET', '/settings/featured_tags', (visit) => (since(visit.server, '4.6') ? notice(visit) : tags(visit))),
  functional('POST', '/settings/featured_tags', (visit) => {
    const { account, server } = visit;
    const name = (visit.query.get('featured_tag[name]') ?? field(visit, 'featured_tag[name]')).trim().replace(/^#/, '');
    const refused = () => (since(server, '4.6') ? notice(visit) : tags(visit));
    if (name === '') return since(server, '4.6') ? errorPage(visit, 422) : refused();
    if (account.featuredTags.some((one) => one.toLowerCase() === name.toLowerCase()))
      return since(server, '4.5') ? redirect(visit, '/settings/featured_tags') : refused();
    if (account.featuredTags.length >= 10 || !/^[\p{L}\p{N}_]+$/u.test(name)) return refused();
    account.featuredTags.push(name);
    return redirect(visit, '/settings/featured_tags');
  }),
  functional('DELETE', '/settings/featured_tags/:id', (visit) => {
    visit.account.featuredTags.splice(Number(visit.params.id) - 1, 1);
    return redirect(visit, '/settings/featured_tags');
  }),
];

/**
 * As `Settings::ProfilesController#update`: what is sent is saved whole or not at all, and fields always replace the
 * whole set. A refusal shows the page again with 200: until 4.5 with the reason at its field, from 4.6 without a word.
 */
async function save(visit: SignedIn): Promise<Reply> {
  const { account, form: sent, server } = visit;
  if (![...sent.keys()].some((key) => key.startsWith('account['))) return errorPage(visit, 400);
  const errors: Record<string, string> = {};
  const name = sent.has('account[display_name]') ? field(visit, 'account[display_name]') : null;
  if (name !== null && [...name].length > nameLimit(server)) errors.display_name = `is too long (maximum is ${nameLimit(server)} characters)`;
  const note = sent.has('account[note]') ? field(visit, 'account[note]') : null;
  if (note !== null && countedLength(note) > NOTE_LIMIT) errors.note = `character limit of ${NOTE_LIMIT} exceeded`;
  const fields = fieldsIn(sent);
  if (fields !== null && fields.length > FIELD_LIMIT) errors.base = 'too many fields';
  // Until 4.3 a row without a label is dropped, and the rest takes the place of all there were.
  if (since(server, '4.4') && fields?.some((entry) => entry.name.trim() === '' && entry.value.trim() !== '')) errors.base = 'a value lacks its label';
  const pictures: typeof account.pictures = {};
  for (const which of ['avatar', 'header'] as const) {
    const file = sent.get(`account[${which}]`);
    if (!(file instanceof File) || file.size === 0) continue;
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!file.type.startsWith('image/')) errors[which] = 'is invalid';
    else if (pictureType(bytes) === null) {
      if (since(server, '4.7')) throw new ServerError('not an image');
      errors[which] = 'has contents that are not what they are reported to be';
    } else pictures[which] = { type: file.type, bytes };
  }
  if (Object.keys(errors).length > 0) return since(server, '4.6') ? notice(visit) : profile(visit, errors);
  if (name !== null) account.displayName = name;
  if (note !== null) account.note = note;
  if (fields !== null) account.fields = fields.filter((entry) => entry.name.trim() !== '');
  if (sent.has('account[bot]')) account.isBot = isOn(visit, 'account[bot]');
  Object.assign(account.pictures, pictures);
  if (!since(server, '4.2') && sent.has('account[locked]')) setLocked(visit, isOn(visit, 'account[locked]'));
  if (!since(server, '4.2') && sent.has('account[discoverable]')) account.discoverable = isOn(visit, 'account[discoverable]');
  return redirect(visit, '/settings/profile', { notice: visit.words.edit.saved });
}

/** The switches of the account are saved first; without a setting beside them the answer is 500 all the same. */
function savePrivacy(visit: SignedIn): Reply {
  const { account, form: sent } = visit;
  const is = (name: string) => (sent.has(`account[${name}]`) ? isOn(visit, `account[${name}]`) : null);
  const [unlocked, shown] = [is('unlocked'), is('show_collections')];
  if (unlocked !== null) setLocked(visit, !unlocked);
  if (shown !== null) account.hideCollections = !shown;
  account.discoverable = is('discoverable') ?? account.discoverable;
  account.isIndexable = is('indexable') ?? account.isIndexable;
  const settings = privacySettings.filter((name) => sent.has(`account[settings][${name}]`));
  if (settings.length === 0) throw new ServerError('no settings');
  for (const name of settings) account.settings[name] = String(isOn(visit, `account[settings][${name}]`));
  return redirect(visit, '/settings/privacy', { notice: visit.words.edit.saved });
}

const privacySettings = ['indexable', 'show_application'] as const;

const isOn = (visit: Visit, name: string): boolean => ['1', 'true'].includes(field(visit, name));

/** Null where none were sent at all: then those that there are stay. */
function fieldsIn(sent: FormData): { name: string; value: string }[] | null {
  const rows = new Map<string, { name: string; value: string }>();
  for (const [key, value] of sent) {
    const [, row, part] = /^account\[fields_attributes\]\[(\d+)\]\[(name|value)\]$/.exec(key) ?? [];
    if (row === undefined || typeof value !== 'string') continue;
    rows.set(row, { name: '', value: '', ...rows.get(row), [part ?? '']: value });
  }
  return rows.size === 0 ? null : [...rows.values()];
}

/** `note_length_validator.rb`: a link counts 23 characters, a mention without its domain. */
function countedLength(note: string): number {
  return [...note.replace(/https?:\/\/\S+/g, 'x'.repeat(23)).replace(/(@\w+)@[\w.-]+\w/g, '$1')].length;
}

function pictureType(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.slice(0, 12)).toString('latin1');
  if (start.startsWith('\x89PNG')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('GIF8')) return 'image/gif';
  return /^RIFF.{4}WEBP/s.test(start) ? 'image/webp' : null;
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

function profile(visit: SignedIn, errors: Record<string, string> = {}): Reply {
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
    html`${Object.keys(errors).length === 0 ? [] : formAlert(words.errorAlert)}${input({ ...shared, attribute: 'display_name', type: 'string', label: w.name, value: account.displayName, error: errors.display_name, more: { maxlength: nameLimit(server), 'data-default': account.username } })}
${input({ ...shared, attribute: 'note', type: 'text', label: w.bio, value: account.note, error: errors.note, more: { maxlength: NOTE_LIMIT } })}
<h3>${w.fields}</h3>
${[0, 1, 2, 3].map(pair)}
${input({ ...shared, attribute: 'avatar', type: 'file', label: w.avatar, error: errors.avatar, more: { accept } })}
${input({ ...shared, attribute: 'header', type: 'file', label: w.header, error: errors.header, more: { accept } })}
${checkbox('account', 'bot', w.bot, account.isBot)}
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
${checkbox('account', 'indexable', w.indexable, account.isIndexable)}
${privacySettings.map((name) => checkbox('account', `settings.${name}`, name, account.settings[name] !== 'false'))}
${since(server, '4.6') ? null : checkbox('account', 'show_collections', w.show, !account.hideCollections)}
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

/** A hundred at most, each of them a domain; with one that is none, nothing is saved (`account/attribution_domains.rb`). */
function saveAttribution(visit: SignedIn): Reply {
  if (!since(visit.server, '4.3')) return errorPage(visit, 404);
  const bare = (word: string) => word.replace(/^https?:\/\//, '').replace(/^\*\./, '');
  const domains = [...new Set(field(visit, attributionField(visit)).split(/\s+/).map(bare).filter(Boolean))];
  if (domains.length > 100 || !domains.every((domain) => /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u.test(domain))) return verification(visit);
  visit.account.attributionDomains = domains;
  return redirect(visit, '/settings/verification', { notice: visit.words.edit.saved });
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
