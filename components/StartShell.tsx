import type { ComponentChildren } from 'preact';
import { AppMark } from './AppMark';
import { LanguageChoice, type LanguageChoiceProps } from './LanguageChoice';

export type StartShellProps = {
  appName: string;
  /** "Go to the content" */
  skip: string;
  navLabel: string;
  /** `#kit` and the like; empty before there is anything to visit. */
  nav: readonly { label: string; href: string; isCurrent: boolean }[];
  language: LanguageChoiceProps;
  children: ComponentChildren;
  /** "No telemetry. Your data goes nowhere but to your own servers." */
  footnote?: string | null;
};

export function StartShell({ appName, skip, navLabel, nav, language, children, footnote = null }: StartShellProps) {
  return (
    <div class="start">
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
            {nav.map(({ label, href, isCurrent }) => (
              <li key={href}>
                <a href={href} aria-current={isCurrent ? 'page' : undefined}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      {footnote === null ? null : <footer class="footnote">{footnote}</footer>}
    </div>
  );
}
