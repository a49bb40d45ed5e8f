/**
 * Words by which programs and people call lists and their columns: what a file's name and its first line say. In many
 * languages, since spreadsheets translate them.
 */
import type { ListKind } from './kinds';

/** A list of Mastodon's, or what is none and must not be taken for one. */
export type NamedKind = ListKind | 'followers' | 'likes' | 'clips' | 'antennas' | 'hashtags' | 'other-admin-list';

/** In this order: "followers" is no list of follows, and "blocked domains" none of accounts. */
const names: readonly (readonly [RegExp, NamedKind])[] = [
  [/followers?(?![a-z])|follow[-_ ]?requests?|abonn[ée]+(?:[·.-]e)?s?(?![a-z])|seguidores(?![a-z])|follower_?innen|フォロワー/i, 'followers'],
  [/hashtags?|(?:^|[^a-z])tags?(?![a-z])/i, 'hashtags'],
  // Servers that are let in, mail providers and addresses that may not sign up: nobody blocks these for themselves.
  [
    /(?:domain|instance|server)s?[-_ ]?allow|allow(?:ed|s)?[-_ ]?(?:list|domain|instance|server)|white-?list|e-?mail[-_ ]?(?:domain|block)|ip[-_ ]?block/i,
    'other-admin-list',
  ],
  [/antennas?(?![a-z])/i, 'antennas'],
  [/(?:^|[^a-z])clips?(?![a-z])/i, 'clips'],
  [
    /(?:domain|instance|server)s?[-_ ]?(?:block|mute)|block(?:ed|ing|s)?[-_ ]?(?:domain|instance|server)|fediblock|oliphant|tier\d|(?:domaine|serveur)s?[-_ ]bloqu/i,
    'domain_blocks',
  ],
  [/(?:mut(?:e|ed|es)?|filter(?:ed)?)[-_ ]?(?:key)?words?|(?:key)?words?[-_ ]?(?:mut|filter)/i, 'custom_filters'],
  [/follow(?:s|ed|ing|ings)?(?![a-z])|friends|contacts|abonnements|seguid[oa]s|gefolgt|folge[-_ ]ich|フォロー/i, 'follows'],
  [/mut(?:e|ed|es|ing|ings)(?![a-z])|silenced|masqu[ée]s|stumm|silenciad[oa]s|ミュート/i, 'mutes'],
  [/block(?:s|ed|ing|ings)?(?![a-z])|bloqu[ée]s|blockiert|bloquead[oa]s|geblokkeerd|ブロック/i, 'blocks'],
  [/bookmarks?(?![a-z])|(?:^|[^a-z])saved[-_ ](?:posts?|comments?|notes?|toots?)(?![a-z])|marque-?pages?|lesezeichen|marcadores|ブックマーク/i, 'bookmarks'],
  [/favou?rites?(?![a-z])|(?:^|[^a-z])likes?(?![a-z])|favoris(?![a-z])/i, 'likes'],
  [/(?:^|[^a-z])(?:user)?lists?(?![a-z])|(?:^|[^a-z])(?:listes?|listen|listas)(?![a-z])|リスト/i, 'lists'],
  [/(?:custom[-_ ]?)?filt(?:er|re|ro)s?(?![a-z])/i, 'custom_filters'],
];

/** What the file's or the list's name says it is. */
export function kindOfName(name: string): NamedKind | null {
  // Some systems keep "é" as two signs.
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).normalize('NFC');
  return names.find(([pattern]) => pattern.test(base))?.[1] ?? null;
}

/**
 * Our names for columns that Mastodon does not have. `Ends`: when a mute ends by itself, which no file of Mastodon's
 * tells.
 */
export const SEVERITY = '#severity';
export const ENDS = 'Ends';

/** Columns that name what a row is about. */
export const naming: readonly string[] = ['Account address', 'List name', '#domain', '#uri'];

/** Mastodon's column for a word of a first line; null for a word of nobody's. */
export function columnOf(word: string): string | null {
  return (
    columns.get(
      word
        .normalize('NFC')
        .trim()
        .toLowerCase()
        .replace(/[\s_-]+/g, ' '),
    ) ?? null
  );
}

const columns: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Account address': [
      'account address, account, accounts, accountaddress, address, acct, handle, handles, user, users, username, user name',
      'profile, fediverse, fediverse handle, fediverse address, fediverse account, mastodon, mastodon handle, mastodon address',
      'mastodon account, mastodon id, webfinger, actor, member, members, id, @, profile url, profile link, account url',
      'compte, comptes, adresse, adresse du compte, identifiant, membre, membres, konto, konten, kontoadresse, profil, mitglied, mitglieder',
      'cuenta, cuentas, usuario, dirección de la cuenta, dirección de cuenta, dirección, conta, contas, endereço da conta, utente, indirizzo account, miembro',
      'indirizzo dell’account, accountadres, adres konta, kontoadress, kontoadresse, アカウント, アカウントアドレス, ユーザー',
    ],
    'List name': ['list name, list, lists, title of list, nom de la liste, liste, listenname, name der liste, lista, nombre de la lista, リスト名, リスト'],
    '#domain': [
      '#domain, domain, domains, #instance, instance, instances, server, servers, host, hostname, domaine, serveur, domäne, dominio, servidor, ドメイン',
    ],
    '#uri': ['#uri, uri, url, link, status, post, toot, bookmark, lien, post url, status url, permalink, enlace'],
    'Show boosts': [
      'show boosts, boosts, reblogs, show reblogs, showing reblogs, afficher les partages, geteilte beiträge anzeigen, boosts anzeigen, mostrar impulsos, ブースト, ブーストを表示',
    ],
    'Notify on new posts': [
      'notify on new posts, notify, notifying, notifications, bei neuen beiträgen benachrichtigen, notifier les nouveaux messages, notificar nuevas publicaciones',
    ],
    Languages: ['languages, language, langues, sprachen, idiomas, lingue'],
    'Hide notifications': [
      'hide notifications, muted notifications, muting notifications, mute notifications, masquer les notifications, benachrichtigungen ausblenden',
      'ocultar notificaciones',
    ],
    [SEVERITY]: ['#severity, severity'],
    [ENDS]: [
      'ends, ends at, end, end date, expires, expires at, expire at, expiry, expiration, mute expires at, until, muted until, duration, mute duration',
      "expire, expire le, fin, jusqu’au, jusqu'au, durée, läuft ab, läuft ab am, ablaufdatum, endet am, bis, vence, expira, hasta",
    ],
  }).flatMap(([name, lines]) => lines.flatMap((line) => line.split(', ').map((word): [string, string] => [word, name]))),
);
