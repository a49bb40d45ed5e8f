const asked = new URLSearchParams(location.search);
export const lang = asked.get('lang') === 'fr' ? 'fr' : 'en';

/** The sample's words in the language the picture is taken in. */
export function say(en: string, fr: string): string {
  return lang === 'fr' ? fr : en;
}
