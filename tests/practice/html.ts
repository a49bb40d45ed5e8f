/** Markup that is safe to put into markup; everything else is escaped on its way in. */
export interface Markup {
  readonly markup: string;
}
type Piece = Markup | string | number | false | null | undefined | readonly Piece[];

export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  let text = strings[0] ?? '';
  pieces.forEach((piece, index) => {
    text += write(piece) + (strings[index + 1] ?? '');
  });
  return { markup: text };
}

export const nothing: Markup = { markup: '' };

/**
 * ` name="value"` for each; `true` is written as simple_form does (`disabled="disabled"`), `false` and null not at all.
 */
export function attributes(values: Record<string, string | number | boolean | null | undefined>): Markup {
  const written = Object.entries(values)
    .filter(([, value]) => value !== false && value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeHtml(String(value === true ? name : value))}"`);
  return { markup: written.join('') };
}

/** JSON inside a script element: no character in it can end the element. */
export function json(value: unknown): Markup {
  const escaped = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return { markup: escaped };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function write(piece: Piece): string {
  if (piece === false || piece === null || piece === undefined) return '';
  if (typeof piece === 'string') return escapeHtml(piece);
  if (typeof piece === 'number') return String(piece);
  if ('markup' in piece) return piece.markup;
  return piece.map(write).join('');
}
