/** Text whose handles, where a line is too short for them, break before an "@" or a "." and not in mid-word. */
export function Sentence({ children }: { children: string }) {
  const parts = children.split(/(?<=@\S*)(?=[@.][^\s@.])/);
  return <span>{parts.flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]))}</span>;
}
