/**
 * The `manifest` block of each `locales/LANGUAGE.json` becomes the extension's name and description in that language;
 * the file itself is read by `browser/i18n.ts`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineWxtModule } from 'wxt/modules';

export default defineWxtModule((wxt) => {
  wxt.hook('prepare:publicPaths', (_, paths) => {
    for (const name of readdirSync(resolve(wxt.config.root, 'locales')).filter((file) => file.endsWith('.json'))) paths.push(`locales/${name}`);
  });
  wxt.hook('build:publicAssets', (_, files) => {
    const folder = resolve(wxt.config.root, 'locales');
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      files.push({ absoluteSrc: resolve(folder, name), relativeDest: `locales/${name}` });
      const { manifest } = JSON.parse(readFileSync(resolve(folder, name), 'utf8')) as { manifest: Record<string, string> };
      const messages = Object.fromEntries(Object.entries(manifest).map(([key, message]) => [key, { message }]));
      files.push({ contents: JSON.stringify(messages, null, 2), relativeDest: `_locales/${name.replace('.json', '')}/messages.json` });
    }
  });
});
