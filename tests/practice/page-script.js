// Served to the practice pages: what Mastodon's own page scripts do to links and the side list.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[data-method]') : null;
  if (link === null) return;
  event.preventDefault();
  const question = link.getAttribute('data-confirm');
  if (question !== null && !window.confirm(question)) return;
  const form = document.createElement('form');
  form.method = 'post';
  form.action = link.href;
  form.style.display = 'none';
  const token = document.querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
  for (const [name, value] of [
    ['_method', link.getAttribute('data-method')],
    ['authenticity_token', token],
  ]) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.requestSubmit();
});

document.addEventListener('click', (event) => {
  const toggle = event.target instanceof Element ? event.target.closest('.sidebar__toggle__icon') : null;
  if (toggle === null) return;
  event.preventDefault();
  const open = document.querySelector('.sidebar > ul')?.classList.toggle('visible') ?? false;
  toggle.setAttribute('aria-expanded', String(open));
});

// New keyword rows get the time as their index, as on the real filter form.
document.addEventListener('click', (event) => {
  const add = event.target instanceof Element ? event.target.closest('a.add_fields') : null;
  if (add === null) return;
  event.preventDefault();
  const rows = document.querySelector('.keywords-table tbody');
  const template = document.querySelector('template#keyword-row');
  if (rows === null || template === null) return;
  const row = template.content.cloneNode(true);
  const index = String(Date.now());
  for (const field of row.querySelectorAll('[name]')) field.name = field.name.replace('NEW', index);
  rows.append(row);
});

// Times are rewritten in the reader's way; `datetime` stays.
for (const time of document.querySelectorAll('time[datetime]')) {
  const date = new Date(time.dateTime);
  if (!Number.isNaN(date.getTime())) time.textContent = date.toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
}
