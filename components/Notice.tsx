import { type ButtonProps, Buttons } from './Button';
import { InfoIcon, StopIcon, TickIcon, WarnIcon } from './Icon';

export type NoticeProps = {
  tone: 'info' | 'warn' | 'stop' | 'done';
  title: string;
  body?: readonly string[];
  actions?: readonly ButtonProps[];
  /** Came up while the person was here: read it aloud. */
  isNews?: boolean;
};

const icons = { info: InfoIcon, warn: WarnIcon, stop: StopIcon, done: TickIcon };

export function Notice({ tone, title, body = [], actions = [], isNews = false }: NoticeProps) {
  const ToneIcon = icons[tone];
  return (
    <div class="notice" data-tone={tone} role={isNews ? (tone === 'stop' ? 'alert' : 'status') : 'note'}>
      <ToneIcon />
      <div>
        <strong>{title}</strong>
        {body.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {actions.length === 0 ? null : <Buttons actions={actions} />}
      </div>
    </div>
  );
}
