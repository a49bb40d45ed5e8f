/** `npm start -- --headless`, stopped with Ctrl-C in the middle: it says so, and leaves no file and no process. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { browserKind } from './browser';

test('Ctrl-C ends the walk: no stack trace, no profile, no browser', async () => {
  // Everything of a temporary kind goes here, so that whatever is left can be seen.
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-stop-'));
  const [temporary, pictures] = [path.join(scratch, 'tmp'), path.join(scratch, 'pictures')];
  fs.mkdirSync(temporary);
  const walk = spawn(process.execPath, ['--import', 'tsx', 'scripts/practice.ts', browserKind(), 'headless', pictures], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const stopped = new Promise<void>((resolve) => {
    for (const stream of [walk.stdout, walk.stderr])
      stream.on('data', (data: Buffer) => {
        said += data.toString();
        if (said.includes('02-accounts-found.png')) resolve();
      });
  });
  const ended = new Promise<number | null>((resolve) => walk.once('exit', resolve));
  await Promise.race([stopped, ended]);
  expect(fs.readdirSync(temporary), 'the profile is where it was looked for').not.toEqual([]);
  walk.kill('SIGINT');
  expect({ code: await ended, said: said.split('\n').filter((line) => !/^ {2}\d\d-|^$/.test(line)) }).toEqual({
    code: 130,
    said: [`Stopped. The pictures taken so far are in ${path.relative(process.cwd(), pictures)}${path.sep}`],
  });
  // What tsx compiled is kept for the next time.
  expect(fs.readdirSync(temporary).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
  expect(
    spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line.includes(temporary)),
  ).toEqual([]);
  fs.rmSync(scratch, { recursive: true, force: true });
});
