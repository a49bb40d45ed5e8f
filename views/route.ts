/**
 * Which page of the start page is shown: its address stands behind the `#`, so that it can be kept, sent and gone back
 * to.
 */
import { useEffect, useState } from 'preact/hooks';

export const startPages = ['now', 'accounts', 'inventory', 'kit', 'import', 'report', 'profile', 'ask', 'archive', 'manage'] as const;
export type StartPageId = (typeof startPages)[number];

/**
 * `#import` → `import`. Anything else, as an account that is taken over (`#old=amelie@old.example`), is what is to be
 * done now.
 */
export function pageOfHash(hash: string): StartPageId {
  const id = hash.replace(/^#/, '');
  return startPages.find((page) => page === id) ?? 'now';
}

export function goTo(page: StartPageId): void {
  location.hash = page;
}

export function usePage(): StartPageId {
  const [page, setPage] = useState(() => pageOfHash(location.hash));
  useEffect(() => {
    // The way past the navigation names a place on the same page.
    const follow = () => location.hash !== '#content' && setPage(pageOfHash(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return page;
}
