/** A page shaped like a server's settings page, with our card and ring on it, to measure where they land. */
import { render } from 'preact';
import css from '../../assets/card.css?inline';
import { Card } from '../../components/Card';
import { cards } from './samples';

const query = new URLSearchParams(location.search);
const asked = (name: string) => query.get(name) ?? '';

// Mastodon sets no dir; it turns the body round by style (pages.md 3.4).
if (asked('dir') === 'rtl') document.body.style.direction = 'rtl';

const field = document.querySelector<HTMLInputElement>('input');
if (field === null) throw new Error('the page has no field');
Object.assign(field.style, { position: 'absolute', left: asked('left'), top: asked('top'), width: asked('width') });
document.body.style.height = asked('page') || '100vh';

const host = document.createElement('trail-card');
host.dataset.theme = asked('theme') || 'light';
const shadow = host.attachShadow({ mode: 'open' });
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
shadow.adoptedStyleSheets = [sheet];
const view = cards.find((card) => card.id === asked('card')) ?? cards[0];
if (view === undefined) throw new Error('no sample card');

const ring = document.createElement('div');
ring.id = 'ring';
ring.dataset.side = view.side ?? 'none';
const card = document.createElement('div');
card.id = 'card';
for (const popover of [ring, card]) {
  popover.popover = 'manual';
  shadow.append(popover);
}
document.body.append(host);
const draw = (folded: boolean) =>
  render(
    <Card
      view={{ ...view, folded }}
      filled={asked('filled') === 'yes' ? 'yes' : 'no'}
      isAtField
      onPress={() => field.focus()}
      onFold={draw}
      onUndo={() => {}}
    />,
    card,
  );
draw(asked('folded') === 'yes');
if (asked('corner') === 'yes') {
  card.dataset.corner = '';
  card.showPopover();
} else {
  // TypeScript 5.9 does not know `source` yet.
  for (const layer of [ring, card]) (layer.showPopover as (options: { source: HTMLElement }) => void).call(layer, { source: field });
  new IntersectionObserver(([seen]) => card.toggleAttribute('data-corner', seen?.isIntersecting === false)).observe(field);
}
