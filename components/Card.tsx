import type { CardButton, CardView } from '../browser/messages';
import { Button } from './Button';
import { DownIcon, TickIcon, UpIcon, WaitIcon, WarnIcon } from './Icon';
import { Progress } from './Progress';

export type CardProps = {
  view: CardView;
  /** What became of the fill the card offers. */
  filled: 'no' | 'yes' | 'refused';
  onPress(button: CardButton): void;
  onFold(folded: boolean): void;
  onUndo(): void;
};

const toneIcons = { act: null, wait: WaitIcon, warn: WarnIcon, done: TickIcon };

// The card speaks its own language on a page that may be written the other way.
const writtenFromTheRight = /^(ar|ckb|dv|fa|he|ks|ku|ps|sd|ug|ur|yi)\b/;

export function Card({ view, filled, onPress, onFold, onUndo }: CardProps) {
  const { words, folded, fill } = view;
  const ToneIcon = toneIcons[view.tone];
  const buttons = view.buttons.filter((button) => filled !== 'yes' || button.act.kind !== 'fill');
  const goesToField = buttons.some((button) => button.act.kind === 'focus');
  return (
    <section
      class={folded ? 'pill' : 'card'}
      data-side={view.side ?? 'none'}
      data-tone={view.tone}
      aria-label={words.card}
      lang={view.lang}
      dir={writtenFromTheRight.test(view.lang) ? 'rtl' : 'ltr'}
    >
      <div class="top">
        {view.mark === null ? null : <span class="mark">{view.mark}</span>}
        {folded ? <h2>{view.title}</h2> : null}
        {/* bdi: a handle may hold text of the other direction, and must not turn the line round. */}
        {folded || view.handle === null ? null : (
          <bdi class="handle" dir="ltr" title={view.handle}>
            {view.handle}
          </bdi>
        )}
        {folded || view.place === null ? null : <span class="place">{view.place}</span>}
        {/* One and the same button folds and opens, so that the focus stays on it. */}
        <button
          key="fold"
          type="button"
          class="fold"
          aria-expanded={!folded}
          aria-label={folded ? words.unfold : words.fold}
          title={folded ? words.unfold : words.fold}
          onClick={() => onFold(!folded)}
        >
          {folded ? <UpIcon /> : <DownIcon />}
        </button>
      </div>
      {folded ? null : (
        <div class="words">
          <div aria-live="polite">
            <h2>
              {ToneIcon === null ? null : <ToneIcon />}
              <span>{view.title}</span>
            </h2>
            {view.body.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            {fill !== null && filled === 'yes' ? (
              <div class="note yes">
                <TickIcon />
                <span>{fill.done}</span>
                <Button label={words.undo} look="quiet" onPress={onUndo} />
              </div>
            ) : null}
            {fill !== null && filled === 'refused' ? (
              <div class="note refused">
                <WarnIcon />
                <span>{fill.refused}</span>
              </div>
            ) : null}
          </div>
          {view.progress === null ? null : <Progress {...view.progress} name={view.title} />}
          {buttons.length === 0 && view.point === null ? null : (
            <div class="buttons">
              {buttons.map((button) => (
                <Button key={button.label} label={button.label} look={button.look} onPress={() => onPress(button)} />
              ))}
              {/* Opening a popover does not move the focus everywhere, so the way to the field is always offered. */}
              {view.point === null || goesToField ? null : (
                <Button label={words.goToField} look="quiet" onPress={() => onPress({ label: words.goToField, act: { kind: 'focus' }, look: 'quiet' })} />
              )}
            </div>
          )}
        </div>
      )}
    </section>
  );
}
