// @ts-check
/** `npm run format`: puts every file into the one format, and mends what the linter can mend. Set-up included. */
import { binary, command, must, setUp } from './set-up.mjs';

await command(() => {
  setUp();
  must(process.execPath, [binary('biome', '@biomejs/biome'), 'check', '--write', '.'], 'Something is left to mend by hand; biome says what above.');
});
