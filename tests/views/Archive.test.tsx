// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import { type TextKey, text } from '../../journey/text';
import english from '../../locales/en.json';
import { Archive } from '../../views/Archive';
import { draw, press } from '../components/draw';
import { planAfter } from '../journey/sample';
import { forgeZip } from '../kit/zip-forge';

const t = translator('en', english);
const say = (key: TextKey) => t(text(key));

/** A file whose directory can be read, and whose entries `stream` gives. */
function file(stream: () => ReadableStream): File {
  const bytes = forgeZip([{ name: 'outbox.json', data: new TextEncoder().encode('{"orderedItems":[]}') }]);
  const part = (from: number, to: number): Blob =>
    ({
      size: to - from,
      stream,
      slice: (a: number, b: number) => part(from + a, Math.min(from + b, to)),
      arrayBuffer: async () => bytes.slice(from, to).buffer,
    }) as Blob;
  return part(0, bytes.length) as File;
}

function drop(on: Element | null, dropped: File) {
  const event = Object.assign(new Event('drop', { bubbles: true }), { dataTransfer: { files: [dropped] } });
  act(() => void on?.dispatchEvent(event));
}

test('a long reading can be stopped, and another file be tried', async () => {
  const { container, getByRole, findByText, findByRole } = draw(<Archive plan={planAfter()} />);
  drop(
    container.querySelector('.drop'),
    file(() => new ReadableStream()),
  );
  expect(getByRole('progressbar')).toBeTruthy();
  press(await findByRole('button', { name: say('archive.stop') }));
  await findByText(say('archive.problems.stopped'));
  const broken = new DOMException('gone', 'NotReadableError');
  drop(
    container.querySelector('.drop'),
    file(() => new ReadableStream({ pull: (controller) => controller.error(broken) })),
  );
  await findByText(say('archive.problems.unreadable-file'));
  expect(container.querySelector('[role=progressbar], progress')).toBeNull();
});
