/** The popup at several stops of a move. */
import type { VNode } from 'preact';
import { Button } from '../../components/Button';
import { Checklist } from '../../components/Checklist';
import { Notice } from '../../components/Notice';
import { PopupShell } from '../../components/PopupShell';
import type { Step } from '../../components/StepRow';
import { Welcome } from '../../components/Welcome';
import { say } from './say';

const nothing = () => {};
const press = (label: string) => ({ label, onPress: nothing });
const links = [press(say('Your kit', 'Votre kit')), press(say('Report', 'Bilan')), press(say('Settings', 'Réglages'))];

const titles: readonly [string, string, string, Step['side']][] = [
  ['accounts', 'Both accounts', 'Les deux comptes', null],
  ['save', 'Everything saved', 'Tout est enregistré', 'old'],
  ['archive', 'Posts archive', 'Archive des messages', 'old'],
  ['join', 'New account ready', 'Le nouveau compte est prêt', 'new'],
  ['alias', 'Name your old account there', 'Y nommer votre ancien compte', 'new'],
  ['move', 'Move followers', 'Déplacer les abonné·es', 'old'],
  ['import', 'Bring your lists', 'Apporter vos listes', 'new'],
  ['arrive', 'See them arrive', 'Les voir arriver', null],
  ['farewell', 'Say goodbye', 'Dire au revoir', 'old'],
];
const at = (here: number, more: Partial<Record<string, Partial<Step>>> = {}): Step[] =>
  titles.map(([id, en, fr, side], index) => ({
    id,
    title: say(en, fr),
    side,
    state: index < here ? 'seen' : index === here ? 'here' : index === here + 1 ? 'todo' : 'blocked',
    stateWord:
      index < here
        ? say('seen', 'vu')
        : index === here
          ? say('now', 'maintenant')
          : side === null
            ? say('later', 'plus tard')
            : say(`on ${side}.example`, `sur ${side}.example`),
    where: side === null ? null : say(`On ${side}.example`, `Sur ${side}.example`),
    body: [say('This comes later; what it does can be read here.', 'Cela vient plus tard ; voici ce que cela fera.')],
    ...more[id],
  }));

const route = (value: number) => ({
  old: { side: 'old' as const, mark: say('Old', 'Ancien'), name: '@amelie', server: 'old.example' },
  new: { side: 'new' as const, mark: say('New', 'Nouveau'), name: '@amelie', server: 'new.example' },
  trail: { value, max: 9, label: say(`${value} of 9 steps done`, `${value} étapes sur 9 faites`) },
});

const label = say('Your move, step by step', 'Votre déménagement, étape par étape');
const archive: Partial<Step> = { note: say('optional', 'facultatif'), state: 'said', stateWord: say('you said', 'selon vous') };
const saved: Partial<Step> = { note: say('7 lists, 1,204 rows', '7 listes, 1 204 lignes') };
const alias: Partial<Step> = {
  body: [
    say(
      'Your new account says it is also @amelie@old.example. Only then can your followers come along.',
      'Votre nouveau compte déclare être aussi @amelie@old.example. C’est ce qui permet à vos abonné·es de vous suivre.',
    ),
  ],
  primary: press(say('Take me there', 'M’y conduire')),
  why: {
    label: say('Why?', 'Pourquoi ?'),
    sentence: say(
      'Without it anyone could claim your followers for an account of theirs.',
      'Sans cela, n’importe qui pourrait réclamer vos abonné·es pour un autre compte.',
    ),
  },
};
const long = `@${'very-long-name-'.repeat(8)}`;

export const popups: Record<string, () => VNode> = {
  'popup-welcome': () => (
    <PopupShell route={null} links={[]}>
      <Welcome
        title={say('Move your Mastodon account to another server', 'Déménager votre compte Mastodon vers un autre serveur')}
        body={[
          say(
            'Step by step, with everything saved first. You press every button that changes something.',
            'Pas à pas, après avoir tout enregistré. C’est vous qui appuyez sur chaque bouton qui change quelque chose.',
          ),
        ]}
        start={press(say('Start', 'Commencer'))}
        aside={say(
          'Until you name your servers, this extension can see no site.',
          'Tant que vous n’avez pas nommé vos serveurs, cette extension ne voit aucun site.',
        )}
      />
    </PopupShell>
  ),
  'popup-take': () => (
    <PopupShell route={null} links={[]}>
      <Welcome title={say('Move your account', 'Déménager votre compte')} body={[]} start={press(say('Start', 'Commencer'))} />
      <div class="take">
        <Button label={say('I leave @amelie@old.example', 'Je quitte @amelie@old.example')} onPress={nothing} />
        <Button label={say('I move to @amelie@old.example', 'Je vais vers @amelie@old.example')} onPress={nothing} />
      </div>
    </PopupShell>
  ),
  'popup-over': () => (
    <PopupShell route={route(9)} links={links}>
      <Notice
        tone="done"
        title={say('You have moved', 'Vous avez déménagé')}
        body={[
          say(
            'Everything that could be seen is there. Your kit stays until you delete it.',
            'Tout ce qui pouvait être vu est là. Votre kit reste jusqu’à ce que vous l’effaciez.',
          ),
        ]}
      />
      <Checklist label={label} steps={at(9, { save: saved, archive })} current={null} />
    </PopupShell>
  ),
  'popup-here': () => (
    <PopupShell route={route(4)} links={links}>
      <Checklist label={label} steps={at(4, { save: saved, archive, alias })} current="alias" />
    </PopupShell>
  ),
  'popup-waiting': () => (
    <PopupShell route={route(7)} links={links}>
      <Checklist
        label={label}
        steps={at(7, {
          save: saved,
          archive: { note: say('optional', 'facultatif'), state: 'skipped', stateWord: say('skipped', 'passé') },
          arrive: {
            state: 'waiting',
            stateWord: say('waiting', 'en attente'),
            body: [
              say(
                '118 of 431 followers have arrived. Each server moves its own people when it gets to it.',
                '118 abonné·es sur 431 sont là. Chaque serveur déplace les siens à son rythme.',
              ),
            ],
            progress: { value: 118, max: 431, label: say('118 on new.example · 313 on old.example', '118 sur new.example · 313 sur old.example') },
            since: say('Since yesterday, 18:40. Usually minutes to days.', 'Depuis hier, 18 h 40. D’ordinaire, de quelques minutes à quelques jours.'),
            quiet: [press(say('Look again', 'Regarder à nouveau'))],
          },
          farewell: { state: 'todo' },
        })}
        current="arrive"
      />
    </PopupShell>
  ),
  'popup-names': () => (
    <PopupShell
      route={{
        ...route(0),
        old: { ...route(0).old, name: long, server: `${'sub.'.repeat(20)}example`, trouble: say('No access', 'Pas d’accès') },
        new: { ...route(0).new, name: say('No account yet', 'Pas encore de compte') },
      }}
      links={links}
    >
      <Checklist
        label={label}
        steps={at(1, {
          save: {
            body: [say(`Sign in as ${long}@old.example first.`, `Connectez-vous d’abord en tant que ${long}@old.example.`)],
            primary: press(say('Save every list', 'Enregistrer toutes les listes')),
            quiet: [press(say('Go on without saving', 'Continuer sans enregistrer'))],
          },
        })}
        current="save"
      />
    </PopupShell>
  ),
};
