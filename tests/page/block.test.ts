// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { placeFor } from '../../page/block';
import { by } from './layout';

/** What the card would stand before, in which parent; both by their id. */
function placeOf(control: string | null): [string, string | null] {
  const { parent, before } = placeFor(control === null ? null : by(control), document);
  return [parent.id, before?.id ?? null];
}

const page = (content: string) => {
  document.body.id = 'body';
  document.body.innerHTML = `<nav><a id="signOut" href="/auth/sign_out">xx</a></nav>
    <div class="content-wrapper" id="wrapper"><div class="content" id="column">
      <div class="content__heading" id="heading"><h2>xx</h2></div><div class="flash-message" id="flash">xx</div>${content}
    </div></div>`;
};
const form = '<form id="form"><div class="input"><input id="field"></div></form>';
const table = '<div id="tables"><table><tbody><tr id="row"><td>xx</td></tr></tbody></table></div>';

describe('the card stands', () => {
  test('before the form that holds the field, not inside it', () => {
    page(`<p id="hint">xx</p>${form}${table}`);
    expect(placeOf('#field')).toEqual(['column', 'form']);
  });
  test('before the table that holds the row', () => {
    page(`${form}${table}`);
    expect(placeOf('#row')).toEqual(['column', 'tables']);
  });
  test('before a control that is a block itself', () => {
    page('<p id="hint">xx</p><button id="lone">xx</button>');
    expect(placeOf('#lone')).toEqual(['column', 'lone']);
  });
  test('before the heading of the single line that holds the link', () => {
    page('<h3 id="title">xx</h3><p id="line"><a id="link" href="/">xx</a></p>');
    expect(placeOf('#link')).toEqual(['column', 'title']);
  });
  test('after the heading, where what follows it is more than a line', () => {
    page(`<h3 id="title">xx</h3>${form}`);
    expect(placeOf('#field')).toEqual(['column', 'form']);
  });
  test('below the page’s title and the server’s answer, where it speaks of no control', () => {
    page(`<script id="script"></script>${form}`);
    expect(placeOf(null)).toEqual(['column', 'form']);
  });
  test('there, too, where the control stands beside the column', () => {
    page(form);
    expect(placeOf('#signOut')).toEqual(['column', 'form']);
  });
  test('at the end of a column that holds nothing else', () => {
    page('');
    expect(placeOf(null)).toEqual(['column', null]);
  });
  test('before a whole row, where its parent sets its children side by side', () => {
    page(form);
    by('#column').style.cssText = 'display: flex; flex-direction: row; flex-wrap: nowrap';
    expect(placeOf('#field')).toEqual(['wrapper', 'column']);
  });
  test('in a parent that sets its children one below the other as in any other', () => {
    page(form);
    by('#column').style.cssText = 'display: flex; flex-direction: column; flex-wrap: nowrap';
    expect(placeOf('#field')).toEqual(['column', 'form']);
  });
  test('in the main part of a page that has no such column, or else in its body', () => {
    document.body.innerHTML = `<main id="main">${form}</main>`;
    expect(placeOf('#field')).toEqual(['main', 'form']);
    document.body.innerHTML = `<div id="all">${form}</div>`;
    expect(placeOf('#field')).toEqual(['body', 'all']);
  });
});
