/**
 * The new account's profile and settings, in a page of its server and in the person's own session: read, and sent as
 * the server's own forms send them, each row in a request of its own, so that what is refused takes nothing else with
 * it (docs/mastodon.md, Profile). Until 4.5 the form is there; from 4.6 its address still takes it. Only ever what the
 * person ticked is sent, and the access token of the page never is.
 */
import { detailPages } from '../journey/detail-ids';
import type { ProfileAnswer, ProfileAnswers, ProfileThere } from '../journey/profile';
import {
  attributionNames,
  type DeletionPart,
  deletionName,
  deletionParts,
  fieldNames,
  inPairs,
  type ProfileRowId,
  type ProfileValues,
  profileRowIds,
  profileRowsOf,
  valuesIn,
} from '../journey/profile-values';
import { own, textIn } from '../lists/json';
import type { Setting } from '../lists/settings';
import { isSince } from '../lists/versions';
import { readAccount } from './account';
import { flagsOf, textsOf } from './details';
import { type DetailOwner, type Failed, ownPage, readSaid } from './own-page';
import { type Session, visit } from './session';
import { formAt, settingsIn } from './settings-form';

/** Since 4.5 the first; before that the second has the posting defaults. */
const defaultsPaths = [detailPages.posting_defaults, detailPages.other] as const;

/** A picture that is to be sent, as it is kept. */
export interface PictureBytes {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

type Done = { ok: true; there: ProfileThere; answers: ProfileAnswers };

interface Read {
  there: ProfileThere;
  /** For requests of this session: of any of its pages. */
  token: string;
  /** The forms of switches, of defaults, of websites and of deletion, by the path they are sent to. */
  forms: ReadonlyMap<string, HTMLFormElement>;
}

/** Reads what the account has, sends these values, and reads again what it has then. */
export async function takeOver(
  send: ProfileValues | null,
  owner: DetailOwner,
  session: Session,
  pictureOf: (id: 'avatar' | 'header') => Promise<PictureBytes | null>,
): Promise<Done | Failed> {
  const before = await readThere(owner, session);
  if (!before.ok) return before;
  const answers: ProfileAnswers = {};
  for (const id of profileRowIds) {
    const values = send?.[id];
    if (values === undefined) continue;
    const picture = id === 'avatar' || id === 'header' ? await pictureOf(id) : null;
    if (session.signal.aborted) return { ok: false, why: 'unreachable', info: '' };
    const sent = await sendRow(id, values, before.value, session, picture);
    if (typeof sent !== 'string') return sent;
    answers[id] = sent;
  }
  if (send === null) return { ok: true, there: before.value.there, answers };
  const after = await readThere(owner, session);
  return after.ok ? { ok: true, there: after.value.there, answers } : after;
}

// Reading
// ------------------------------------------------------------

async function readThere(owner: DetailOwner, session: Session): Promise<{ ok: true; value: Read } | Failed> {
  const page = await ownPage(detailPages.profile, owner, session);
  if (!page.ok) return page;
  const token = page.value?.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '';
  if (page.value === null || token === '') return { ok: false, why: 'unreadable', info: detailPages.profile };
  const shown = await readSaid(session, `/api/v1/accounts/${encodeURIComponent(owner.id)}`);
  if (!shown.ok) return shown;
  const tags = await readSaid(session, `/api/v1/accounts/${encodeURIComponent(owner.id)}/featured_tags`);
  if (!tags.ok) return tags;
  const forms = new Map<string, HTMLFormElement>();
  const settings: Setting[] = [];
  for (const path of [detailPages.privacy, ...defaultsPaths, detailPages.attribution, detailPages.deletion]) {
    if (path === defaultsPaths[1] && forms.has(defaultsPaths[0])) continue;
    const found = await ownPage(path, owner, session);
    if (!found.ok) return found;
    const form = found.value === null ? null : formAt(found.value, session.origin, path);
    if (form === null) continue;
    forms.set(path, form);
    settings.push(...settingsIn(form));
  }
  const version = readAccount(page.value)?.server.version ?? '';
  const form = formAt(page.value, session.origin, detailPages.profile);
  const most = form === null ? await limitsOf(version, session) : limitsIn(form);
  if (!('name' in most)) return most;
  // Switches are sent to the privacy page: where there is none, what the profile shows of them cannot be changed there.
  const texts = form === null ? textsOf(shown.value, session) : settingsIn(form);
  const profile = valuesIn([...texts, ...flagsOf(shown.value).filter(({ field }) => field === 'bot')]);
  const shownFlags = forms.has(detailPages.privacy) ? flagsOf(shown.value).filter(({ field }) => field === 'hide_collections') : [];
  const pictures = Object.fromEntries((['avatar', 'header'] as const).map((which) => [which, pictureAt(textIn(shown.value, which, 2_000))]));
  const names = (Array.isArray(tags.value) ? tags.value : []).slice(0, 100).map((tag) => textIn(tag, 'name', 500));
  const values = { ...profile, ...valuesIn([...settings, ...shownFlags]), ...pictures, featured_tags: names };
  return { ok: true, value: { there: { values: values as ProfileThere['values'], most, verified: verifiedIn(shown.value, session) }, token, forms } };
}

/** Links whose page links back, as the server found when it last looked (`verified_at`). */
function verifiedIn(account: unknown, session: Session): string[] {
  const fields = own(account, 'fields');
  const verified = (Array.isArray(fields) ? fields : []).slice(0, 50).filter((field) => typeof own(field, 'verified_at') === 'string');
  return verified.flatMap(
    (field) =>
      session
        .parse(textIn(field, 'value', 20_000))
        .querySelector('a[href]')
        ?.getAttribute('href') ?? [],
  );
}

/** Who has none is shown a picture of the server's own. */
function pictureAt(address: string): string[] {
  return !URL.canParse(address) || /\/missing\.png$/.test(new URL(address).pathname) ? [] : [address];
}

const fieldMost = 255;

/** As the form of until 4.5 has them: glitch-soc may allow more than Mastodon. */
function limitsIn(form: HTMLFormElement): ProfileThere['most'] {
  const most = (field: string, usual: number) => {
    const said = Number(form.querySelector(`[name="${field}"]`)?.getAttribute('maxlength'));
    return Number.isInteger(said) && said > 0 ? said : usual;
  };
  const fields = [...form.querySelectorAll('input[name]')].filter((input) =>
    /^account\[fields_attributes\]\[\d+\]\[name\]$/.test(input.getAttribute('name') ?? ''),
  );
  return {
    name: most('account[display_name]', 30),
    note: most('account[note]', 500),
    fields: fields.length || 4,
    label: most('account[fields_attributes][0][name]', fieldMost),
    value: most('account[fields_attributes][0][value]', fieldMost),
  };
}

/** As the server tells them from 4.6 on. */
async function limitsOf(version: string, session: Session): Promise<ProfileThere['most'] | Failed> {
  const instance = await readSaid(session, '/api/v2/instance');
  if (!instance.ok) return instance;
  const accounts = own(own(instance.value, 'configuration'), 'accounts');
  const most = (key: string, usual: number) => {
    const said = own(accounts, key);
    return typeof said === 'number' && Number.isInteger(said) && said > 0 ? said : usual;
  };
  return {
    name: most('max_display_name_length', isSince(version, [4, 6]) === true ? 40 : 30),
    note: most('max_note_length', 500),
    fields: most('max_profile_fields', 4),
    label: most('profile_field_name_limit', fieldMost),
    value: most('profile_field_value_limit', fieldMost),
  };
}

// Sending
// ------------------------------------------------------------

async function sendRow(
  id: ProfileRowId,
  values: readonly string[],
  read: Read,
  session: Session,
  picture: PictureBytes | null,
): Promise<ProfileAnswer | Failed> {
  const { token } = read;
  const put = (path: string, pairs: Pairs) => request(path, [['_method', 'put'], ...pairs], token, session);
  const [value = ''] = values;
  switch (id) {
    case 'display_name':
    case 'note':
      return put(detailPages.profile, [[`account[${id}]`, value]]);
    case 'bot':
      return put(detailPages.profile, [['account[bot]', value === 'true' ? '1' : '0']]);
    case 'fields':
      return put(detailPages.profile, fieldPairs(values, read.there.most.fields));
    case 'avatar':
    case 'header':
      if (picture === null) return 'lost';
      return put(detailPages.profile, [[`account[${id}]`, new File([picture.bytes], picture.name, { type: `image/${picture.name.split('.').at(-1)}` })]]);
    case 'featured_tags':
      return sendTags(values, read, session);
    case 'attribution':
      return sendDomains(values, read, put);
    case 'deletion':
      return sendDeletion(values, read, put);
    default:
      return sendSetting(id, value, read, put);
  }
}

type Pairs = readonly (readonly [string, string | File])[];
type Put = (path: string, pairs: Pairs) => Promise<ProfileAnswer | Failed>;

/** All of them at once: they take the place of those that are there. One that is no domain, and none is saved. */
async function sendDomains(domains: readonly string[], { forms }: Read, put: Put): Promise<ProfileAnswer | Failed> {
  const form = forms.get(detailPages.attribution);
  const name = attributionNames.find((name) => form?.querySelector(`[name="${name}"]`) != null);
  return name === undefined ? 'refused' : put(detailPages.attribution, [[name, domains.join('\n')]]);
}

/** Switched on, with what stays: as one form, since an age that the server does not offer is refused with all of it. */
async function sendDeletion(values: readonly string[], { forms }: Read, put: Put): Promise<ProfileAnswer | Failed> {
  const form = forms.get(detailPages.deletion);
  const parts = new Map(inPairs(values));
  const age = parts.get('min_status_age') ?? '';
  if (form === undefined || !offeredIn(form, deletionName('min_status_age'))?.includes(age)) return 'refused';
  const known = (part: DeletionPart) => parts.has(part) && form.querySelector(`[name="${deletionName(part)}"]`) !== null;
  const sent = (value: string) => (value === 'true' ? '1' : value === 'false' ? '0' : value);
  const pairs = deletionParts.filter(known).map((part) => [deletionName(part), sent(parts.get(part) ?? '')] as const);
  return put(detailPages.deletion, [[deletionName('enabled'), '1'], ...pairs]);
}

/** What this choice of the form can be; null where it has no such choice. */
function offeredIn(form: HTMLFormElement, name: string): string[] | null {
  const control = form.querySelector(`select[name="${name}"]`);
  return control === null ? null : [...control.querySelectorAll('option')].map((option) => option.getAttribute('value') ?? option.textContent ?? '');
}

/** The server replaces all fields by those that are sent: rows that stay empty are sent empty. */
function fieldPairs(values: readonly string[], rows: number): Pairs {
  return Array.from({ length: Math.max(rows, Math.ceil(values.length / 2)) }, (_, row) => [
    [`account[fields_attributes][${row}][name]`, values[row * 2] ?? ''] as const,
    [`account[fields_attributes][${row}][value]`, values[row * 2 + 1] ?? ''] as const,
  ]).flat();
}

/** One by one: the form takes no more. What is featured already is left alone. */
async function sendTags(names: readonly string[], { there, token }: Read, session: Session): Promise<ProfileAnswer | Failed> {
  const known = new Set((there.values.featured_tags ?? []).map((name) => name.toLowerCase()));
  let answer: ProfileAnswer = 'accepted';
  for (const name of names.filter((name) => !known.has(name.toLowerCase()))) {
    const sent = await request(detailPages.featured_tags, [['featured_tag[name]', name]], token, session);
    if (typeof sent !== 'string') return sent;
    if (sent !== 'accepted') answer = sent;
  }
  return answer;
}

/**
 * A switch or a choice goes to the form that holds it. The privacy page answers with an error where no setting is
 * beside the account's switches, though it saved them; a choice that the form does not offer is an error, too.
 */
async function sendSetting(id: ProfileRowId, value: string, { there, forms }: Read, put: Put): Promise<ProfileAnswer | Failed> {
  const [path, form] =
    [...forms].find(([path, form]) => (path === detailPages.privacy ? profileRowsOf.privacy.some((one) => one === id) : holds(form, id) !== null)) ?? [];
  if (path === undefined || form === undefined) return 'refused';
  const known = holds(form, id);
  // From 4.6 this switch is not in the form any more, and its address still takes it.
  const { name, isInverse } = known ?? { name: 'account[show_collections]', isInverse: true };
  const offered = offeredIn(form, name);
  if (offered !== null) return offered.includes(value) ? put(path, [[name, value]]) : 'refused';
  const radios = [...form.querySelectorAll(`input[type="radio"][name="${name}"]`)];
  if (radios.length > 0) return radios.some((radio) => radio.getAttribute('value') === value) ? put(path, [[name, value]]) : 'refused';
  const isOn = (value === 'true') !== (isInverse === true);
  const beside = 'account[settings][indexable]';
  const needsOne = path === detailPages.privacy && !name.startsWith('account[settings]');
  const indexed = there.values.search_engines?.[0] === 'true';
  return put(path, [[name, isOn ? '1' : '0'], ...(needsOne ? [[beside, indexed ? '1' : '0'] as const] : [])]);
}

function holds(form: HTMLFormElement, id: ProfileRowId) {
  return fieldNames[id]?.find(({ name }) => form.querySelector(`[name="${name}"]`) !== null) ?? null;
}

/** Accepted is what leads on to the page again; a refusal is shown in its place. */
async function request(path: string, pairs: Pairs, token: string, session: Session): Promise<ProfileAnswer | Failed> {
  const body = new FormData();
  body.append('authenticity_token', token);
  for (const [name, value] of pairs) body.append(name, value);
  const sent = await visit(session, path, { body });
  if (!sent.ok) {
    const { kind } = sent.trouble;
    return kind === 'signed-out' || kind === 'busy' ? { ok: false, why: kind, info: sent.trouble.detail } : 'lost';
  }
  const { status, isLedOn, path: end } = sent.value;
  if (isLedOn && status === 200 && end === path) return 'accepted';
  return status < 500 ? 'refused' : 'lost';
}
