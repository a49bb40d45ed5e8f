/** Sample words and numbers for the gallery; never shipped. */
import type { CardView, FillOrder } from '../../browser/messages';

const words = {
  card: 'Transhumance',
  fold: 'Fold the card away',
  unfold: 'Open the card',
  undo: 'Undo',
  goToField: 'Go to the field',
  showWhere: 'Show me where',
};
const mots = {
  card: 'Transhumance',
  fold: 'Replier la carte',
  unfold: 'Ouvrir la carte',
  undo: 'Annuler',
  goToField: 'Aller au champ',
  showWhere: 'Me montrer',
};

/** Every refusal says the same here. */
const refused = (words: string) => new Proxy({}, { get: () => words }) as FillOrder['refused'];

const fill = {
  page: 'aliases' as const,
  fills: [{ field: 'acct', value: '@amelie@old.example' }],
  expect: { origin: 'https://new.example', handle: 'amelie@new.example' },
  auto: true,
  done: 'We filled in @amelie@old.example.',
  after: { title: 'Press “Create alias”', body: [] },
  refused: refused('The page changed, so nothing was filled in.'),
};
const base: CardView = {
  id: 'alias.press',
  side: 'new',
  tone: 'act',
  lang: 'en',
  mark: 'New',
  handle: '@amelie@new.example',
  place: '5 of 9',
  title: 'Press “Create alias”',
  body: ['Your new account then says it is also your old one. Nothing happens to your old account yet; you can remove the alias any time.'],
  point: { page: 'aliases', field: 'acct' },
  fill,
  buttons: [{ label: 'Fill in', act: { kind: 'fill' }, look: 'primary' }],
  progress: null,
  folded: false,
  words,
};
const old = { side: 'old' as const, mark: 'Old', handle: '@amelie@old.example' };

export const cards: readonly CardView[] = [
  base,
  {
    ...base,
    ...old,
    id: 'move.wrong',
    tone: 'warn',
    place: '6 of 9',
    title: 'Not this account',
    body: ['You are signed in as @band@old.example. The move is for @amelie@old.example, so nothing was filled in.'],
    point: null,
    fill: null,
    buttons: [{ label: 'How to switch', act: { kind: 'tell', button: 'primary' }, look: 'primary' }],
  },
  {
    ...base,
    id: 'import.runs',
    tone: 'wait',
    place: '7 of 9',
    title: 'Follows are coming in',
    body: [],
    point: null,
    fill: null,
    buttons: [],
    progress: { value: 258, max: 412, label: '258 of 412 sent · 3 could not be found' },
  },
  {
    ...base,
    ...old,
    id: 'move.press',
    place: '6 of 9',
    title: 'Press “Move followers”',
    body: [
      'Your server then asks each follower’s server to follow @amelie@new.example instead; that takes minutes to days.',
      'It cannot be taken back, and you cannot move again for 30 days. Your password stays between you and old.example.',
    ],
    buttons: [
      { label: 'What moves, what stays', act: { kind: 'tell', button: 'primary' }, look: 'outline' },
      { label: 'Not now', act: { kind: 'tell', button: 'quiet' }, look: 'quiet' },
    ],
  },
  {
    ...base,
    ...old,
    id: 'move.done',
    tone: 'done',
    place: '6 of 9',
    title: 'Your followers are on their way',
    body: ['old.example now points to @amelie@new.example. The next stop is on new.example.'],
    point: null,
    fill: null,
    buttons: [{ label: 'Take me to the next page', act: { kind: 'tell', button: 'primary' }, look: 'primary' }],
  },
  {
    ...base,
    id: 'alias.hostile',
    handle: `@${'a'.repeat(90)}\u202egnp.exe${'long'.repeat(20)}@new.example`,
    title: 'Press “انشاء اسم مستعار”',
    body: [`Your old address is @${'x'.repeat(180)}@${'sub.'.repeat(12)}old.example.`],
  },
  {
    ...base,
    id: 'alias.fr',
    lang: 'fr',
    mark: 'Nouveau',
    place: '5 sur 9',
    title: 'Appuyez sur « Créer un alias »',
    body: ['Votre nouveau compte dira alors qu’il est aussi l’ancien. Rien n’arrive encore à votre ancien compte ; vous pouvez retirer l’alias à tout moment.'],
    fill: { ...fill, done: 'Nous avons rempli @amelie@old.example.', refused: refused('La page a changé : rien n’a été rempli.') },
    buttons: [{ label: 'Remplir', act: { kind: 'fill' }, look: 'primary' }],
    words: mots,
  },
];
