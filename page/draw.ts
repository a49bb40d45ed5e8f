/**
 * Draws the card into a page, as Preact draws it in our own: what was drawn before stays the same element, so that the
 * focus stays where it is. The card is a small tree of components without state; for that, Preact is a third of the
 * script that every settings page would load (`npm test` compares the two).
 */
import type { ComponentChild } from 'preact';

type Props = Readonly<Record<string, unknown>>;
type Ref = ((element: Element | null) => void) | undefined;

/** An element, or text where `type` is empty. */
interface Wanted {
  readonly type: string;
  readonly key: unknown;
  readonly props: Props;
  readonly text: string;
  readonly ref: Ref;
  readonly children: readonly Wanted[];
}

interface Drawn {
  wanted: Wanted;
  readonly node: ChildNode;
  children: readonly Drawn[];
  /** Events that are listened for already: what is called is looked up then. */
  readonly heard: Set<string>;
}

interface Component {
  type: string | ((props: Props) => ComponentChild);
  key: unknown;
  props: Props;
  ref?: Ref;
}

const drawnIn = new WeakMap<Element, readonly Drawn[]>();

export function render(shown: ComponentChild, into: Element): void {
  drawnIn.set(into, drawAll(wantedOf(shown), drawnIn.get(into) ?? [], into));
}

/** Calls components until only elements and texts are left. */
function wantedOf(shown: unknown, key: unknown = null): Wanted[] {
  if (shown === null || shown === undefined || typeof shown === 'boolean') return [];
  if (Array.isArray(shown)) return shown.flatMap((each) => wantedOf(each));
  if (typeof shown !== 'object') return [{ type: '', key, props: {}, text: String(shown), ref: undefined, children: [] }];
  const { type, props, ref, ...own } = shown as Component;
  const name = own.key ?? key;
  if (typeof type === 'function') return wantedOf(type(props), name);
  return [{ type, key: name, props, text: '', ref: ref ?? (props.ref as Ref), children: wantedOf(props.children) }];
}

function drawAll(wanted: readonly Wanted[], before: readonly Drawn[], into: Element): Drawn[] {
  const left = [...before];
  const drawn = wanted.map((each) => {
    const at = left.findIndex(({ wanted: { type, key } }) => type === each.type && key === each.key);
    return drawOne(each, at < 0 ? undefined : left.splice(at, 1)[0], into);
  });
  for (const old of left) {
    leave(old);
    old.node.remove();
  }
  // What stands where it should is not touched: moved, it would lose the focus.
  for (const [at, { node }] of drawn.entries()) if (into.childNodes[at] !== node) into.insertBefore(node, into.childNodes[at] ?? null);
  return drawn;
}

function drawOne(wanted: Wanted, old: Drawn | undefined, into: Element): Drawn {
  const { type, text, props, ref } = wanted;
  const { ownerDocument: document, namespaceURI } = into;
  if (type === '') {
    const node = old?.node ?? document.createTextNode(text);
    if (node.nodeValue !== text) node.nodeValue = text;
    return { wanted, node, children: [], heard: new Set() };
  }
  const node = (old?.node ?? document.createElementNS(type === 'svg' ? 'http://www.w3.org/2000/svg' : namespaceURI, type)) as Element & ChildNode;
  const drawn = old ?? { wanted, node, children: [], heard: new Set() };
  const had = old?.wanted.props ?? {};
  const lastRef = old?.wanted.ref;
  drawn.wanted = wanted;
  for (const name of new Set([...Object.keys(had), ...Object.keys(props)])) if (had[name] !== props[name]) set(drawn, node, name, props[name]);
  drawn.children = drawAll(wanted.children, drawn.children, node);
  if (ref !== lastRef) {
    lastRef?.(null);
    ref?.(node);
  }
  return drawn;
}

function set(drawn: Drawn, node: Element, name: string, value: unknown): void {
  if (name === 'children' || name === 'ref') return;
  if (name === 'style') Object.assign((node as HTMLElement).style, value);
  else if (name.startsWith('on')) {
    if (!drawn.heard.has(name))
      node.addEventListener(name.slice(2).toLowerCase(), (event) => (drawn.wanted.props[name] as ((event: Event) => void) | undefined)?.(event));
    drawn.heard.add(name);
  } else if (value === null || value === undefined || (value === false && !name.startsWith('aria-'))) node.removeAttribute(name);
  else node.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
}

function leave({ wanted, children }: Drawn): void {
  wanted.ref?.(null);
  for (const child of children) leave(child);
}
