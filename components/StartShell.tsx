import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { AppMark } from './AppMark';
import { SAID, say, useKeptFocus } from './focus';
import { LanguageChoice, type LanguageChoiceProps } from './LanguageChoice';

export type StartShellProps = {
  appName: string;
  /** "Go to the content" */
  skip: string;
  navLabel: string;
  /** `#kit` and the like; empty before there is anything to visit. */
  nav: readonly {
    label: string;
    href: string;
    isCurrent: boolean;
    /** "7 lists", "running": what is new there. */
    news?: string | null;
  }[];
  language: LanguageChoiceProps;
  children: ComponentChildren;
  /** "No telemetry. Your data goes nowhere but to your own servers." */
  footnote?: string | null;
};

export function StartShell({ appName, skip, navLabel, nav, language, children, footnote = null }: StartShellProps) {
  const view = useRef<HTMLDivElement>(null);
  useKeptFocus(view);
  const current = nav.find(({ isCurrent }) => isCurrent);
  const before = useRef(current?.href);
  useEffect(() => {
    if (before.current !== undefined && before.current !== current?.href && current !== undefined) say(current.label);
    before.current = current?.href;
  }, [current?.href]);
  return (
    <div class="start" ref={view}>
      <a class="skip" href="#content">
        {skip}
      </a>
      <header class="top">
        <span class="app">
          <AppMark />
          {appName}
        </span>
        <LanguageChoice {...language} />
      </header>
      {nav.length === 0 ? null : (
        <nav aria-label={navLabel}>
          <ul>
            {nav.map(({ label, href, isCurrent, news = null }) => (
              <li key={href}>
                <a href={href} aria-current={isCurrent ? 'page' : undefined}>
                  {label}
                  {news === null ? null : <span class="news">{news}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <p id={SAID} class="unseen" role="status" />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      {footnote === null ? null : <footer class="footnote">{footnote}</footer>}
    </div>
  );
}
