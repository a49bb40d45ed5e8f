/** Text whose handles, where a line is too short for them, break before their server: a person compares its parts. */
export function Sentence({ children }: { children: string }) {
  const parts = children.split(/(?<=@[^\s@]+)(?=@)/);
  return <span>{parts.map((part, index) => [index > 0 && <wbr />, part])}</span>;
}
