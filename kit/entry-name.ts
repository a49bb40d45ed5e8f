/** What the names in a ZIP tell: names are keys, never paths. */

/** Made by the computer that packed it, not by the person: `__MACOSX/`, `.DS_Store`, `._kit.json`. */
export function isJunk(name: string): boolean {
  return /(?:^|\/)(?:__MACOSX\/|\.)/.test(name);
}

/** The last part of it. */
export function fileName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
