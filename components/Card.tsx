import type { ComponentChild } from 'preact';
import type { CardButton, CardView, Refusal } from '../browser/messages';
import { Button } from './Button';
import { Countdown } from './Countdown';
import { DownIcon, TickIcon, UpIcon, WaitIcon, WarnIcon } from './Icon';
import { Progress } from './Progress';
import { Sentence } from './Sentence';

export type CardProps = {
  view: CardView;
  /** What became of the fill the card offers. */
  filled: 'no' | 'yes' | Refusal;
  /** What the card points at can be filled in; else it is a button or a row. */
  isAtField: boolean;
  /** Each with the event behind it: the page can press our buttons, too (page/overlay.tsx). */
  onPress(button: CardButton, event: Event): void;
  onFold(folded: boolean, event: Event): void;
  onUndo(event: Event): void;
};

const toneIcons = { act: null, wait: WaitIcon, warn: WarnIcon, done: TickIcon };

// The card speaks its own language on a page that may be written the other way.
const direction = (lang: string) => (/^(ar|ckb|fa|he|ug|ur)\b/.test(lang) ? 'rtl' : 'ltr');

export function Card(props: CardProps) {
  const { view } = props;
  return (
    <section
      class={view.folded ? 'card line' : 'card'}
      tabIndex={-1}
      data-side={view.side ?? 'none'}
      data-tone={view.tone}
      aria-label={view.words.card}
      lang={view.lang}
      dir={direction(view.lang)}
    >
      <Top view={view} onFold={props.onFold} />
      {view.folded ? null : <Says {...props} />}
    </section>
  );
}

/** Which account it speaks of, or what it says in a line where it is folded. */
function Top({ view, onFold }: Pick<CardProps, 'view' | 'onFold'>) {
  const { words, folded } = view;
  const label = folded ? words.unfold : words.fold;
  return (
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
      <button key="fold" type="button" class="fold" aria-expanded={!folded} aria-label={label} title={label} onClick={(event) => onFold(!folded, event)}>
        {folded ? <UpIcon /> : <DownIcon />}
      </button>
    </div>
  );
}

function Says({ view, filled, isAtField, onPress, onUndo }: CardProps) {
  const ToneIcon = toneIcons[view.tone];
  const why = whyNot(view, filled);
  const buttons = buttonsOf(view, filled, isAtField);
  return (
    <div class="words">
      <h2>
        {ToneIcon === null ? null : <ToneIcon />}
        <Sentence>{view.title}</Sentence>
      </h2>
      <Body view={view} />
      {view.fill !== null && filled === 'yes' ? (
        <div class="note yes">
          <TickIcon />
          <Sentence>{view.fill.done}</Sentence>
          <Button label={view.words.undo} look="quiet" onPress={onUndo} />
        </div>
      ) : null}
      {why === undefined ? null : (
        <div class="note refused">
          <WarnIcon />
          <Sentence>{why}</Sentence>
        </div>
      )}
      {view.until === null ? null : <Countdown until={view.until} />}
      {view.progress === null ? null : <Progress {...view.progress} name={view.title} />}
      {buttons.length === 0 ? null : (
        <div class="buttons">
          {buttons.map((button) => (
            <Button key={button.label} label={button.label} look={button.look} side={button.side} onPress={(event) => onPress(button, event)} />
          ))}
        </div>
      )}
    </div>
  );
}

function buttonsOf({ buttons: all, point, words }: CardView, filled: CardProps['filled'], isAtField: boolean): CardButton[] {
  const buttons = all.filter((button) => filled !== 'yes' || button.act.kind !== 'fill');
  // The control may be out of sight, so the way to it is always offered.
  if (point !== null && !buttons.some(({ act }) => act.kind === 'focus'))
    buttons.push({ label: isAtField ? words.goToField : words.showWhere, act: { kind: 'focus' }, look: 'quiet', side: null });
  return buttons;
}

/** Why nothing was filled in, where that was asked for. */
function whyNot({ fill }: CardView, filled: CardProps['filled']): string | undefined {
  return fill?.refused[filled as Refusal];
}

/** All that it says, in the order of its news: what came of a press, then what is to be done. */
export function sentencesOf({ view, filled }: Pick<CardProps, 'view' | 'filled'>): string[] {
  if (view.folded) return [view.title];
  const became = filled === 'yes' ? view.fill?.done : whyNot(view, filled);
  return [...(became === undefined ? [] : [became]), view.title, ...view.body];
}

/** Paragraphs, or what is to be done as a list. */
function Body({ view: { body, isList } }: { view: CardView }): ComponentChild {
  const Item = isList ? 'li' : 'p';
  const items = body.map((words) => (
    <Item key={words}>
      <Sentence>{words}</Sentence>
    </Item>
  ));
  return isList ? <ol>{items}</ol> : items;
}

/** At the window's edge while the card is out of sight: what it says, and the way to it. */
export function PillButton({ view, onPress }: { view: CardView; onPress(event: Event): void }) {
  return (
    <button type="button" class="pill" lang={view.lang} dir={direction(view.lang)} data-side={view.side ?? 'none'} title={view.words.toCard} onClick={onPress}>
      {view.mark === null ? null : <span class="mark">{view.mark}</span>}
      <span class="says">{view.title}</span>
      <DownIcon />
    </button>
  );
}
