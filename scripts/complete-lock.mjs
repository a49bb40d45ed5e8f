// @ts-check
/**
 * `node scripts/complete-lock.mjs`, after `npm install` has changed the lock file. npm leaves out the builds for other
 * systems when it does not see them (npm/cli#4828), and `npm ci` then refuses the file everywhere, or finds no build on
 * the other system. What is missing is written down as optional, by name, version and system; npm fetches it only where
 * it fits. The registry is asked for the checksum of each: without one, npm would take whatever it is given.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './set-up.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, license?: string, cpu?:
 * string[], os?: string[], libc?: string[], optionalDependencies?: Record<string, string> }} Locked
 */

const file = path.join(root, 'package-lock.json');
/** @type {{ packages: Record<string, Locked> }} */
const lock = JSON.parse(fs.readFileSync(file, 'utf8'));

const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32'];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/**
 * `@oxc-parser/binding-linux-arm-musleabihf` says it all in its name. @param {string} name @returns {Pick<Locked, 'cpu'
 * | 'os' | 'libc'> | undefined}
 */
function systemOf(name) {
  const words = name.split('/').at(-1)?.split('-') ?? [];
  const os = systems.find((each) => words.includes(each));
  const cpu = processors.find((each) => words.includes(each));
  if (!os || !cpu) return undefined;
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : words.some((word) => word.startsWith('gnu')) ? 'glibc' : undefined;
  return { cpu: [cpu], ...(libc ? { libc: [libc] } : {}), os: [os] };
}

/** @type {string[]} */
const added = [];
for (const [place, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] || lock.packages[`${place}/node_modules/${name}`]) continue;
    const system = systemOf(name);
    if (!system) {
      console.log(`left alone: ${name}@${version}, whose system its name does not tell`);
      continue;
    }
    const taken = added.includes(`node_modules/${name}`);
    const home = taken ? `${place}/node_modules/${name}` : `node_modules/${name}`;
    lock.packages[home] = { version, ...(parent.dev ? { dev: true } : {}), ...(parent.license ? { license: parent.license } : {}), optional: true, ...system };
    added.push(home);
  }
}
/** @type {string[]} */
const checked = [];
for (const [place, locked] of Object.entries(lock.packages)) {
  const name = place.split('node_modules/').at(-1) ?? '';
  if (place === '' || locked.integrity !== undefined) continue;
  const asked = spawnSync('npm', ['view', `${name}@${locked.version}`, 'dist', '--json'], { encoding: 'utf8' });
  if (asked.status !== 0) throw new Error(`The registry does not tell the checksum of ${name}@${locked.version}: ${asked.stderr}`);
  const { integrity } = JSON.parse(asked.stdout);
  lock.packages[place] = { ...locked, integrity };
  checked.push(name);
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
if (added.length + checked.length > 0) fs.writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
console.log(added.length > 0 ? `added ${added.length}:\n  ${added.join('\n  ')}` : 'complete');
if (checked.length > 0) console.log(`checksums asked for: ${checked.join(', ')}`);
