/** What a server says in public of how it treats other domains. */
import * as v from 'valibot';
import type { Send } from './http';
import { askPublic, type Told } from './public-answers';

const domainBlocks = v.array(v.object({ domain: v.fallback(v.string(), ''), digest: v.fallback(v.string(), ''), severity: v.fallback(v.string(), '') }));

type Treatment = 'suspend' | 'silence' | null;

/**
 * What a server says in public of how it treats another domain: cut off, limited, or not at all. Most servers tell
 * nobody (docs/mastodon.md, Public questions).
 */
export async function readBlock(origin: string, domain: string, send?: Send): Promise<Told<Treatment>> {
  const told = await readBlocks(origin, send);
  return told.ok ? { ok: true, value: await told.value(domain) } : told;
}

/** The same, to ask about many domains. */
async function readBlocks(origin: string, send?: Send): Promise<Told<(domain: string) => Promise<Treatment>>> {
  const { host } = new URL(origin);
  const told = await askPublic(host, `${origin}/api/v1/instance/domain_blocks`, send);
  if (!told.ok) return told;
  const blocks = v.safeParse(domainBlocks, told.value.json);
  if (!blocks.success) return { ok: false, problem: { kind: 'malformed', host } };
  // Names may be shown with stars, their digest is true.
  const known = new Map<string, string[]>();
  for (const { domain, digest, severity } of blocks.output)
    for (const name of [domain.toLowerCase(), digest.toLowerCase()]) known.set(name, [...(known.get(name) ?? []), severity]);
  return {
    ok: true,
    value: async (domain) => {
      // A block of a domain holds for everything below it.
      const names = domain.split('.').map((_, index, parts) => parts.slice(index).join('.'));
      const digests = await Promise.all(names.map(sha256));
      const found = [...names, ...digests].flatMap((name) => known.get(name) ?? []);
      return found.includes('suspend') ? 'suspend' : found.includes('silence') ? 'silence' : null;
    },
  };
}

/** Those of these domains that are cut off; null where the server tells nobody, or does not answer. */
export async function domainsCutOff(origin: string, domains: Iterable<string>, send?: Send): Promise<Set<string> | null> {
  const told = await readBlocks(origin, send);
  if (!told.ok) return null;
  const cut = new Set<string>();
  for (const domain of new Set(domains)) if ((await told.value(domain)) === 'suspend') cut.add(domain);
  return cut;
}

async function sha256(words: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(words)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
