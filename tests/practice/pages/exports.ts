import { archiveName, canRequestArchive, makeArchive } from '../archive';
import { exportFiles, filtersJson, type ListName } from '../files';
import { attributes, html, type Markup, nothing } from '../html';
import { errorPage, settingsPage } from '../layout';
import { open, signedIn } from '../routes';
import { type Backup, nextId, type ServerState } from '../state';
import { since } from '../versions';
import { type Reply, redirect, type SignedIn, textReply } from '../visit';
import { counted, dateText, isoSeconds, sizeIn } from '../words';

export const exportRoutes = [
  signedIn('GET', '/settings/export', (visit) => page(visit)),
  signedIn('POST', '/settings/export', async (visit) => {
    const { account, server, now } = visit;
    // docs/mastodon.md, Archive: within six days it is refused with a page
    if (!canRequestArchive(server, account, now)) return errorPage(visit, 403);
    await requestArchive(server, visit);
    return redirect(visit, '/settings/export');
  }),
  ...(Object.keys(exportFiles) as ListName[]).map((name) =>
    signedIn('GET', `/settings/exports/${name}.csv`, ({ account, server }) =>
      attachment(exportFiles[name].filename, 'text/csv', exportFiles[name].write(account, server)),
    ),
  ),
  signedIn('GET', '/settings/exports/custom_filters.json', (visit) =>
    since(visit.server, '4.6') ? attachment('custom_filters.json', 'application/json', filtersJson(visit.account)) : textReply('', 404),
  ),
  signedIn('GET', '/backups/:id/download', (visit) => {
    const backup = visit.account.backups.find((one) => String(one.id) === visit.params.id && one.ready);
    return backup === undefined || !since(visit.server, '4.1.1') ? textReply('', 404) : redirect(visit, storagePath(backup));
  }),
  open('GET', '/system/backups/dumps/:id/original/:name', (visit) => {
    const backup = [...visit.server.accounts.values()].flatMap((account) => account.backups).find((one) => storagePath(one) === visit.path && one.ready);
    if (backup?.bytes == null) return textReply('', 404);
    return {
      status: 200,
      headers: { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename="${backup.name}"` },
      body: backup.bytes,
    };
  }),
];

async function requestArchive(server: ServerState, visit: SignedIn): Promise<void> {
  const { account, now } = visit;
  const backup: Backup = { id: nextId(server), created: now, name: archiveName(server, now), ready: false, bytes: null };
  account.backups.unshift(backup);
  backup.bytes = await makeArchive(server, account);
  server.clock.at(now + server.options.archiveMs, () => {
    backup.ready = true;
    account.backups = account.backups.filter((other) => other === backup || !other.ready);
    const link = since(server, '4.1.1') ? `/backups/${backup.id}/download` : storagePath(backup);
    server.mailbox.push({ to: account.email, subject: 'Your archive is ready', link: server.origin + link, at: server.clock.now() });
  });
}

function storagePath(backup: Backup): string {
  return `/system/backups/dumps/${backup.id}/original/${backup.name}`;
}

function attachment(filename: string, type: string, body: string): Reply {
  return {
    status: 200,
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${filename}"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
    body,
  };
}

function page(visit: SignedIn): Reply {
  const { words, account, server, now } = visit;
  const w = words.exports;
  const row = (label: string, count: string, path?: string) =>
    html`<tr><th>${label}</th><td>${count}</td><td>${path ? html`<a class="table-action-link" href="${path}">${path.endsWith('json') ? 'JSON' : 'CSV'}</a>` : nothing}</td></tr>`;
  const list = (name: ListName, count: number) => row(w[name], counted(words, count), `/settings/exports/${name}.csv`);
  const blocks = list('blocks', account.blocks.size);
  const mutes = list('mutes', account.mutes.size);
  const body = html`<div class="table-wrapper"><table class="table"><tbody>
${row(w.storage, sizeIn(words, 46_100_000))}
${row(w.statuses, counted(words, account.statuses))}
${list('follows', account.followsCounter ?? account.follows.size)}
${list('lists', account.lists.size)}
${row(w.followers, counted(words, account.followers.size))}
${since(server, '4.3') ? [mutes, blocks] : [blocks, mutes]}
${list('domain_blocks', account.domainBlocks.size)}
${list('bookmarks', account.bookmarks.size)}
${since(server, '4.6') ? row(w.custom_filters, counted(words, account.filters.length), '/settings/exports/custom_filters.json') : nothing}
</tbody></table></div>
<hr class="spacer">
<p class="muted-hint">${w.archiveHint}</p>
${canRequestArchive(server, account, now) ? html`<p><a class="button" rel="nofollow" data-method="post" href="/settings/export">${w.request}</a></p>` : nothing}
${account.backups.length > 0 ? archives(visit) : nothing}`;
  return settingsPage(visit, { title: w.title, selected: ['data', 'export'], body });
}

function archives(visit: SignedIn): Markup {
  const { words, account, server } = visit;
  const w = words.exports;
  const date = (backup: Backup) =>
    since(server, '4.3')
      ? html`<time${attributes({ class: 'formatted', datetime: isoSeconds(backup.created), title: dateText(backup.created) })}>${dateText(backup.created)}</time>`
      : html`${dateText(backup.created)}`;
  const link = (backup: Backup) => server.origin + (since(server, '4.1.1') ? `/backups/${backup.id}/download` : storagePath(backup));
  return html`<hr class="spacer"><div class="table-wrapper"><table class="table">
<thead><tr><th>${w.date}</th><th>${w.size}</th><th></th></tr></thead>
<tbody>${account.backups.map(
    (backup) =>
      html`<tr><td>${date(backup)}</td>${
        backup.ready
          ? html`<td>${sizeIn(words, backup.bytes?.length ?? 0)}</td><td><a class="table-action-link" href="${link(backup)}">${w.download}</a></td>`
          : html`<td colspan="2">${w.making}</td>`
      }</tr>`,
  )}</tbody></table></div>`;
}
