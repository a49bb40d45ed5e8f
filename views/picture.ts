/** A profile picture, from a server we may talk to; from anywhere else there are initials (docs/rules.md 2). */
import { useEffect, useState } from 'preact/hooks';
import { fetchPicture } from '../mastodon/http';

/** A `blob:` address, or null: none yet, none to be had, or not ours to ask for. */
export function usePicture(address: string | null, access: readonly string[]): string | null {
  const [shown, setShown] = useState<string | null>(null);
  const isAllowed = address !== null && URL.canParse(address) && access.includes(new URL(address).host);
  useEffect(() => {
    let made: string | null = null;
    let isOver = false;
    setShown(null);
    if (isAllowed && address !== null)
      void fetchPicture(address, access).then((picture) => {
        if (picture === null || isOver) return;
        made = URL.createObjectURL(picture);
        setShown(made);
      });
    return () => {
      isOver = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [address, isAllowed]);
  return shown;
}
