import { Button, type ButtonProps } from './Button';
import { DownloadIcon, OnwardIcon, StopIcon } from './Icon';
import { written } from './numbers';
import { Sheet } from './Sheet';

export type MovePart = {
  kind: 'moves' | 'saved' | 'stays';
  title: string;
  hint: string;
  /** A null count is one nobody can know, and says so in its note. */
  items: readonly { name: string; count: number | null; note?: string | null }[];
};

export type MoveSheetProps = { title: string; lead: string; lang: string; parts: readonly MovePart[]; actions: readonly ButtonProps[] };

const signs = { moves: OnwardIcon, saved: DownloadIcon, stays: StopIcon };

export function MoveSheet({ title, lead, lang, parts, actions }: MoveSheetProps) {
  return (
    <Sheet isMain title={title} lead={lead}>
      <div class="parts">
        {parts.map((part) => {
          const Sign = signs[part.kind];
          return (
            <section key={part.kind} class="part" data-kind={part.kind} aria-label={part.title}>
              <h2>
                <Sign />
                {part.title}
              </h2>
              <p class="aside">{part.hint}</p>
              <ul>
                {part.items.map(({ name, count, note }) => (
                  <li key={name}>
                    <span>{name}</span>
                    <b>{count === null ? '' : written(lang, count)}</b>
                    {note ? <span class="aside">{note}</span> : null}
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      {actions.length === 0 ? null : (
        <div class="buttons">
          {actions.map((action) => (
            <Button key={action.label} {...action} />
          ))}
        </div>
      )}
    </Sheet>
  );
}
