/** What an archive, or a part of one, cannot be read for. */

import { type Text, text } from '../journey/text';
import type { ArchivePart, ArchiveProblem, ArchiveSummary, ArchiveTrouble } from '../kit/archive';

export function saysOfPart({ name, problem }: ArchiveTrouble): Text {
  const { kind } = problem;
  const why = kind === 'unreadable' || kind === 'damaged' ? text(`archive.problems.part-${kind}`) : saysOfArchive(problem);
  return text('archive.part', { name, why });
}

export function saysOfArchive(problem: ArchiveProblem): Text {
  switch (problem.kind) {
    case 'other-file':
      return text(
        problem.is === 'gzip' || problem.is === 'tar'
          ? 'archive.problems.tar'
          : problem.is === 'zip-part'
            ? 'kit.drop.foreign.part'
            : 'archive.problems.other-file',
      );
    case 'split':
      return text('kit.drop.foreign.part');
    case 'unsafe-name':
    case 'duplicate-name':
    case 'sizes-lie':
      return text('archive.problems.unsafe');
    case 'too-many-entries':
    case 'directory-too-large':
      return text('archive.problems.too-large', { name: '…' });
    case 'too-large':
      return text('archive.problems.too-large', { name: problem.name });
    case 'unreadable':
      return text('archive.problems.unreadable', { name: problem.name });
    case 'not-an-archive':
      return text(problem.kit ? 'archive.problems.kit' : 'archive.problems.not-an-archive');
    case 'unreadable-file':
    case 'not-a-zip':
    case 'truncated':
    case 'damaged':
    case 'encrypted':
    case 'unsupported':
    case 'stopped':
      return text(`archive.problems.${problem.kind}`);
    default:
      return problem satisfies never;
  }
}

/** That its end is missing, and what with it; nobody can say which pictures. */
export function saysOfCut(missing: readonly ArchivePart[]): Text {
  return text('archive.cutOff', { names: [...missing, 'media' as const].map((part) => text(`archive.parts.${part}`)) });
}

/** From when to when, and how much of everything. */
export function archiveSentences({ written, media, bookmarks, likes, bytes, troubles, cutOff }: ArchiveSummary, language: string): Text[] {
  const day = (time: string | null | undefined) =>
    time == null || Number.isNaN(Date.parse(time)) ? null : new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(Date.parse(time));
  const [first, last] = [day(written?.first), day(written?.last)];
  return [
    ...(first === null || last === null ? [] : [text('archive.between', { first, last })]),
    ...(cutOff === null ? [] : [saysOfCut(cutOff)]),
    ...troubles.map(saysOfPart),
    ...archiveFacts({ written, media, bookmarks, likes, bytes }, language),
  ];
}

/** The numbers of an archive; parts that are not in it are not spoken of. */
export function archiveFacts({ written, media, bookmarks, likes, bytes }: Omit<ArchiveSummary, 'profile' | 'troubles' | 'cutOff'>, language: string): Text[] {
  return [
    ...(written === null
      ? []
      : [
          text('archive.posts', { count: written.posts }),
          text('archive.replies', { count: written.replies }),
          text('archive.boosts', { count: written.boosts }),
        ]),
    text('archive.media', { count: media.count }),
    ...(bookmarks === null ? [] : [text('archive.bookmarks', { count: bookmarks })]),
    ...(likes === null ? [] : [text('archive.likes', { count: likes })]),
    text('archive.size', { size: shownSize(bytes, language) }),
  ];
}

/** `3.7 kB`, `1.2 GB`, as the language writes it. */
function shownSize(bytes: number, language: string): string {
  const power = bytes < 1_000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const unit = ['byte', 'kilobyte', 'megabyte', 'gigabyte'][power] ?? 'byte';
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / 1_000 ** power);
}
