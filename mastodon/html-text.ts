/** A profile's HTML as the text that a person would type (docs/mastodon.md, Details of an account). */

/**
 * Paragraphs and line breaks become line feeds, links their whole address, hashtags `#tag`, mentions `@user@domain`.
 * `parse` must not run anything that is in it.
 */
export function plainText(html: string, parse: (html: string) => Document): string {
  const { body } = parse(`<!doctype html><body>${html.slice(0, 100_000)}`);
  return textOf(body)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function textOf(node: Node): string {
  return [...node.childNodes].map(pieceOf).join('');
}

function pieceOf(node: Node): string {
  // Text, and elements; not comments.
  if (node.nodeType === 3) return node.nodeValue ?? '';
  if (node.nodeType !== 1) return '';
  const element = node as Element;
  switch (element.localName) {
    case 'br':
      return '\n';
    case 'p':
      return `${textOf(element)}\n\n`;
    case 'a':
      return linkText(element);
    case 'script':
    case 'style':
      return '';
    default:
      return textOf(element);
  }
}

/** The visible text of a link is cut with hidden and shortened parts; a mention shows no domain of its own server. */
function linkText(link: Element): string {
  const shown = (link.textContent ?? '').trim();
  const href = link.getAttribute('href') ?? '';
  if (/^#[^\s#]+$/.test(shown) || !URL.canParse(href)) return shown;
  const { host, pathname } = new URL(href);
  const mentioned = /^\/@([\w.-]+)$/.exec(pathname)?.[1];
  if (/^@/.test(shown) && mentioned !== undefined) return shown.slice(1).includes('@') ? shown : `@${mentioned}@${host}`;
  return href;
}
