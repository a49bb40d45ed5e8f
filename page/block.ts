/**
 * Where on a settings page the card stands: in the page's column, before the block that holds the control it speaks of.
 */

/** The title of the page and the server's own answers to what was just done: they are read first. */
const FIRST = '.content__heading, .content-heading, .flash-message';

interface Place {
  parent: Element;
  before: Element | null;
}

/**
 * `control` null, or outside the column like the side list's way to sign out: at the top of the page, after its title.
 */
export function placeFor(control: Element | null, document: Document): Place {
  // Every settings page of Mastodon 4.0 to 4.8 has it (app/views/layouts/admin.html.haml); the others are for forks
  // that do not.
  const column = document.querySelector('.content-wrapper .content') ?? document.querySelector('main') ?? document.body;
  if (control === null || !column.contains(control) || control === column) return top(column);
  let block = control;
  while (block.parentElement !== null && block.parentElement !== column) block = block.parentElement;
  // A single line belongs to the heading above it: the rows of the account settings.
  const heading = block.localName === 'p' && block.previousElementSibling?.matches('h2, h3, h4') === true ? block.previousElementSibling : block;
  return outOfRows({ parent: column, before: heading });
}

function top(column: Element): Place {
  return outOfRows({ parent: column, before: [...column.children].find((child) => !child.matches(`${FIRST}, script, style`)) ?? null });
}

/**
 * In a parent that sets its children side by side the card would take room from one of them: before all of them, then.
 */
function outOfRows(place: Place): Place {
  const { display, flexDirection, flexWrap } = getComputedStyle(place.parent);
  const isRow = display.endsWith('flex') && flexDirection.startsWith('row') && flexWrap === 'nowrap';
  const { parentElement } = place.parent;
  return isRow && parentElement !== null && place.parent.localName !== 'body' ? { parent: parentElement, before: place.parent } : place;
}
