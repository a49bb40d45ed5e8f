// @ts-check
/** `node scripts/run.mjs FILE args…`: set-up, then a TypeScript file. Ends as the file ends. */
import { command, runTypeScript, SetUpError, setUp } from './set-up.mjs';

await command(async () => {
  const [file, ...args] = process.argv.slice(2);
  if (!file) throw new SetUpError('Which file? node scripts/run.mjs FILE args…');
  setUp();
  process.exitCode = await runTypeScript(file, args);
});
