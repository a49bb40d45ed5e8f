/** The start page at several stops of a move. */
import type { ComponentChildren, VNode } from 'preact';
import { AccessPanel } from '../../components/AccessPanel';
import type { ButtonProps } from '../../components/Button';
import { DropZone } from '../../components/DropZone';
import { FoundAccount } from '../../components/FoundAccount';
import { HandleField } from '../../components/HandleField';
import { type ImportRow, ImportSheet } from '../../components/ImportSheet';
import { type KitRow, KitTable } from '../../components/KitTable';
import { MoveSheet } from '../../components/MoveSheet';
import { Notice } from '../../components/Notice';
import { Report } from '../../components/Report';
import type { ReportRow } from '../../components/ReportRows';
import { Settings } from '../../components/Settings';
import { Sheet } from '../../components/Sheet';
import { StartShell } from '../../components/StartShell';
import { YearsChart } from '../../components/YearsChart';
import { lang, say } from './say';

const nothing = () => {};
const button = (label: string, look: ButtonProps['look'] = 'outline'): ButtonProps => ({ label, look, onPress: nothing });
const choice = {
  label: say('Language', 'Langue'),
  value: lang,
  choices: [
    { value: 'en', label: 'English' },
    { value: 'fr', label: 'Français' },
  ],
  onChoose: nothing,
};

function Page({ at, children }: { at: string | null; children: ComponentChildren }) {
  const nav: [string, string][] = [
    ['#accounts', say('Accounts', 'Comptes')],
    ['#kit', say('Your kit', 'Votre kit')],
    ['#import', say('Bring your lists', 'Apporter vos listes')],
    ['#report', say('Report', 'Bilan')],
    ['#settings', say('Settings', 'Réglages')],
  ];
  return (
    <StartShell
      appName="Transhumance"
      skip={say('Go to the content', 'Aller au contenu')}
      navLabel={say('Parts', 'Parties')}
      nav={at === null ? [] : nav.map(([href, label]) => ({ href, label, isCurrent: href === at }))}
      language={choice}
      footnote={say('Nothing is sent to anybody but your own two servers.', 'Rien n’est envoyé à personne d’autre que vos deux serveurs.')}
    >
      {children}
    </StartShell>
  );
}

const handleHint = say('@name@server, or the address of your profile.', '@nom@serveur, ou l’adresse de votre profil.');
const field = {
  hint: handleHint,
  placeholder: '@name@server',
  onInput: nothing,
  onSubmit: nothing,
  submit: say('Look it up', 'Chercher'),
  problem: null,
  busy: null,
};
const oldField = { ...field, side: 'old' as const, mark: say('Old', 'Ancien'), label: say('The account you leave', 'Le compte que vous quittez') };
const newField = { ...field, side: 'new' as const, mark: say('New', 'Nouveau'), label: say('The account you move to', 'Le compte où vous allez') };

const kit: KitRow[] = (
  [
    [
      'follows',
      say('Follows', 'Abonnements'),
      412,
      413,
      say(
        'The page keeps a count that may lag behind; the file is what there is.',
        'La page tient un compteur qui peut retarder ; le fichier dit ce qu’il y a.',
      ),
    ],
    ['lists', say('Lists', 'Listes'), 128, 6, say('The page counts lists, the file their members.', 'La page compte les listes, le fichier leurs membres.')],
    ['bookmarks', say('Bookmarks', 'Marque-pages'), 530, 530, null],
    ['mutes', say('Mutes', 'Comptes masqués'), 21, 21, null],
    ['blocks', say('Blocks', 'Comptes bloqués'), 9, 9, null],
  ] as const
).map(([id, name, rows, page, difference]) => ({
  id,
  name,
  rows,
  page,
  difference,
  when: { iso: '2026-11-22T10:41', text: say('22 Nov, 10:41', '22 nov., 10 h 41') },
  hash: '9f2c4e1ab07d'.repeat(5),
  state: 'saved' as const,
  stateWord: say('saved', 'enregistré'),
}));
kit.push(
  {
    id: 'domain_blocks',
    name: say('Domain blocks', 'Domaines bloqués'),
    rows: null,
    page: 104,
    when: null,
    hash: null,
    state: 'failed',
    stateWord: say('failed', 'échec'),
    sentence: say(
      'old.example answered with an error (500). Nothing of this list was kept; the others are safe.',
      'old.example a répondu par une erreur (500). Rien de cette liste n’a été gardé ; les autres sont à l’abri.',
    ),
    actions: [button(say('Try again', 'Réessayer'))],
  },
  {
    id: 'custom_filters',
    name: say('Filters', 'Filtres'),
    rows: null,
    page: null,
    when: null,
    hash: null,
    state: 'not-offered',
    stateWord: say('not offered', 'non proposé'),
    sentence: say(
      'Mastodon 4.5 exports no filters. They can be read from their pages, before the move.',
      'Mastodon 4.5 n’exporte pas les filtres. Ils peuvent être lus sur leurs pages, avant le déménagement.',
    ),
  },
);

const imports: ImportRow[] = (
  [
    ['follows', say('Follows', 'Abonnements'), 412, say('Asks to follow each of them again.', 'Demande à suivre chacun à nouveau.'), null],
    [
      'lists',
      say('Lists', 'Listes'),
      128,
      say('Makes your lists anew. Lists follow their members.', 'Recrée vos listes. Les listes suivent leurs membres.'),
      null,
    ],
    ['bookmarks', say('Bookmarks', 'Marque-pages'), 530, say('Looks up each post and bookmarks it.', 'Cherche chaque message et le marque.'), null],
    ['mutes', say('Mutes', 'Comptes masqués'), 21, say('Mutes them here too, without an end date.', 'Les masque ici aussi, sans date de fin.'), null],
    ['blocks', say('Blocks', 'Comptes bloqués'), 0, say('Blocks them here too.', 'Les bloque ici aussi.'), null],
    [
      'domain_blocks',
      say('Domain blocks', 'Domaines bloqués'),
      104,
      say('Blocks these servers for you.', 'Bloque ces serveurs pour vous.'),
      say('Cuts 3 of your follows, who live on these servers.', 'Coupe 3 de vos abonnements, qui vivent sur ces serveurs.'),
    ],
  ] as const
).map(([id, name, count, effect, warning]) => ({
  id,
  name,
  count,
  effect,
  warning,
  isTicked: count > 0 && id !== 'domain_blocks',
  canTick: count > 0,
  state: count > 0 ? ('ready' as const) : ('empty' as const),
  stateWord: count > 0 ? null : say('nothing to bring', 'rien à apporter'),
}));
const running: ImportRow[] = imports.map((row, index) => ({
  ...row,
  warning: null,
  canTick: false,
  ...(index === 0
    ? {
        state: 'done',
        stateWord: say('finished', 'terminé'),
        progress: { value: 412, max: 412, label: say('409 of 412 · 3 could not be found', '409 sur 412 · 3 introuvables') },
      }
    : index === 1
      ? {
          state: 'stopped',
          stateWord: say('stopped', 'arrêté'),
          progress: { value: 40, max: 128, label: say('40 of 128', '40 sur 128') },
          sentence: say(
            'new.example counted 127 rows where 128 were sent. Nothing was confirmed.',
            'new.example a compté 127 lignes au lieu de 128. Rien n’a été confirmé.',
          ),
        }
      : index === 4
        ? {}
        : index === 5
          ? { state: 'left-out', stateWord: say('left out', 'laissé de côté') }
          : { state: 'waiting', stateWord: say('waiting', 'en attente') }),
}));

const names = ['marie', 'jo', 'katrin', 'سارة', 'li_wei', 'bob', 'ada', 'grace', 'oulipo', 'tim'];
const rows: ReportRow[] = Array.from({ length: 20_000 }, (_, index) => ({
  list: index % 3 === 0 ? 'bookmarks' : 'follows',
  what:
    index % 3 === 0
      ? `https://social.example/@${names[index % 10]}/1134${index}`
      : `@${names[index % 10]}${index}@${['social', 'art', 'books', 'cité'][index % 4]}.example`,
  fate: index % 41 === 0 ? 'failed' : index % 17 === 0 ? 'requested' : index % 97 === 0 ? 'unknown' : 'there',
  why:
    index % 41 === 0
      ? say('art.example does not answer; it may be gone.', 'art.example ne répond pas ; il a peut-être disparu.')
      : index % 17 === 0
        ? say('They approve by hand.', 'Ces personnes approuvent à la main.')
        : '',
}));

const report = (
  <Report
    title={say('What arrived', 'Ce qui est arrivé')}
    summary={say('1,046 of 1,204 rows are there.', '1 046 lignes sur 1 204 sont là.')}
    basis={say(
      'Compared on 22 November, 10:41: fresh exports of @amelie@new.example against your kit.',
      'Comparé le 22 novembre à 10 h 41 : exports frais de @amelie@new.example face à votre kit.',
    )}
    lang={lang}
    lists={(
      [
        ['follows', say('Follows', 'Abonnements'), 371, 33, 8, 0, 0],
        ['lists', say('Lists', 'Listes'), 120, 0, 8, 0, 0],
        ['bookmarks', say('Bookmarks', 'Marque-pages'), 525, 0, 4, 0, 1],
        ['mutes', say('Mutes', 'Comptes masqués'), 21, 0, 0, 0, 0],
        ['blocks', say('Blocks', 'Comptes bloqués'), 9, 0, 0, 0, 0],
        ['domain_blocks', say('Domain blocks', 'Domaines bloqués'), 0, 0, 0, 104, 0],
      ] as const
    ).map(([id, name, there, requested, failed, skipped, unknown]) => ({
      id,
      name,
      counts: { there, changed: 0, requested, failed, skipped, unknown },
      label: say(`${name}: ${there} there, ${requested} asked, ${failed} failed`, `${name} : ${there} là, ${requested} demandés, ${failed} en échec`),
    }))}
    fateWords={{
      there: say('There', 'Arrivé'),
      changed: say('With other settings', 'Autres réglages'),
      requested: say('Asked, no answer yet', 'Demandé, sans réponse'),
      failed: say('Failed', 'Échec'),
      skipped: say('Left out', 'Laissé de côté'),
      unknown: say('Unknown', 'Inconnu'),
    }}
    fateMeanings={{
      there: say('Your new account has it.', 'Votre nouveau compte l’a.'),
      changed: say('Your new account has it, otherwise than saved.', 'Votre nouveau compte l’a, autrement que sauvegardé.'),
      requested: say(
        'Sent, not refused, not yet among your follows: we infer that they have not answered.',
        'Envoyé, non refusé, pas encore parmi vos abonnements : nous en déduisons une réponse en attente.',
      ),
      failed: say('new.example could not bring it; the reason stands in its row.', 'new.example n’a pas pu l’apporter ; la raison est sur sa ligne.'),
      skipped: say('You chose not to bring it.', 'Vous avez choisi de ne pas l’apporter.'),
      unknown: say('No server shows what became of it.', 'Aucun serveur ne montre ce qu’il en est.'),
    }}
    columns={{ list: say('List', 'Liste'), all: say('In your kit', 'Dans le kit') }}
    tableCaption={say('Each list and what became of its rows', 'Chaque liste et le sort de ses lignes')}
    rows={rows}
    rowsTitle={say('Row by row', 'Ligne par ligne')}
    rowWords={{
      search: say('Search a name, a server, a reason', 'Chercher un nom, un serveur, une raison'),
      list: say('List', 'Liste'),
      fate: say('Outcome', 'Sort'),
      all: say('all', 'toutes'),
      what: say('Row', 'Ligne'),
      why: say('Why', 'Pourquoi'),
      place: (from, to, of) => say(`${from} to ${to} of ${of.toLocaleString('en')}`, `${from} à ${to} sur ${of.toLocaleString('fr')}`),
      before: say('Back', 'Précédentes'),
      after: say('Further', 'Suivantes'),
      none: say('No row matches.', 'Aucune ligne ne correspond.'),
    }}
    exportCsv={{ label: say('Save as CSV', 'Enregistrer en CSV'), onPress: nothing }}
    print={{ label: say('Print', 'Imprimer'), onPrint: nothing }}
    again={{ label: say('Compare again', 'Comparer à nouveau'), onPress: nothing }}
  />
);

export const starts: Record<string, () => VNode> = {
  'start-accounts': () => (
    <Page at={null}>
      <Sheet
        title={say('Which account moves, and where to?', 'Quel compte déménage, et où ?')}
        lead={say(
          'We look both up in public; nothing is changed and nobody is told.',
          'Nous cherchons les deux en public ; rien n’est changé, personne n’est averti.',
        )}
      >
        <HandleField
          {...oldField}
          value="amelie@old.exmaple"
          problem={say('No server answers at old.exmaple. Is it spelt right?', 'Aucun serveur ne répond à old.exmaple. L’orthographe est-elle juste ?')}
          fromTab={{ label: say('Use @amelie@old.example, open in your tab', 'Prendre @amelie@old.example, ouvert dans votre onglet'), onPress: nothing }}
        />
        <HandleField
          {...newField}
          value="new.example"
          busy={say('Asking new.example…', 'Nous demandons à new.example…')}
          noAccount={{ label: say('I have no account there yet', 'Je n’y ai pas encore de compte'), checked: true, onChange: nothing }}
        />
      </Sheet>
    </Page>
  ),
  'start-access': () => (
    <Page at="#accounts">
      <Sheet title={say('Do you recognise them?', 'Les reconnaissez-vous ?')}>
        <FoundAccount
          side="old"
          mark={say('Old', 'Ancien')}
          name="Amélie 🐑 Dupont"
          handle="@amelie@old.example"
          picture={null}
          facts={['Mastodon 4.5.2', say('431 followers', '431 abonné·es')]}
          confirm={null}
          settled={say('This is your old account.', 'C’est votre ancien compte.')}
          change={{ label: say('Change', 'Changer'), onPress: nothing }}
        />
        <FoundAccount
          side="new"
          mark={say('New', 'Nouveau')}
          name={'‮Hostile ‏name‮ <b>bold</b>'.repeat(4)}
          handle={`@amelie@${'new.'.repeat(14)}example`}
          picture={`data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#7aa"/><circle cx="4" cy="3.4" r="1.6" fill="#fff"/><circle cx="4" cy="8" r="3" fill="#fff"/></svg>')}`}
          facts={['glitch-soc 4.6.0', say('0 followers', '0 abonné·e')]}
          confirm={{ label: say('This is me', 'C’est moi'), onPress: nothing }}
          change={{ label: say('Change', 'Changer'), onPress: nothing }}
        />
      </Sheet>
      <AccessPanel
        title={say('Let us onto these servers', 'Laissez-nous accéder à ces serveurs')}
        why={say(
          'Your browser asks you next. We see the account settings of these servers and no other site, and you can take it back at any time.',
          'Votre navigateur va vous demander. Nous verrons les pages de réglages de ces serveurs, aucun autre site, et vous pourrez le reprendre à tout moment.',
        )}
        listLabel={say('Servers', 'Serveurs')}
        servers={[
          {
            host: 'old.example',
            use: say('Your old account’s settings', 'Les réglages de l’ancien compte'),
            state: 'granted',
            stateWord: say('given', 'accordé'),
          },
          {
            host: 'social.new.example',
            use: say('Your new account’s settings', 'Les réglages du nouveau compte'),
            state: 'refused',
            stateWord: say('refused', 'refusé'),
          },
          {
            host: 'new.example',
            use: say('To look up @amelie@new.example', 'Pour trouver @amelie@new.example'),
            state: 'wanted',
            stateWord: say('not asked yet', 'pas encore demandé'),
          },
        ]}
        ask={{ label: say('Ask again for two servers', 'Demander à nouveau pour deux serveurs'), onPress: nothing }}
        notice={{
          tone: 'warn',
          title: say('social.new.example was refused', 'L’accès à social.new.example a été refusé'),
          body: [say('Without it the guide cannot show anything there. The rest works.', 'Sans lui, le guide ne peut rien y montrer. Le reste fonctionne.')],
        }}
      />
    </Page>
  ),
  'start-kit': () => (
    <Page at="#kit">
      <Notice
        tone="stop"
        isNews
        title={say('The browser’s storage is full', 'Le stockage du navigateur est plein')}
        body={[
          say(
            'Five lists are safe. Download the kit, then make room and go on.',
            'Cinq listes sont à l’abri. Téléchargez le kit, faites de la place, puis continuez.',
          ),
        ]}
        actions={[button(say('Download the kit', 'Télécharger le kit'))]}
      />
      <Sheet
        title={say('Your kit', 'Votre kit')}
        lead={say(
          'Everything saved from @amelie@old.example, byte for byte as the server gave it. It stays here until you delete it.',
          'Tout ce qui vient de @amelie@old.example, octet pour octet. Il reste ici jusqu’à ce que vous l’effaciez.',
        )}
      >
        <KitTable
          caption={say('The lists of your kit', 'Les listes de votre kit')}
          lang={lang}
          columns={{
            name: say('List', 'Liste'),
            rows: say('Rows', 'Lignes'),
            page: say('On the page', 'Sur la page'),
            when: say('Saved', 'Enregistré'),
            hash: say('Fingerprint', 'Empreinte'),
            state: say('State', 'État'),
          }}
          rows={kit}
          actions={[button(say('Download as ZIP', 'Télécharger en ZIP'), 'primary'), button(say('Save again', 'Enregistrer à nouveau'))]}
        />
        <DropZone
          title={say('Drop a kit, a list or an archive here', 'Déposez ici un kit, une liste ou une archive')}
          hint={say('ZIP, CSV or JSON. The file stays on this computer.', 'ZIP, CSV ou JSON. Le fichier reste sur cet ordinateur.')}
          choose={say('Choose files', 'Choisir des fichiers')}
          accept=".zip,.csv,.json"
          onFiles={nothing}
        />
      </Sheet>
      <Sheet title={say('Inside your archive', 'Dans votre archive')}>
        <YearsChart
          title={say('Posts over the years', 'Messages au fil des ans')}
          summary={say('2017 to 2026, 9,412 in all; most in 2022.', 'De 2017 à 2026, 9 412 en tout ; surtout en 2022.')}
          lang={lang}
          series={[say('Posts', 'Messages'), say('Boosts', 'Partages')]}
          years={[120, 340, 210, 480, 690, 1870, 1320, 640, 280, 90].map((posts, at) => ({
            year: 2017 + at,
            values: [posts, Math.round(posts * (0.2 + (at % 3) * 0.15))],
          }))}
          words={{ asTable: say('As a table', 'En tableau'), year: say('Year', 'Année') }}
        />
      </Sheet>
    </Page>
  ),
  'start-import': () => (
    <Page at="#import">
      <ImportSheet
        title={say('Bring your lists', 'Apporter vos listes')}
        lead={say(
          'To @amelie@new.example. Nothing there is overwritten; each list is added to what is there.',
          'Vers @amelie@new.example. Rien n’y est écrasé ; chaque liste s’ajoute à ce qui s’y trouve.',
        )}
        listLabel={say('Lists to bring', 'Listes à apporter')}
        lang={lang}
        rows={imports}
        onTick={nothing}
        totals={say('1,091 rows in 4 lists', '1 091 lignes dans 4 listes')}
        actions={[button(say('Import all', 'Tout importer'), 'primary')]}
      />
      <ImportSheet
        title={say('Bring your lists', 'Apporter vos listes')}
        lead={say('To @amelie@new.example.', 'Vers @amelie@new.example.')}
        listLabel={say('Lists on their way', 'Listes en route')}
        lang={lang}
        rows={running}
        onTick={nothing}
        totals={say('452 of 1,091 rows', '452 lignes sur 1 091')}
        notice={{
          tone: 'stop',
          isNews: true,
          title: say('Stopped at a surprise', 'Arrêt sur une surprise'),
          body: [
            say(
              'One row is missing from the list of lists. It was not confirmed and can be taken back.',
              'Il manque une ligne aux listes. L’import n’a pas été confirmé et peut être repris.',
            ),
          ],
        }}
        actions={[button(say('Take it back', 'Le reprendre'), 'primary'), button(say('Leave it and go on', 'Le laisser et continuer'))]}
      />
    </Page>
  ),
  'start-report': () => <Page at="#report">{report}</Page>,
  'start-move': () => (
    <Page at="#accounts">
      <MoveSheet
        title={say('What moves, what is saved, what stays', 'Ce qui part, ce qui est enregistré, ce qui reste')}
        lead={say('Counted today, before anything happens.', 'Compté aujourd’hui, avant que rien n’arrive.')}
        lang={lang}
        parts={[
          {
            kind: 'moves',
            title: say('Moves', 'Part'),
            hint: say('With “Move followers”.', 'Avec « Déplacer les abonné·es ».'),
            items: [
              {
                name: say('Followers', 'Abonné·es'),
                count: 431,
                note: say('Minutes to days; some servers never answer.', 'De quelques minutes à quelques jours ; certains serveurs ne répondent jamais.'),
              },
            ],
          },
          {
            kind: 'saved',
            title: say('Is saved, then brought', 'Enregistré, puis apporté'),
            hint: say('From your kit.', 'Depuis votre kit.'),
            items: [
              { name: say('Follows', 'Abonnements'), count: 412 },
              { name: say('List members', 'Membres de listes'), count: 128 },
              { name: say('Bookmarks', 'Marque-pages'), count: 530 },
              { name: say('Mutes', 'Comptes masqués'), count: 21, note: say('Their end dates are lost.', 'Leurs dates de fin sont perdues.') },
              { name: say('Domain blocks', 'Domaines bloqués'), count: 104 },
            ],
          },
          {
            kind: 'stays',
            title: say('Stays behind', 'Reste là-bas'),
            hint: say('No server moves these.', 'Aucun serveur ne les déplace.'),
            items: [
              { name: say('Posts', 'Messages'), count: 6040 },
              { name: say('Favourites', 'Favoris'), count: null, note: say('Nobody can count them from here.', 'Personne ne peut les compter d’ici.') },
              { name: say('Direct messages', 'Messages privés'), count: null },
            ],
          },
        ]}
        actions={[button(say('Take me to the move', 'Me conduire au déménagement'), 'primary'), button(say('Not yet', 'Pas encore'), 'quiet')]}
      />
    </Page>
  ),
  'start-settings': () => (
    <Page at="#settings">
      <Settings
        title={say('Settings', 'Réglages')}
        language={{
          title: say('Language', 'Langue'),
          hint: say('Of this extension; your servers keep theirs.', 'De cette extension ; vos serveurs gardent la leur.'),
          choice,
        }}
        notifications={{
          title: say('Notifications', 'Notifications'),
          hint: say('Your browser asks you first.', 'Votre navigateur vous demandera d’abord.'),
          label: say('Tell me when something waited for is there', 'Me prévenir quand ce que j’attends est là'),
          checked: false,
          onChange: nothing,
        }}
        access={{
          title: say('Access', 'Accès'),
          hint: say('The servers this extension may see.', 'Les serveurs que cette extension peut voir.'),
          listLabel: say('Servers', 'Serveurs'),
          servers: ['old.example', 'new.example', 'social.new.example'],
          none: say('None.', 'Aucun.'),
          giveBack: { label: say('Give back access', 'Rendre l’accès'), onPress: nothing },
        }}
        startOver={{
          title: say('Start over', 'Recommencer'),
          hint: say('Forgets the plan and keeps the kit.', 'Oublie le plan et garde le kit.'),
          button: {
            label: say('Start over', 'Recommencer'),
            question: say('The steps you ticked are forgotten.', 'Les étapes cochées seront oubliées.'),
            yes: say('Start over', 'Recommencer'),
            no: say('Keep it', 'Garder'),
            onConfirm: nothing,
          },
        }}
        forget={{
          title: say('Forget everything', 'Tout oublier'),
          hint: say('Plan, kit, settings and access.', 'Plan, kit, réglages et accès.'),
          button: {
            label: say('Forget everything', 'Tout oublier'),
            question: say('The kit is deleted too.', 'Le kit aussi sera effacé.'),
            yes: say('Forget', 'Oublier'),
            no: say('Keep it', 'Garder'),
            onConfirm: nothing,
          },
        }}
      />
    </Page>
  ),
};
