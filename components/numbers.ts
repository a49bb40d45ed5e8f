/** A number as people write it in their language: "1,204", "1 204". */
export function written(lang: string, number: number): string {
  return new Intl.NumberFormat(lang).format(number);
}
