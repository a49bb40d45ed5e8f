/**
 * The second half of `npm start`, when everything is installed and built: practice servers, and a browser for a person
 * or a walk without one.
 */
import { spawn } from 'node:child_process';
import { createHash, type X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { type BrowserKind, launch } from '../tests/e2e/browser';
import { walk } from '../tests/e2e/walk';
import { type RunningPractice, startPractice } from '../tests/practice/server';
import { browserPath } from './browsers.mjs';
import { binary, command, SetUpError } from './set-up.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const [kind, how, folder] = process.argv.slice(2) as [BrowserKind, 'headless' | 'shown', string?];
const practice = await startPractice();

async function walkAlone(pictures: string): Promise<void> {
  const target = path.resolve(root, pictures);
  fs.mkdirSync(target, { recursive: true });
  for (const old of fs.readdirSync(target).filter((name) => /^\d\d-.*\.png$/.test(name))) fs.rmSync(path.join(target, old));
  let isStopped = false;
  const stop = () => {
    if (isStopped) return;
    isStopped = true;
    console.log(`\nStopped. The pictures taken so far are in ${path.relative(process.cwd(), target)}${path.sep}`);
    // What fails from now on fails because the browser is on its way out.
    process.on('unhandledRejection', () => {});
    process.exitCode = 130;
    // Playwright hears it, too, and ends the browser; this is for the moments when it has none.
    setTimeout(() => process.exit(130), 10_000).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const browser = await launch(kind, { port: practice.port, hosts: practice.hosts, pictures: target }).catch((error: unknown) => {
    if (!isStopped) throw error;
  });
  if (!browser) return;
  let last = 'before the first stop';
  try {
    await walk(browser, practice, {
      onStop: async (name, page) => {
        last = `after “${name}”`;
        console.log(`  ${path.basename(await browser.screenshot(page, name))}`);
      },
    });
  } catch (error) {
    if (isStopped) return;
    const pages = browser.context.pages();
    const shown = await Promise.all(pages.map((page, index) => browser.screenshot(page, `stopped-${index + 1}`).catch(() => null)));
    const where = shown.flatMap((file) => (file === null ? [] : [path.relative(process.cwd(), file)])).join(', ');
    const why = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    throw new SetUpError(`The walk stopped ${last}: ${why}\nWhere it stood: ${where === '' ? 'no picture could be taken' : where}`);
  } finally {
    // Of a browser that ended by itself, what is left goes when this process does.
    await browser.close().catch((error: unknown) => {
      if (!isStopped) throw error;
    });
  }
  if (isStopped) return;
  console.log(`\nThe whole move was walked in ${kind}. A picture of every stop is in ${path.relative(process.cwd(), target)}${path.sep}`);
}

/**
 * The person's browser: only the practice hosts are ours, every other site is as ever, certificates are checked, and
 * the prompts are the real ones.
 */
async function openForPerson(): Promise<void> {
  const certificate = await practiceCertificate();
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-practice-'));
  const door = await openDoor(practice);
  const pages = practice.servers.filter((server) => ['old.localhost', 'new.localhost'].includes(server.domain)).map((server) => `${server.origin}/practice`);
  console.log(`A browser opens (${browserPath(kind)}) with Transhumance in it. Its button is behind the puzzle piece in the toolbar.\n`);
  for (const server of practice.servers) console.log(`  ${server.origin}/practice   Mastodon ${server.options.version}`);
  console.log(`
Begin in the tab of Transhumance, which opens by itself; later, its button leads on.
  Type @amelie@old.localhost as the old account and @amelie_new@new.localhost as the new one, each with Enter.
  Then press “Give access”, and allow it.
  To sign in on either server: amelie@mail.example, with the password “practice”.
Close the browser or press Ctrl-C to end.
`);
  // web-ext installs an unsigned extension in any Firefox, and in a Chrome that no longer takes one from the command
  // line.
  const runner = spawn(
    process.execPath,
    [
      binary('web-ext'),
      'run',
      ...commonOptions(pages),
      ...(kind === 'chromium' ? chromiumOptions(certificate, profile) : firefoxOptions(certificate, profile, door.port)),
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, NO_UPDATE_NOTIFIER: '1' },
    },
  );
  process.once('SIGINT', () => runner.kill('SIGINT'));
  await new Promise((resolve) => runner.once('exit', resolve));
  door.close();
  fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

const commonOptions = (pages: readonly string[]) => [
  '--no-config-discovery',
  '--no-input',
  '--no-reload',
  `--source-dir=.output/${kind === 'chromium' ? 'chrome' : 'firefox'}-mv3`,
  ...pages.map((page) => `--start-url=${page}`),
];

function chromiumOptions(certificate: X509Certificate, profile: string): string[] {
  const publicKey = createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  return [
    '--target=chromium',
    `--chromium-binary=${browserPath('chromium')}`,
    `--chromium-profile=${profile}`,
    `--args=--host-resolver-rules=${practice.hosts.map((host) => `MAP ${host}:443 127.0.0.1:${practice.port}`).join(', ')}`,
    // This one certificate is taken; all others are checked as ever.
    `--args=--ignore-certificate-errors-spki-list=${publicKey}`,
    ...(process.getuid?.() === 0 ? ['--args=--no-sandbox'] : []),
  ];
}

function firefoxOptions(certificate: X509Certificate, profile: string, door: number): string[] {
  // Firefox maps no port by host; a proxy rule for our hosts does.
  const ours = practice.hosts.map((host) => `host === ${JSON.stringify(host)}`).join(' || ');
  const rule = `function FindProxyForURL(url, host) { return (${ours}) ? 'PROXY 127.0.0.1:${door}' : 'DIRECT'; }`;
  // The exception a person makes with "Accept the Risk and Continue", for these hosts and this certificate.
  const exceptions = practice.hosts.map((host) => `${host}:443:\tOID.2.16.840.1.101.3.4.2.1\t${certificate.fingerprint256}\t\n`);
  fs.writeFileSync(path.join(profile, 'cert_override.txt'), exceptions.join(''));
  return [
    '--target=firefox-desktop',
    `--firefox=${browserPath('firefox')}`,
    `--firefox-profile=${profile}`,
    '--pref=network.proxy.type=2',
    `--pref=network.proxy.autoconfig_url=data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(rule).toString('base64')}`,
    '--pref=network.proxy.allow_hijacking_localhost=true',
  ];
}

/** A proxy that knows one way: to the practice servers. */
async function openDoor(to: RunningPractice): Promise<{ port: number; close(): void }> {
  const door = http.createServer((_request, response) => response.writeHead(403).end());
  door.on('connect', (_request, socket, head) => {
    const through = net.connect(to.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      through.write(head);
      through.pipe(socket).pipe(through);
    });
    const end = () => {
      through.destroy();
      socket.destroy();
    };
    through.on('error', end);
    socket.on('error', end);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return { port: (door.address() as AddressInfo).port, close: () => door.close() };
}

const practiceCertificate = () =>
  new Promise<X509Certificate>((resolve, reject) => {
    const socket = tls.connect({ port: practice.port, host: '127.0.0.1', servername: practice.hosts[0] ?? '', rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate) resolve(certificate);
      else reject(new Error('The practice servers showed no certificate.'));
    });
    socket.once('error', reject);
  });

await command(async () => {
  try {
    if (how === 'headless') await walkAlone(folder ?? path.join('.practice', 'pictures', kind));
    else await openForPerson();
  } finally {
    await practice.close();
  }
});
