/**
 * Our own few signs. Each is a function, so that a page only carries the ones it draws. All are decoration: the word
 * stands beside them.
 */
import type { ComponentChildren } from 'preact';

type Props = { flips?: boolean; children: ComponentChildren };

function Icon({ flips, children }: Props) {
  return (
    <svg class={flips ? 'icon flips' : 'icon'} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

function path(d: string, flips = false) {
  return () => (
    <Icon flips={flips}>
      <path d={d} />
    </Icon>
  );
}

export const TickIcon = path('M3 8.5 6.5 12 13 4.5');
export const DownIcon = path('M4 6.2 8 10.2 12 6.2');
export const UpIcon = path('M4 9.8 8 5.8 12 9.8');
export const WarnIcon = path('M8 2.2 14.5 13.5H1.5ZM8 6.5v3.2M8 11.6v.1');
export const InfoIcon = path('M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7.4v3.6M8 5v.1');
export const StopIcon = path('M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4L1.8 10.6V5.4ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4');
export const WaitIcon = path('M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 4.5V8l2.4 1.6');
export const DownloadIcon = path('M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11');
export const DropIcon = path('M8 10.5v-8M4.8 5.5 8 2.3 11.2 5.5M2.5 10v3.5h11V10');
export const PrintIcon = path('M4.5 6V2.2h7V6M4.5 11.5h-2.5V6h12v5.5h-2.5M4.5 9.5h7v4.3h-7Z');
export const SearchIcon = path('M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6M10.6 10.6 14 14');
export const KeyIcon = path('M5.2 5.4a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 8.2h6v2.6M11.2 8.2v2', true);
