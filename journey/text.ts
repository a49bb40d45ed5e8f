/**
 * A sentence by its key, with what fills its gaps. Turned into words by `browser/i18n.ts`, in the language the person
 * reads.
 */
import type en from '../locales/en.json';

type Leaves<T, Prefix extends string = ''> = {
  [Key in keyof T & string]: T[Key] extends string ? `${Prefix}${Key}` : Leaves<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];

/** `deleted_one` and `deleted_other` are asked for as `deleted`. */
type WithoutPlural<Key extends string> = Key extends `${infer Stem}_${'one' | 'many' | 'other'}` ? Stem : Key;

/** Every key of `locales/en.json`: a typo does not compile. */
export type TextKey = WithoutPlural<Leaves<typeof en>>;

export interface Text {
  key: TextKey;
  /**
   * `count` chooses the plural form; dates are milliseconds under the name `date`, times of day under `time`,
   * codes of languages under `language`; a name that is a text itself is put into words, too, and several are written
   * as a list.
   */
  params?: Readonly<Record<string, string | number | Text | readonly Text[]>>;
}

export function text(key: TextKey, params?: Text['params']): Text {
  return params === undefined ? { key } : { key, params };
}
