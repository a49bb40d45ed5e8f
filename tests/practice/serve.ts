/** Starts the practice servers alone, for a person: `npx tsx tests/practice/serve.ts [port]`. */
import { startPractice } from './server';

const practice = await startPractice({ port: Number(process.argv[2] ?? 8443), portInAddresses: true, seedLarge: process.argv.includes('--large') });
console.log('The practice servers are running; your browser will ask about the certificate, which was made just now.\n');
for (const server of practice.servers) console.log(`  ${server.origin}/practice   Mastodon ${server.options.version}`);
console.log('\nAccounts: amelie / practice on the old one, amelie_new / practice on the new one. Ctrl-C ends it.');
