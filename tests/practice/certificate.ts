import { generate } from 'selfsigned';

/**
 * A throw-away certificate for the practice hosts, made at start: nothing is stored, nothing is trusted, no network is
 * needed.
 */
export async function makeCertificate(hosts: readonly string[], now: number): Promise<{ key: string; cert: string }> {
  const made = await generate([{ name: 'commonName', value: hosts[0] ?? 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 24 * 3_600_000),
    notAfterDate: new Date(now + 300 * 24 * 3_600_000),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames: [...hosts.map((host) => ({ type: 2 as const, value: host })), { type: 7 as const, ip: '127.0.0.1' }] },
    ],
  });
  return { key: made.private, cert: made.cert };
}
