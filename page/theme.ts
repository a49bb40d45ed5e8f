/** Light or dark, as the page is. */

export const DARK = '(prefers-color-scheme: dark)';

/** That of the page, which may follow the system in the evening. */
export function wearTheme(host: HTMLElement): void {
  host.dataset.theme = isDark() ? 'dark' : 'light';
}

/**
 * Themes name themselves differently from version to version (docs/mastodon.md, Language, direction and colours); what
 * the page paints does not.
 */
function isDark(): boolean {
  for (const element of [document.querySelector('.admin-wrapper'), document.body, document.documentElement]) {
    if (element === null) continue;
    const [red = 0, green = 0, blue = 0, alpha = 1] = (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (alpha > 0) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return matchMedia(DARK).matches;
}
