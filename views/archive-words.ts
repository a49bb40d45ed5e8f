/** What an archive, or a part of one, cannot be read for. */

import { type Text, text } from '../journey/text';
import type { ArchiveProblem, ArchiveTrouble } from '../kit/archive';

export function saysOfPart({ name, problem }: ArchiveTrouble): Text {
  return text('archive.part', { name, why: saysOfArchive(problem) });
}

export function saysOfArchive(problem: ArchiveProblem): Text {
  switch (problem.kind) {
    case 'other-file':
      return text(problem.is === 'gzip' || problem.is === 'tar' ? 'archive.problems.tar' : 'archive.problems.other-file');
    case 'split':
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
