import path from 'node:path';
import { defineConfig } from 'wxt';
import packageJson from './package.json';

/** The add-on's id at addons.mozilla.org; tests pin its moz-extension:// origin by it. */
export const GECKO_ID = 'transhumance@transhumance.example';

export default defineConfig({
  modules: ['@wxt-dev/webextension-polyfill'],
  imports: false,
  hooks: {
    // The script on servers' pages draws without Preact (page/draw.ts).
    'vite:build:extendConfig': (entrypoints, config) => {
      if (!entrypoints.some(({ name }) => name === 'guide')) return;
      config.resolve = { ...config.resolve, alias: { 'preact/jsx-runtime': path.resolve('page/jsx-runtime.ts') } };
    },
  },
  manifestVersion: 3,
  manifest: ({ browser }) => ({
    name: '__MSG_name__',
    description: '__MSG_description__',
    default_locale: 'en',
    version: packageJson.version,
    homepage_url: packageJson.homepage,
    permissions: ['storage', 'scripting', 'activeTab', 'alarms'],
    optional_permissions: ['notifications'],
    // Nothing at install: each server is asked for by name, when it is named (docs/rules.md 3).
    optional_host_permissions: ['https://*/*'],
    incognito: 'not_allowed',
    content_security_policy: {
      extension_pages:
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' https:; base-uri 'none'; form-action 'none'",
    },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: GECKO_ID,
              strict_min_version: '140.0',
              // Asked for when "Import all" is pressed (browser/data-consent.ts).
              data_collection_permissions: { required: ['none'], optional: ['personallyIdentifyingInfo', 'websiteContent'] },
            },
          },
        }
      : { minimum_chrome_version: '120' }),
  }),
});
