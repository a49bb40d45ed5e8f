import type { ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part of the page whose script is loaded when the part is shown: most people see it days after the first. */
export function onDemand<Props extends object>(load: () => Promise<(props: Props) => ComponentChild>): (props: Props) => ComponentChild {
  return function OnDemand(props: Props) {
    const [loaded, setLoaded] = useState<{ Draw: (props: Props) => ComponentChild } | null>(null);
    useEffect(() => void load().then((Draw) => setLoaded({ Draw })), []);
    return loaded === null ? null : <loaded.Draw {...props} />;
  };
}
