import { useRef, useState } from 'preact/hooks';
import { DropIcon } from './Icon';
import { Notice, type NoticeProps } from './Notice';
import { Progress, type ProgressProps } from './Progress';

export type DropZoneProps = {
  /** "Drop a kit, a list or an archive here" */
  title: string;
  hint: string;
  /** "Choose files" */
  choose: string;
  /** ".zip,.csv,.json" */
  accept: string;
  busy?: ProgressProps | null;
  notice?: NoticeProps | null;
  onFiles(files: readonly File[]): void;
};

export function DropZone({ title, hint, choose, accept, busy = null, notice = null, onFiles }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  // dragenter and dragleave also come for every child that is passed over.
  const depth = useRef(0);
  const take = (files: Iterable<File> | null | undefined) => {
    const taken = [...(files ?? [])];
    if (taken.length > 0 && busy === null) onFiles(taken);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the button inside is for everybody
    <div
      class={isOver ? 'drop over' : 'drop'}
      onDragEnter={(event) => {
        event.preventDefault();
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => event.preventDefault()}
      onDragLeave={() => {
        depth.current -= 1;
        setOver(depth.current > 0);
      }}
      onDrop={(event) => {
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <DropIcon />
      <strong>{title}</strong>
      <p class="aside">{hint}</p>
      {busy === null ? (
        <label class="btn outline">
          <input
            class="unseen"
            type="file"
            multiple
            accept={accept}
            onChange={(event) => {
              take(event.currentTarget.files);
              // The same file may be chosen again after it was mended.
              event.currentTarget.value = '';
            }}
          />
          {choose}
        </label>
      ) : (
        <Progress {...busy} />
      )}
      {notice === null ? null : <Notice {...notice} />}
    </div>
  );
}
