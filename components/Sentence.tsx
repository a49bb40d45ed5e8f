/** Text whose handles, where a line is too short for them, break before an "@" or a "." and not in mid-word. */
export function Sentence({ children }: { children: string }) {
  const parts = children.split(/(?<=@\S*)(?=[@.][^\s@.])/);
  return <span>{parts.map((part, index) => [index > 0 && <wbr />, part])}</span>;
}
