/**
 * What is bundled, with its licences: `licences.txt` of the built extension. Whoever hands a package on hands on its
 * licence, too. Which packages these are is seen while bundling, so that none is forgotten and none is named in vain.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineWxtModule } from 'wxt/modules';
import packageJson from '../package.json';

/** `text`: the licence in full. */
interface Bundled {
  name: string;
  version: string;
  license: string;
  text: string;
}

interface PackageJson {
  name: string;
  version: string;
  license: string;
  author?: string | { name: string };
}

/** What a package has packed into its one file, and names among its dependencies. */
const comesWith: Partial<Record<string, string[]>> = { jszip: ['lie', 'pako', 'readable-stream', 'setimmediate'] };

export default defineWxtModule((wxt) => {
  const folders = new Set<string>();
  wxt.hook('vite:build:extendConfig', (_, config) => {
    config.plugins = [
      ...(config.plugins ?? []),
      {
        name: 'licences',
        generateBundle: (_, bundle) => {
          for (const chunk of Object.values(bundle)) {
            if (chunk.type !== 'chunk') continue;
            for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
              const folder = packageFolder(id);
              if (folder !== null && renderedLength > 0) folders.add(folder);
            }
          }
        },
      },
    ];
  });
  wxt.hook('build:publicAssets', (_, files) => {
    const inside = [...folders].flatMap((folder) => (comesWith[basename(folder)] ?? []).map((name) => join(folder, '..', name)));
    files.push({ contents: licences([...new Set([...folders, ...inside])].map(bundled)), relativeDest: 'licences.txt' });
  });
});

/** The folder of the package that a module belongs to; null for our own, and for what the bundler makes up. */
function packageFolder(id: string): string | null {
  const [, folder = null] = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/@]+)\//.exec(id.replaceAll('\\', '/')) ?? [];
  return folder;
}

function bundled(folder: string): Bundled {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
  const file = readdirSync(folder).find((each) => /^(?:licen[cs]e|copying)(?:[-.]\w+)*$/i.test(each));
  const by = typeof author === 'object' ? author.name : (author ?? `the authors of ${name}`);
  // Some bring no text of their own, and only name the licence. Never one is handed on without its terms.
  if (file === undefined && license !== 'MIT') throw new Error(`${name} is bundled, and its licence (${license}) is in no file of its folder.`);
  return { name, version, license, text: file === undefined ? mit(by) : readFileSync(join(folder, file), 'utf8') };
}

const mit = (by: string) => `MIT License

Copyright (c) ${by}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The same text on every machine: by name, with one kind of line end. */
function licences(packages: readonly Bundled[]): string {
  const parts = packages
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(
      ({ name, version, license, text }) =>
        `${'='.repeat(80)}\n${name} ${version} (${license})\n${'='.repeat(80)}\n\n${text.replaceAll('\r\n', '\n').trim()}\n`,
    );
  return [
    `Transhumance ${packageJson.version} is under the Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/).\nIts sources: ${packageJson.homepage}\n\nIt contains parts of these packages, each under its own licence:\n`,
    ...parts,
  ].join('\n');
}
