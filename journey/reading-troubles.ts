/** Why something besides the lists could not be read or kept, whatever it is. */
export const readingTroubles = [
  'signed-out',
  'unreachable',
  'too-slow',
  'server-error',
  'unreadable',
  'storage-full',
  // read, and not kept as it was read
  'damaged',
  // the person went on without it
  'left',
] as const;
